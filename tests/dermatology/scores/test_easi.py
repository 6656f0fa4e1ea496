"""EASI: the worked example, both weight schemes, and what missing or contradictory regions do."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nagi.dermatology.scores import EasiRegion, area_score, completed_years, score_easi
from nagi.errors import NagiError

REGIONS = ("head_neck", "upper_limbs", "trunk", "lower_limbs")
SIGNS = ("erythema", "edema_papulation", "excoriation", "lichenification")


def region(signs, area=None, percent=None):
    return EasiRegion(**dict(zip(SIGNS, signs, strict=True)), area_score=area, area_percent=percent)


EXAMPLE = {
    "head_neck": region((2, 1, 1, 1), 3),
    "upper_limbs": region((2, 2, 1, 0), 2),
    "trunk": region((1, 1, 0, 0), 1),
    "lower_limbs": region((2, 1, 2, 1), 2),
}
WORST = dict.fromkeys(REGIONS, region((3, 3, 3, 3), 6))
CLEAR = dict.fromkeys(REGIONS, EasiRegion(area_score=0))


@pytest.mark.parametrize(
    ("age", "parts", "total"),
    [(30, (1.5, 2.0, 0.6, 4.8), 8.9), (6, (3.0, 2.0, 0.6, 3.6), 9.2)],
)
def test_worked_example(age, parts, total):
    score = score_easi(EXAMPLE, age=age)
    assert tuple(score.part(key) for key in REGIONS) == parts
    assert score.total == total
    assert score.band.code == "moderate"
    assert score.bands_version == "easi/leshem2015/1"


@pytest.mark.parametrize("age", [0, 3, 7.99, 8, 40, 90])
def test_the_maximum_is_72_at_any_age(age):
    assert score_easi(WORST, age=age).total == 72.0


@pytest.mark.parametrize(
    ("birth", "on", "years", "total"),
    [
        (date(2018, 5, 10), date(2026, 5, 9), 7, 9.2),  # 7 years 364 days
        (date(2018, 5, 10), date(2026, 5, 10), 8, 8.9),  # the eighth birthday
        (date(2016, 2, 29), date(2024, 2, 28), 7, 9.2),
        (date(2016, 2, 29), date(2024, 2, 29), 8, 8.9),
        (date(2016, 2, 29), date(2025, 2, 28), 8, 8.9),
        (date(2017, 2, 28), date(2025, 2, 28), 8, 8.9),
    ],
)
def test_weights_change_on_the_eighth_birthday(birth, on, years, total):
    assert completed_years(birth, on=on) == years
    assert score_easi(EXAMPLE, age=completed_years(birth, on=on)).total == total


def test_exact_years_just_below_eight_use_the_child_weights():
    assert score_easi(EXAMPLE, age=7 + 364 / 365.25).total == 9.2


def test_a_birth_after_the_assessment_is_refused():
    with pytest.raises(NagiError, match="NAGI-D206"):
        completed_years(date(2026, 1, 2), on=date(2026, 1, 1))


@pytest.mark.parametrize(
    ("percent", "score"),
    [(0, 0), (0.5, 1), (1, 1), (9, 1), (9.9, 1), (10, 2), (29, 2), (29.5, 2), (30, 3), (49, 3), (50, 4),
     (69, 4), (70, 5), (89, 5), (90, 6), (100, 6)],
)  # fmt: skip
def test_area_score_of_a_percentage(percent, score):
    assert area_score(percent) == score
    assert score_easi(
        {**CLEAR, "trunk": region((1, 1, 1, 1) if score else (0,) * 4, percent=percent)}, age=30
    ).part("trunk") == pytest.approx(0.3 * 4 * score)


def test_half_points_count_and_an_unusual_half_is_remarked():
    usual = score_easi({**CLEAR, "trunk": region((1.5, 2.5, 0, 0), 1)}, age=30)
    assert usual.total == 1.2
    assert usual.remarks == ()
    unusual = score_easi({**CLEAR, "trunk": region((0.5, 0, 0, 0), 1)}, age=30)
    assert unusual.total == 0.15
    assert "1.5" in unusual.remarks[0].en


def test_clear_skin_needs_no_signs():
    score = score_easi(CLEAR, age=30)
    assert score.total == 0
    assert score.band.code == "clear"


@pytest.mark.parametrize(
    ("regions", "missing"),
    [
        ({k: v for k, v in EXAMPLE.items() if k != "trunk"}, ("trunk",)),
        ({**EXAMPLE, "trunk": None}, ("trunk",)),
        ({**EXAMPLE, "trunk": region((1, 1, None, 0), 1)}, ("trunk.excoriation",)),
        ({**EXAMPLE, "trunk": region((1, 1, 0, 0))}, ("trunk.area",)),
        ({}, REGIONS),
    ],
)
def test_missing_data_leave_no_total_but_a_question(regions, missing):
    score = score_easi(regions, age=30)
    assert score.total is None
    assert score.band is None
    assert score.missing == missing
    assert len(score.questions) == len(score.reasons) == len(missing)
    assert score.part("trunk") is None


@pytest.mark.parametrize(
    "trunk",
    [
        region((2, 0, 0, 0), 0),  # signs without area
        region((0, 0, 0, 0), 3),  # area without signs
        region((1, 1, 0, 0), 1, percent=40),  # 40 % is area score 3
    ],
)
def test_a_contradiction_is_asked_about_not_guessed(trunk):
    score = score_easi({**EXAMPLE, "trunk": trunk}, age=30)
    assert score.total is None
    assert score.missing == ("trunk",)
    assert score.part("head_neck") == 1.5


def test_unknown_age_leaves_no_total():
    score = score_easi(EXAMPLE, age=None)
    assert score.total is None
    assert score.missing == ("age",)


def test_all_impossible_entries_are_named_at_once():
    wrong = {
        "head_neck": region((4, -1, 1.3, True), 7),
        "trunk": region((1, "3", 1, 1), percent=101),
        "face": region((1, 1, 1, 1), 1),
    }
    with pytest.raises(NagiError) as raised:
        score_easi(wrong, age=-1)
    assert [(problem.code, problem.key) for problem in raised.value.problems] == [
        ("NAGI-D207", "regions"),
        ("NAGI-D203", "head_neck.erythema"),
        ("NAGI-D203", "head_neck.edema_papulation"),
        ("NAGI-D204", "head_neck.excoriation"),
        ("NAGI-D202", "head_neck.lichenification"),
        ("NAGI-D203", "head_neck.area_score"),
        ("NAGI-D202", "trunk.edema_papulation"),
        ("NAGI-D203", "trunk.area_percent"),
        ("NAGI-D203", "age"),
    ]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**400, -(10**400)])
def test_numbers_that_mean_nothing_are_refused(value):
    with pytest.raises(NagiError, match="NAGI-D203"):
        score_easi({**CLEAR, "trunk": region((value, 0, 0, 0), 1)}, age=30)


halves = st.integers(0, 6).map(lambda steps: steps / 2)


@st.composite
def regions(draw):
    """A region that is clear, or has an area and at least one sign."""
    area = draw(st.integers(0, 6))
    signs = draw(st.lists(halves, min_size=4, max_size=4).filter(any)) if area else [0] * 4
    return region(signs, area)


bodies = st.fixed_dictionaries(dict.fromkeys(REGIONS, regions()))
ages = st.floats(0, 100)


@given(bodies, ages)
def test_total_lies_in_the_range_and_is_the_sum_of_its_parts(body, age):
    score = score_easi(body, age=age)
    assert 0 <= score.total <= 72
    assert score.total == pytest.approx(sum(part.value for part in score.parts))


@given(bodies, ages, st.permutations(REGIONS))
def test_the_order_of_the_regions_does_not_matter(body, age, order):
    assert score_easi({key: body[key] for key in order}, age=age) == score_easi(body, age=age)


@given(bodies, ages, st.sampled_from(REGIONS), st.sampled_from((*SIGNS, "area_score")))
def test_a_worse_sign_or_area_never_lowers_the_total(body, age, where, entry):
    seen = body[where]
    if seen.area_score == 0:
        worse = region((1, 0, 0, 0), 1)
    else:
        step, most = (1, 6) if entry == "area_score" else (0.5, 3)
        grades = {name: getattr(seen, name) for name in (*SIGNS, "area_score")}
        worse = EasiRegion(**{**grades, entry: min(grades[entry] + step, most)})
    assert score_easi({**body, where: worse}, age=age).total >= score_easi(body, age=age).total
