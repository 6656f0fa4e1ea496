"""One and many: a count is followed by the right word."""

import pytest

from nagi.clinic.words import word
from nagi.language import filled
from nagi.services.trials.summary import HEAD, PER_ARM

TRIALS = "{draws} {draws:draw|draws} x {trials} {trials:trial|trials}"


@pytest.mark.parametrize(
    ("said", "blanks", "read"),
    [
        (TRIALS, {"draws": 1, "trials": 1}, "1 draw x 1 trial"),
        (TRIALS, {"draws": 1, "trials": 40}, "1 draw x 40 trials"),
        (TRIALS, {"draws": 0, "trials": 2}, "0 draws x 2 trials"),
        ("{weeks:g} {weeks:week|weeks}", {"weeks": 1.0}, "1 week"),
        ("{weeks:g} {weeks:week|weeks}", {"weeks": 1.5}, "1.5 weeks"),
        ("{count} {count:entry|entries} open", {"count": 1}, "1 entry open"),
        ("Only {left} {left:vial is|vials are} left.", {"left": 1}, "Only 1 vial is left."),
        ("Only {left} {left:vial is|vials are} left.", {"left": 2}, "Only 2 vials are left."),
        ("{count:,} lines, {share:.1f} %", {"count": 1200, "share": 2.25}, "1,200 lines, 2.2 %"),
    ],
)
def test_a_count_chooses_its_word(said: str, blanks: dict[str, float], read: str) -> None:
    assert filled(said, **blanks) == read


def test_blanks_by_their_place() -> None:
    assert filled("{0} {0:state|states}, {1} {1:arm|arms}", 14, 1) == "14 states, 1 arm"


def test_the_words_of_the_clinic_count_in_english() -> None:
    assert word("stock.left", count=1).en == "1 vial left"
    assert word("stock.left", count=12).en == "12 vials left"
    assert word("courses.sessions_said", count=3, days=1).en == "3 sessions, at least 1 day apart"


def test_the_summary_of_a_trial_counts_in_english() -> None:
    head = filled(HEAD.en, arm="cream", control="vehicle", size=24, per=PER_ARM.en, draws=1, trials=1)
    assert head == "cream against vehicle, 24 people per arm, 1 draw x 1 trial"
