"""A clinic's own file: read whole, or every problem at once."""

import tomllib
from typing import Any

import pytest
from courses import EXAMPLE, TABLE, example_clinic

from nagi.dermatology.clinic import Clinic, clinic_from
from nagi.errors import NagiError
from nagi.evidence.rules import ROUTES

PRICE: dict[str, Any] = {
    "id": "A", "label": {"ja": "見本", "en": "sample"}, "item": "session", "kind": "single", "low": 1, "high": 1,
}  # fmt: skip
DATED = {"as_of": "2026-11", "source": {"ja": "見本", "en": "sample"}}


def example() -> dict[str, Any]:
    return tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))


def problems(raw: dict[str, Any]) -> set[tuple[str, str]]:
    with pytest.raises(NagiError) as refused:
        clinic_from(raw, where="clinic.toml", table=TABLE)
    return {(problem.code, problem.key) for problem in refused.value.problems}


def test_the_example_is_complete() -> None:
    clinic = example_clinic()
    assert set(clinic.products) == set(ROUTES)
    assert all(value is not None for value in clinic.clinic.__dict__.values())
    prices = clinic.price_list()
    assert prices is not None
    assert prices.from_clinic


def test_its_thresholds_change_the_decision_table_and_its_digest() -> None:
    table = TABLE.with_thresholds(example_clinic().thresholds)
    assert table.bounds.thresholds["min_stable_weeks"] == 6
    assert table.digest != TABLE.digest


def test_an_empty_file_is_a_clinic_that_said_nothing_yet() -> None:
    assert clinic_from({}, where="clinic.toml", table=TABLE) == Clinic()
    assert Clinic().price_list() is None


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"thresholds": {"min_stable_week": 6}}, ("NAGI-D401", "thresholds.min_stable_week")),
        (
            {"thresholds": {"dermapen_min_interval_days": 0}},
            ("NAGI-D405", "thresholds.dermapen_min_interval_days"),
        ),
        ({"thresholds": {"min_stable_weeks": -1}}, ("NAGI-K003", "clinic.thresholds.min_stable_weeks")),
        (
            {"thresholds": {"min_stable_weeks": float("nan")}},
            ("NAGI-K003", "clinic.thresholds.min_stable_weeks"),
        ),
        ({"price": [PRICE]}, ("NAGI-D402", "prices")),
        ({"price": [PRICE, PRICE], "prices": DATED}, ("NAGI-D404", "A")),
        ({"price": [{**PRICE, "source": "x"}], "prices": DATED}, ("NAGI-D403", "A")),
        ({"price": [{**PRICE, "high": 0}], "prices": DATED}, ("NAGI-K003", "clinic.price.0")),
        ({"price": [{**PRICE, "tax": "excluded"}], "prices": DATED}, ("NAGI-K003", "clinic.price.0")),
        ({"price": [{**PRICE, "kind": "course"}], "prices": DATED}, ("NAGI-K003", "clinic.price.0")),
        ({"price": 3}, ("NAGI-K003", "clinic.price")),
        ({"clinic": {"nmae": {"ja": "a", "en": "a"}}}, ("NAGI-K003", "clinic.clinic.nmae")),
        ({"clinic": {"name": {"ja": "a", "en": " "}}}, ("NAGI-K003", "clinic.clinic.name")),
        ({"products": {"oral": {}}}, ("NAGI-K003", "clinic.products.oral.[key]")),
    ],
)
def test_what_is_refused(change: dict[str, Any], found: tuple[str, str]) -> None:
    assert found in problems({**example(), **change} if "price" not in change else change)


def test_a_refusal_says_what_was_seen_and_what_to_do() -> None:
    with pytest.raises(NagiError) as refused:
        clinic_from({"price": 3, "colour": "red"}, where="clinic.toml", table=TABLE)
    assert {problem.line("ja") for problem in refused.value.problems} == {
        "[NAGI-K003] clinic.toml: clinic.colour: この項目はありません。綴りを確かめてください。(今は 'red')",
        "[NAGI-K003] clinic.toml: clinic.price: 並び [...] が必要です。(今は 3)",
    }


def test_all_problems_are_named_at_once() -> None:
    raw = {"thresholds": {"x": 1}, "price": [PRICE, {**PRICE, "low": -1}], "extra": 1}
    codes = {code for code, _ in problems(raw)}
    assert {"NAGI-D401", "NAGI-D402", "NAGI-D404", "NAGI-K003"} <= codes


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("st3_itch_max", 10),
        ("st1_erythema_max", 3),
        ("ac4_dryness_min", 4),
        ("ac1_edema_min", 0),
        ("st2_dryness_max", -1),
    ],
)
def test_a_threshold_that_would_silence_an_item_is_refused(name: str, value: float) -> None:
    with pytest.raises(NagiError) as refused:
        clinic_from({"thresholds": {name: value}}, where="clinic.toml", table=TABLE)
    assert {problem.key.split(" ")[0] for problem in refused.value.problems} >= {f"thresholds.{name}"}


def test_a_threshold_inside_the_scale_is_accepted() -> None:
    clinic = clinic_from({"thresholds": {"st3_itch_max": 2}}, where="clinic.toml", table=TABLE)
    assert clinic.thresholds == {"st3_itch_max": 2}
