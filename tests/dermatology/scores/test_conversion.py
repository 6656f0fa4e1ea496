"""The published conversion tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nagi.dermatology.scores import convert
from nagi.errors import NagiError

HIGHEST = {("easi", "oscorad"): 72, ("oscorad", "easi"): 83, ("easi", "p_iga"): 72}


@pytest.mark.parametrize(
    ("value", "source", "target", "found"),
    [
        (0, "easi", "oscorad", 0),
        (7, "easi", "oscorad", 25),
        (16, "easi", "oscorad", 34.5),
        (21, "easi", "oscorad", 38.5),
        (30, "easi", "oscorad", 44.5),
        (50, "easi", "oscorad", 58.5),
        (72, "easi", "oscorad", 83),
        (7.5, "easi", "oscorad", 25.75),
        (25, "oscorad", "easi", 7),
        (25.5, "oscorad", "easi", 7.5),
        (83, "oscorad", "easi", 72),
        (0, "easi", "p_iga", 0.23),
        (7, "easi", "p_iga", 2.26),
        (72, "easi", "p_iga", 4.99),
    ],
)
def test_rows_of_the_tables_and_between_them(value, source, target, found):
    result = convert(value, source=source, target=target)
    assert result.value == found
    assert result.doi == "10.1111/bjd.16916"
    assert result.notes


def test_the_six_grade_iga_warns_that_it_is_not_the_viga():
    notes = convert(20, source="easi", target="p_iga").notes
    assert any("vIGA-AD" in note.en and "vIGA-AD" in note.ja for note in notes)


@pytest.mark.parametrize("direction", HIGHEST)
@pytest.mark.parametrize("value", [-0.1, 83.1, float("nan"), True, "7"])
def test_outside_the_table_is_refused(direction, value):
    with pytest.raises(NagiError, match=r"NAGI-D20[23]"):
        convert(value, source=direction[0], target=direction[1])


@pytest.mark.parametrize(
    "direction", [("p_iga", "easi"), ("easi", "iga"), ("poem", "easi"), ("easi", "easi")]
)
def test_directions_nobody_published_are_refused(direction):
    with pytest.raises(NagiError, match="NAGI-D210"):
        convert(1, source=direction[0], target=direction[1])


@given(st.sampled_from(list(HIGHEST)), st.data())
def test_a_higher_score_never_converts_lower(direction, data):
    source, target = direction
    low, high = sorted(data.draw(st.tuples(*[st.floats(0, HIGHEST[direction])] * 2)))
    assert (
        convert(low, source=source, target=target).value <= convert(high, source=source, target=target).value
    )
