"""SCORAD and objective SCORAD."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nagi.dermatology.scores import ScoradRatings, instrument, score_objective_scorad, score_scorad
from nagi.dermatology.scores.instrument import Scorad
from nagi.errors import NagiError

SIGNS = ("erythema", "edema_papulation", "oozing_crusting", "excoriation", "lichenification", "dryness")


def ratings(extent, signs, itch, sleep):
    return ScoradRatings(extent=extent, itch=itch, sleep=sleep, **dict(zip(SIGNS, signs, strict=True)))


EXAMPLE = ratings(30, (2, 2, 1, 2, 1, 1), 6, 4)
WORST = ratings(100, (3,) * 6, 10, 10)


def test_worked_example():
    score = score_scorad(EXAMPLE)
    assert score.total == 47.5
    assert score.band.code == "moderate"
    assert [(part.key, part.value) for part in score.parts] == [
        ("extent", 6.0), ("intensity", 31.5), ("subjective", 10.0),
    ]  # fmt: skip
    objective = score_objective_scorad(EXAMPLE)
    assert (objective.instrument, objective.total, objective.band.code) == ("oscorad", 37.5, "moderate")


def test_the_maxima():
    assert score_scorad(WORST).total == 103
    assert score_objective_scorad(WORST).total == 83


@pytest.mark.parametrize("entry", ["itch", "sleep"])
def test_without_itch_or_sleep_only_the_objective_score_stands(entry):
    rated = replace(EXAMPLE, **{entry: None})
    score = score_scorad(rated)
    assert score.total is None
    assert score.missing == (entry,)
    assert "objective SCORAD" in score.remarks[0].en
    assert score_objective_scorad(rated).total == 37.5


@pytest.mark.parametrize("entry", ["extent", *SIGNS])
def test_without_extent_or_a_sign_neither_stands(entry):
    rated = replace(EXAMPLE, **{entry: None})
    for score in (score_scorad(rated), score_objective_scorad(rated)):
        assert score.total is None
        assert score.missing == (entry,)
        assert len(score.questions) == 1
        assert score.remarks == ()


def test_all_impossible_entries_are_named_at_once():
    with pytest.raises(NagiError) as raised:
        score_objective_scorad(ratings(101, (4, -1, 1.5, True, "2", 0), 11, 3))
    assert [(problem.code, problem.key) for problem in raised.value.problems] == [
        ("NAGI-D203", "extent"), ("NAGI-D203", "erythema"), ("NAGI-D203", "edema_papulation"),
        ("NAGI-D204", "oozing_crusting"), ("NAGI-D202", "excoriation"), ("NAGI-D202", "lichenification"),
        ("NAGI-D203", "itch"),
    ]  # fmt: skip


def test_every_sign_of_the_file_is_an_entry():
    formula = instrument("scorad").formula
    assert isinstance(formula, Scorad)
    assert tuple(sign.key for sign in formula.signs) == SIGNS
    assert {field.name for field in fields(ScoradRatings)} == {"extent", "itch", "sleep", *SIGNS}


@given(
    st.floats(0, 100),
    st.lists(st.integers(0, 3), min_size=6, max_size=6),
    st.floats(0, 10),
    st.floats(0, 10),
)
def test_the_total_lies_in_the_range_and_above_its_objective_part(extent, signs, itch, sleep):
    rated = ratings(extent, signs, itch, sleep)
    whole, objective = score_scorad(rated).total, score_objective_scorad(rated).total
    assert 0 <= objective <= whole <= 103
    assert objective <= 83
