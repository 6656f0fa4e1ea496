"""Meaningful change: in points, in per cent, and where neither can be said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nagi.dermatology.scores import instruments, judge_change
from nagi.errors import NagiError


def outcomes(change):
    return {judgement.threshold.id: str(judgement.outcome) for judgement in change.judgements}


@pytest.mark.parametrize(
    ("baseline", "now", "percent", "absolute"),
    [
        (20, 10, "improved", "improved"),
        (20, 10.1, "not reached", "improved"),
        (10, 5, "improved", "not reached"),
        (13.5, 6.9, "not reached", "improved"),  # 6.6 points, 48.9 %
        (13.5, 6.95, "not reached", "not reached"),
        (6.9, 13.5, "not reached", "worsened"),
        (10, 10, "not reached", "not reached"),
        (2.1, 0, "improved", "not reached"),
        (2, 0, "undetermined", "not reached"),
        (0, 7, "undetermined", "worsened"),
    ],
)
def test_easi(baseline, now, percent, absolute):
    change = judge_change("easi", baseline=baseline, now=now)
    assert outcomes(change) == {"mic-percent": percent, "mcid-absolute": absolute}


@pytest.mark.parametrize(
    ("baseline", "now", "reached"),
    [(20, 10.1, (False, False, False)), (20, 10, (True, False, False)), (20, 5, (True, True, False)),
     (20, 2, (True, True, True)), (20, 30, (False, False, False)), (2, 0, (None, None, None)),
     (0, 0, (None, None, None)), (None, 3, (None, None, None))],
)  # fmt: skip
def test_easi_50_75_90(baseline, now, reached):
    responses = judge_change("easi", baseline=baseline, now=now).responses
    assert tuple(response.percent for response in responses) == (50, 75, 90)
    assert tuple(response.reached for response in responses) == reached


def test_difference_and_percent():
    change = judge_change("easi", baseline=8.9, now=9.2)
    assert change.difference == 0.3
    assert change.percent == pytest.approx(-3.370786)


@pytest.mark.parametrize("baseline", [0, 1, 2])
def test_a_low_baseline_gives_points_only(baseline):
    change = judge_change("scorad", baseline=baseline, now=0)
    assert change.percent is None
    assert change.difference == -baseline
    assert "2" in change.reasons[0].en
    assert "2" in change.reasons[0].ja


@pytest.mark.parametrize(
    ("name", "baseline", "now", "threshold", "outcome"),
    [
        ("scorad", 60, 39, "mic-percent", "improved"),
        ("scorad", 60, 39.1, "mic-percent", "not reached"),
        ("oscorad", 40, 26, "mic-percent", "improved"),
        ("pp_nrs", 8, 4, "responder", "improved"),
        ("pp_nrs", 8, 5, "responder", "not reached"),
        ("pp_nrs", 3, 7, "responder", "worsened"),
        ("adct", 12, 7, "within-person", "improved"),
        ("adct", 7, 12, "within-person", "worsened"),
        ("adct", 12, 8, "within-person", "not reached"),
        ("poem", 12, 9, "probable", "improved"),
        ("poem", 12, 10, "probable", "not reached"),
        ("poem", 12, 8, "mcid-absolute", "improved"),
        ("poem", 12, 9, "mcid-absolute", "not reached"),
        ("poem", 12, 8, "very-likely", "improved"),
    ],
)
def test_thresholds(name, baseline, now, threshold, outcome):
    assert outcomes(judge_change(name, baseline=baseline, now=now))[threshold] == outcome


@pytest.mark.parametrize("name", ["poem", "dlqi"])
@pytest.mark.parametrize(
    ("age", "outcome"), [(18, "improved"), (40, "improved"), (17.9, "undetermined"), (None, "undetermined")]
)
def test_a_threshold_for_adults_is_used_for_adults_only(name, age, outcome):
    change = judge_change(name, baseline=12, now=8, age=age)
    assert outcomes(change)["within-person"] == outcome
    assert (change.reasons == ()) is (outcome == "improved")


@pytest.mark.parametrize(("baseline", "now", "questions"), [(None, 5, 1), (5, None, 1), (None, None, 2)])
def test_a_missing_score_leaves_everything_undetermined(baseline, now, questions):
    change = judge_change("easi", baseline=baseline, now=now)
    assert (change.difference, change.percent) == (None, None)
    assert set(outcomes(change).values()) == {"undetermined"}
    assert len(change.questions) == questions
    assert change.reasons


def test_impossible_totals_are_named_at_once():
    with pytest.raises(NagiError) as raised:
        judge_change("poem", baseline=29, now=True, age=200)
    assert [(problem.code, problem.key) for problem in raised.value.problems] == [
        ("NAGI-D203", "baseline"), ("NAGI-D202", "now"), ("NAGI-D203", "age"),
    ]  # fmt: skip


@given(st.sampled_from(list(instruments())), st.data())
def test_exchanging_the_scores_turns_better_into_worse(name, data):
    form = instruments()[name]
    first, second = (data.draw(st.integers(int(form.low), int(form.high))) for _ in range(2))
    there = judge_change(name, baseline=first, now=second, age=30)
    back = judge_change(name, baseline=second, now=first, age=30)
    assert there.difference == -back.difference
    turned = {"improved": "worsened", "worsened": "improved", "not reached": "not reached"}
    for judgement in there.judgements:
        if judgement.threshold.kind == "absolute" and judgement.threshold.direction == "both":
            assert outcomes(back)[judgement.threshold.id] == turned[str(judgement.outcome)]
