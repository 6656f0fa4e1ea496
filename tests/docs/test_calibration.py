"""The page of the calibration shows what was computed, every miss of it, and nothing else."""

import pytest
from calibration_page import PAGES, data, rewritten

from nagi.language import Lang


@pytest.mark.parametrize("lang", PAGES)
def test_the_tables_are_those_of_the_committed_calibration(lang: Lang) -> None:
    """If they differ: `python tests/calibration_page.py`, and read the difference."""
    assert PAGES[lang].read_text(encoding="utf-8") == rewritten(lang)


def test_the_committed_calibration_reaches_what_was_wanted_and_counts_every_target_once() -> None:
    told = data()
    inside = {
        use: sum(one["inside"] for one in told["targets"] if one["use"] == use) for use in ("fit", "check")
    }
    for use, count in inside.items():
        assert told["reached"][use] == [count, sum(one["use"] == use for one in told["targets"])]
    reached, of = told["reached"]["without_prior"]
    assert reached / of >= told["wanted"]


def test_no_vesicle_had_the_credit_of_care() -> None:
    told = data()
    assert told["credit"]["moved"] == 0
    assert told["credit"]["left"] < 0.01
    translation = next(one for one in told["unknowns"] if one["name"] == "mouse_to_human")
    assert abs(translation["learnt"]) < 0.15
    assert abs(translation["zero"][1] - translation["zero"][0]) < 0.06
