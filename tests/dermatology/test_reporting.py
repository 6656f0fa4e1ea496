"""Whom to tell about a reaction, and when it is over."""

from datetime import timedelta

import pytest

from nagi.dermatology.reporting import end_problem, recipient, report_duties, stops_after
from nagi.dermatology.safety import events
from nagi.evidence.rulebook import load_rules


def told(event: str, grade: int, *, lot: bool = False) -> dict[str, str]:
    found = report_duties(event, grade, lot_quarantined=lot, table=load_rules())
    return {one.to: one.rule_id for one in found}


def test_it_works() -> None:
    assert told("AE-014", 2) == {
        "physician": "AE-014", "clinic_safety": "REG-020", "supplier": "AE-014", "registry": "AE-014",
    }  # fmt: skip


def test_every_reaction_is_told_to_someone_with_a_name_and_a_time() -> None:
    for event in events(load_rules()):
        for grade in range(1, 6):
            duties = report_duties(event.id, grade, lot_quarantined=True, table=load_rules())
            assert duties[0].within <= timedelta(days=1)
            assert list(duties) == sorted(duties, key=lambda one: one.within)
            assert all(one.name == recipient(one.to) for one in duties)
            assert len({one.to for one in duties}) == len(duties)


def test_a_severe_event_a_death_and_a_lot_add_their_recipients() -> None:
    assert "jama_intake" not in told("AE-006", 2)
    assert told("AE-006", 3)["jama_intake"] == "AE-100"
    assert "physician" not in told("AE-006", 3)  # the same day is enough
    assert "accident_investigation" in told("AE-006", 5)
    assert told("AE-006", 1, lot=True)["lot_recipients"] == "AE-103"


def test_without_a_site_everything_is_held() -> None:
    table = load_rules()
    assert [one.action for one in stops_after("AE-010", 2, "face", table=table)] == ["stop_site"]
    assert [one.action for one in stops_after("AE-010", 2, "", table=table)] == ["stop"]


@pytest.mark.parametrize(
    ("outcome", "grade", "over"),
    [("resolved", 2, True), ("recovering", 2, False), ("ongoing", 1, False), ("fatal", 4, False),
     ("fatal", 5, True), ("resolved", 5, False), ("unknown", 2, True)],
)  # fmt: skip
def test_when_an_event_is_over(outcome: str, grade: int, *, over: bool) -> None:
    assert (end_problem(outcome, grade) is None) == over
