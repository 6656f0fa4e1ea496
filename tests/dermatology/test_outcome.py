"""Did it help, did it harm? Boundaries, low baselines, and scores that were not taken."""

import pytest
from courses import DECIDER, given
from synthetic import as_case

from nagi.dermatology.intake.case import Case
from nagi.dermatology.outcome import Scores, compare_scores

BEFORE = Scores(easi=10, poem=16, itch=7, active=False)


@pytest.mark.parametrize(
    ("now", "meaningful", "worsened"),
    [
        (Scores(easi=10, poem=16, itch=7, active=False), False, False),
        (Scores(easi=5, poem=16, itch=7, active=False), True, False),  # EASI exactly halved
        (Scores(easi=5.1, poem=16, itch=7, active=False), False, False),
        (Scores(easi=10, poem=12, itch=7, active=False), True, False),  # POEM 4 points
        (Scores(easi=10, poem=13, itch=7, active=False), False, False),
        (Scores(easi=10, poem=16, itch=3, active=False), True, False),  # itch 4 points
        (Scores(easi=15, poem=16, itch=7, active=False), False, True),  # EASI up by half
        (Scores(easi=14.9, poem=16, itch=7, active=False), False, False),
        (Scores(easi=10, poem=20, itch=7, active=False), False, True),  # POEM up 4
        (Scores(easi=10, poem=16, itch=7, active=True), False, True),  # became active
        (Scores(easi=10, poem=16, itch=10, active=False), False, False),  # itch alone is not in GP-067
        (
            Scores(easi=5, poem=20, itch=7, active=False),
            True,
            True,
        ),  # better and worse at once: both are said
        (Scores(easi=10, poem=None, itch=7, active=False), None, None),
        (Scores(easi=5, poem=None, itch=None, active=None), True, None),
        (Scores(), None, None),
    ],
)
def test_meaningful_change_and_worsening(now: Scores, meaningful: bool | None, worsened: bool | None) -> None:
    outcome = compare_scores(BEFORE, now)
    assert (outcome.meaningful_change, outcome.worsened) == (meaningful, worsened)


@pytest.mark.parametrize(
    ("before", "now", "worse"),
    [(2, 0, False), (1, 3, False), (0, 6.6, True), (2, 8.5, False), (2, 8.6, True)],
)
def test_from_a_low_baseline_no_percentage_is_used(before: float, now: float, worse: bool) -> None:
    easi = compare_scores(Scores(easi=before), Scores(easi=now)).changes[0]
    assert (easi.fraction, easi.better, easi.worse) == (None, False, worse)


def test_active_before_and_after_is_not_a_worsening() -> None:
    same = Scores(easi=10, poem=10, itch=5, active=True)
    assert compare_scores(same, same).worsened is False


@pytest.mark.parametrize(
    ("now", "sessions", "fires"),
    [
        (Scores(easi=9, poem=15, itch=6, active=False), 3, {"GP-066"}),
        (Scores(easi=9, poem=15, itch=6, active=False), 2, set()),
        (Scores(easi=4, poem=15, itch=6, active=False), 3, set()),
        (Scores(easi=16, poem=15, itch=6, active=False), 1, {"GP-067"}),
        (Scores(easi=9, poem=None, itch=6, active=False), 3, set()),
    ],
)
def test_the_stop_rules_fire_on_the_facts_of_the_outcome(now: Scores, sessions: int, fires: set[str]) -> None:
    case: Case = as_case(given())
    facts = compare_scores(BEFORE, now).facts(sessions_done=sessions)
    decision = DECIDER.decide(Case(**{**vars(case), "followup": facts}))
    assert {"GP-066", "GP-067"} & set(decision.rule_ids) == fires
