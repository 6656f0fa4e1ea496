"""Questionnaires and single ratings: sums, missing answers, ages, boxes that are not numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nagi.dermatology.scores import instrument, instruments, score_questionnaire
from nagi.errors import NagiError

SUMS = [name for name, form in instruments().items() if form.formula.kind == "sum"]
FITTING_AGE = {"cdlqi": 10}


def codes(raised):
    return [(problem.code, problem.key) for problem in raised.value.problems]


def test_poem_example():
    score = score_questionnaire("poem", [3, 2, 0, 1, 1, 2, 3])
    assert (score.total, score.band.code, score.bands_version) == (12, "moderate", "poem/charman2013/1")


def test_poem_with_the_japanese_bands():
    score = score_questionnaire("poem", [2, 1, 1, 1, 1, 1, 1], bands="japan2020")
    assert (score.total, score.band.code, score.bands_version) == (8, "mild", "poem/japan2020/1")


@pytest.mark.parametrize(
    ("name", "answers", "age", "total", "band"),
    [
        ("dlqi", [1, 1, 0, 0, 1, 0, 0, 1, 1, 0], 30, 5, "small"),
        ("cdlqi", [1, 1, 0, 0, 1, 0, 0, 1, 1, 1], 10, 6, "small"),
        ("adct", [1, 1, 1, 1, 1, 1], 12, 6, "controlled"),
        ("adct", [2, 1, 1, 1, 1, 1], 12, 7, "not_well_controlled"),
        ("recap", [2, 2, 2, 2, 2, 1, 1], None, 12, "little"),
        ("pp_nrs", [7], None, 7, "severe"),
        ("iga", [1], None, 1, "almost_clear"),
    ],
)
def test_sums_and_bands(name, answers, age, total, band):
    score = score_questionnaire(name, answers, age=age)
    assert (score.total, score.band.code) == (total, band)


@pytest.mark.parametrize("name", SUMS)
def test_lowest_and_highest_answers_give_the_range(name):
    form = instrument(name)
    age = FITTING_AGE.get(name, 30)
    for answer, total in ((form.items.low, form.low), (form.items.high, form.high)):
        assert score_questionnaire(name, [answer] * form.items.count, age=age).total == total


@pytest.mark.parametrize(
    ("name", "blank", "scored"),
    [("poem", 1, True), ("poem", 2, False), ("dlqi", 1, True), ("dlqi", 2, False), ("cdlqi", 1, True),
     ("cdlqi", 2, False), ("recap", 1, True), ("recap", 2, False), ("adct", 1, False), ("pp_nrs", 1, False),
     ("iga", 1, False)],
)  # fmt: skip
def test_missing_answers_follow_the_rule_of_the_instrument(name, blank, scored):
    count = instrument(name).items.count
    answers = [None] * blank + [1] * (count - blank)
    score = score_questionnaire(name, answers, age=FITTING_AGE.get(name, 30))
    assert score.missing == tuple(f"q{place}" for place in range(1, blank + 1))
    if scored:
        assert score.total == count - blank
        assert "0" in score.remarks[0].en
    else:
        assert score.total is None
        assert len(score.questions) == blank


def test_not_relevant_counts_zero_and_is_not_missing():
    score = score_questionnaire("dlqi", [1, 1, *["not_relevant"] * 8], age=40)
    assert (score.total, score.missing, score.remarks) == (2, (), ())


@pytest.mark.parametrize(("name", "age"), [("dlqi", 40), ("cdlqi", 10)])
def test_prevented_in_question_seven_counts_three(name, age):
    assert score_questionnaire(name, [0] * 6 + ["prevented"] + [0] * 3, age=age).total == 3


@pytest.mark.parametrize(
    ("name", "place", "box"),
    [("dlqi", 1, "not_relevant"), ("dlqi", 2, "not_relevant"), ("dlqi", 6, "prevented"),
     ("cdlqi", 3, "not_relevant"), ("poem", 3, "not_relevant"), ("poem", 3, "some words of a patient")],
)  # fmt: skip
def test_a_box_that_is_not_on_the_form_is_refused(name, place, box):
    answers = [0] * instrument(name).items.count
    answers[place - 1] = box
    with pytest.raises(NagiError) as raised:
        score_questionnaire(name, answers, age=FITTING_AGE.get(name, 30))
    assert codes(raised) == [("NAGI-D202", f"q{place}")]
    assert box not in str(raised.value)


@pytest.mark.parametrize(
    ("name", "age", "fits"),
    [("dlqi", 15.9, False), ("dlqi", 16, True), ("cdlqi", 3.9, False), ("cdlqi", 4, True),
     ("cdlqi", 16.9, True), ("cdlqi", 17, False), ("adct", 11, False), ("adct", 12, True),
     ("poem", 2, True), ("recap", 2, True)],
)  # fmt: skip
def test_age_limits(name, age, fits):
    answers = [0] * instrument(name).items.count
    if fits:
        assert score_questionnaire(name, answers, age=age).total == 0
    else:
        with pytest.raises(NagiError) as raised:
            score_questionnaire(name, answers, age=age)
        assert codes(raised) == [("NAGI-D205", "age")]


@pytest.mark.parametrize("name", ["dlqi", "cdlqi", "adct"])
def test_unknown_age_leaves_no_total_where_age_matters(name):
    score = score_questionnaire(name, [0] * instrument(name).items.count)
    assert score.total is None
    assert score.missing == ("age",)


def test_all_impossible_answers_are_named_at_once():
    with pytest.raises(NagiError) as raised:
        score_questionnaire("dlqi", [4, -1, 0.5, True, "2", float("nan"), 0, 0, 0, 0], age=12)
    assert codes(raised) == [
        ("NAGI-D203", "q1"), ("NAGI-D203", "q2"), ("NAGI-D204", "q3"), ("NAGI-D202", "q4"),
        ("NAGI-D202", "q5"), ("NAGI-D203", "q6"), ("NAGI-D205", "age"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "answers", "code"),
    [("poem", [0] * 6, "NAGI-D207"), ("poem", [], "NAGI-D207"), ("easi", [0] * 4, "NAGI-D209"),
     ("pasi", [0], "NAGI-D201")],
)  # fmt: skip
def test_wrong_use_is_refused(name, answers, code):
    with pytest.raises(NagiError, match=code):
        score_questionnaire(name, answers)


@given(st.sampled_from(SUMS), st.data())
def test_a_worse_answer_never_lowers_the_total(name, data):
    form = instrument(name)
    answer = st.integers(int(form.items.low), int(form.items.high))
    answers = data.draw(st.lists(answer, min_size=form.items.count, max_size=form.items.count))
    place = data.draw(st.integers(0, form.items.count - 1))
    worse = [*answers]
    worse[place] = min(worse[place] + 1, int(form.items.high))
    age = FITTING_AGE.get(name, 30)
    before = score_questionnaire(name, answers, age=age).total
    assert form.low <= before <= score_questionnaire(name, worse, age=age).total <= form.high
