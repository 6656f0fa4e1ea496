"""A trial file that cannot be meant is refused, with every problem at once."""

import tomllib
from typing import Any

import pytest
from virtual import TRIAL, model_with_cream

from nagi.errors import NagiError
from nagi.simulation.trial.arms import arms_of
from nagi.simulation.trial.checking import refuse_unsound, trial_from
from nagi.simulation.trial.parts import parts_of


def table(**changed: Any) -> dict[str, Any]:
    return {**tomllib.loads(TRIAL), **changed}


def problems(table: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(NagiError) as refused:
        refuse_unsound(trial_from(table, "t.toml"), model_with_cream(), "t.toml")
    assert all(p.where == "t.toml" for p in refused.value.problems)
    return [(p.code, p.key) for p in refused.value.problems]


def test_everything_wrong_with_the_form_is_told_at_once() -> None:
    bad = table(visits=[], size={"patients": 1, "draws": 0}, dropout={"weekly": 2}, analysis={}, colour="red")
    assert problems(bad) == [
        ("NAGI-T102", "visits"),
        ("NAGI-T102", "size.patients"),
        ("NAGI-T102", "size.draws"),
        ("NAGI-T102", "dropout.weekly"),
        ("NAGI-T102", "analysis.control"),
        ("NAGI-T102", "colour"),
    ]


NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("changed", "key", "ja", "en"),
    [
        ({"missing_visits": NAN}, "missing_visits", "有限の数が必要です。(今は nan)", "give a finite number (seen nan)"),
        ({"visits": [INF, 8]}, "visits.0", "有限の数が必要です。(今は inf)", "give a finite number (seen inf)"),
        ({"seed": NAN}, "seed", "有限の数が必要です。(今は nan)", "give a finite number (seen nan)"),
        ({"visits": ["two"]}, "visits.0", "数が必要です。(今は 'two')", "give a number (seen 'two')"),
        ({"size": {"patients": "many"}}, "size.patients", "整数が必要です。(今は 'many')",
         "give a whole number (seen 'many')"),
        ({"size": {"patients": 2.5}}, "size.patients", "整数が必要です。(今は 2.5)", "give a whole number (seen 2.5)"),
        ({"size": {"patients": 1}}, "size.patients", "2 以上の値が必要です。(今は 1)",
         "give a number of at least 2 (seen 1)"),
        ({"size": {"patients": 20_000_000}}, "size.patients", "10000000 以下の値が必要です。(今は 20000000)",
         "give a number of at most 10000000 (seen 20000000)"),
        ({"dropout": {"weekly": 2}}, "dropout.weekly", "1 より小さい値が必要です。(今は 2)",
         "give a number less than 1 (seen 2)"),
        ({"visits": [0, 8]}, "visits.0", "0 より大きい値が必要です。(今は 0)", "give a number greater than 0 (seen 0)"),
        ({"visits": []}, "visits", "1 個以上の要素が必要です。(今は 0 個)", "give at least 1 element, not 0"),
        ({"eligibility": {"between": {"EASI": [1, 2, 3]}}}, "eligibility.between.EASI",
         "要素は 2 個までです。(今は 3 個)", "give at most 2 elements, not 3"),
        ({"visits": 8}, "visits", "並び [...] が必要です。(今は 8)", "give a list [...] (seen 8)"),
        ({"size": 24}, "size", "表が必要です。(今は 24)", "give a table (seen 24)"),
        ({"title": 3}, "title", "文字列が必要です。(今は 3)", "give text in quotes (seen 3)"),
        ({"title": " "}, "title", "空にはできません。(今は ' ')", "give text that is not empty (seen ' ')"),
        ({"design": "paralel"}, "design", "次のどれかが必要です: 'parallel', 'split-face'。(今は 'paralel')",
         "give one of 'parallel', 'split-face' (seen 'paralel')"),
        ({"colour": "red"}, "colour", "この項目はありません。綴りを確かめてください。(今は 'red')",
         "there is no such entry; check the spelling (seen 'red')"),
        ({"analysis": {}}, "analysis.control", "この項目が必要です。", "is missing; add this entry"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_with_what_was_seen_and_what_to_do(
    changed: dict[str, Any], key: str, ja: str, en: str
) -> None:
    with pytest.raises(NagiError) as refused:
        trial_from(table(**changed), "t.toml")
    assert [(p.key, p.said.ja, p.said.en) for p in refused.value.problems] == [(key, ja, en)]


def test_numbers_that_are_none_are_refused() -> None:
    assert problems(table(visits=[float("nan"), 8.0])) == [("NAGI-T102", "visits.0")]
    assert problems(table(fixed={"gain": float("inf")})) == [("NAGI-T102", "fixed.gain")]


def test_names_that_neither_model_nor_trial_has_are_told_with_what_there_is() -> None:
    bad = table(
        arm=[
            {"name": "vehicle", "begins_as": "nothin"},
            {"name": "cream", "begins_as": "cream", "effects": {"v": 1}, "sessions": {"count": 1, "doses": {"y": 1}}},
        ],
        noise={"TEWL": {"sd": 1}},
        analysis={"control": "placebo"},
        uncertainty={"shared": ["k1"]},
    )  # fmt: skip
    assert problems(bad) == [
        ("NAGI-T103", "arm.0.begins_as"),
        ("NAGI-T103", "arm.1.effects"),
        ("NAGI-T103", "arm.1.sessions.doses"),
        ("NAGI-T103", "uncertainty.shared"),
        ("NAGI-T103", "analysis.control"),
        ("NAGI-T103", "noise"),
    ]


def test_what_contradicts_itself_is_told() -> None:
    bad = table(
        visits=[4, 2, 8],
        eligibility={"between": {"EASI": [20, 10]}, "route": "topical_exosome"},
        prior=[{"effect": "u", "arms": ["cream"], "low": 2, "high": 1}],
        arm=[
            {"name": "vehicle", "begins_as": "nothing"},
            {"name": "cream", "begins_as": "cream", "sessions": {"count": 3, "every": 4}},
        ],
        endpoint=[
            {"name": "a", "output": "EASI", "week": 5, "kind": "change", "by": 1},
            {"name": "a", "output": "EASI", "week": 8, "kind": "percent"},
        ],
    )
    assert [key for code, key in problems(bad) if code == "NAGI-T104"] == [
        "endpoint.name", "visits", "eligibility.between.EASI", "prior.0", "arm.1.sessions",
        "endpoint.a.week", "endpoint.a.by", "endpoint.a.by", "eligibility.case",
    ]  # fmt: skip


def test_a_face_has_two_halves() -> None:
    third = [*table()["arm"], {"name": "third", "begins_as": "nothing"}]
    assert problems(table(design="split-face", arm=third)) == [("NAGI-T104", "arm")]


def test_a_session_holds_its_effects_for_a_while_and_gives_its_dose() -> None:
    sessions = {"count": 2, "every": 4, "lasts": 1, "effects": {"u": 2}, "doses": {"x": 0.5}}
    arms = [
        {"name": "vehicle", "begins_as": "nothing"},
        {"name": "cream", "begins_as": "nothing", "sessions": sessions},
    ]
    trial = trial_from(table(arm=arms), "t.toml")
    _, cream = arms_of(trial, model_with_cream(), {}, null=False)
    assert [(s.week, dict(s.effects)) for s in cream.switches] == [
        (0, {"u": 2}), (1, {"u": 0}), (4, {"u": 2}), (5, {"u": 0}),
    ]  # fmt: skip
    assert [(d.week, d.state, d.amount) for d in cream.doses] == [(0, "x", 0.5), (4, "x", 0.5)]


def test_sessions_without_a_pause_hold_their_effects_throughout() -> None:
    sessions = {"count": 2, "every": 4, "lasts": 4, "effects": {"u": 2}}
    arms = [
        {"name": "vehicle", "begins_as": "nothing"},
        {"name": "cream", "begins_as": "nothing", "sessions": sessions},
    ]
    _, cream = arms_of(trial_from(table(arm=arms), "t.toml"), model_with_cream(), {}, null=False)
    assert [(s.week, s.effects["u"]) for s in cream.switches] == [(0, 2), (4, 2), (8, 0)]


def test_with_the_effect_off_every_arm_is_treated_as_the_control() -> None:
    trial = trial_from(table(), "t.toml")
    vehicle, cream = arms_of(trial, model_with_cream(), {("cream", "u"): 9.0}, null=True)
    assert (cream.effects, cream.doses) == (vehicle.effects, vehicle.doses)


def test_parts_hold_every_place_of_every_trial_once() -> None:
    size = {"patients": 4_500, "draws": 2, "trials": 3, "null": 1}
    parts = parts_of(trial_from(table(size=size), "t.toml"))
    held = [
        (part.null, part.draw, repeat, place)
        for part in parts
        for repeat in part.repeats
        for place in range(part.begin, part.end)
    ]
    assert len(held) == len(set(held)) == 2 * (3 + 1) * 4_500
    assert [part.number for part in parts] == list(range(len(parts)))
