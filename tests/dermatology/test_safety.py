"""Reactions: what is expected, how they are graded, what stops, and what is linked to a lot."""

from datetime import date, timedelta

import pytest
from courses import TABLE

from nagi.dermatology.safety import events, links, lot_action, safety_sheet, stop_actions

SESSION = date(2026, 11, 22)


def test_the_sheet_is_complete_in_both_languages() -> None:
    sheet = safety_sheet(TABLE)
    assert [event.id for event in sheet.events] == [f"AE-{n:03d}" for n in range(1, 23)]
    assert [grade.grade for grade in sheet.grades] == [1, 2, 3, 4, 5]
    assert sheet.expected_days == 7
    assert sheet.contact_days == (1, 3, 7, 28, 90, 365)
    assert [target.code for target in sheet.report_to] == [
        "clinic_safety", "supplier", "pmda_if_applicable", "public_health_centre", "jama_intake",
    ]  # fmt: skip
    stops = [statement.rule_id for statement in sheet.stop_rules]
    assert stops == ["AE-100", "AE-101", "AE-102", "AE-103", "GP-066", "GP-067"]


def test_what_ends_treatment_for_ever() -> None:
    ending = {event.name.en: event.id for event in events(TABLE) if event.ends_treatment}
    assert set(ending.values()) == {"AE-011", "AE-013", "AE-014", "AE-015", "AE-020", "AE-021"}


@pytest.mark.parametrize(
    ("event", "grade", "rules"),
    [
        ("AE-002", 1, []),  # redness, mild
        ("AE-005", 2, ["AE-101"]),  # flare, moderate: the site stops
        ("AE-007", 3, ["AE-100", "AE-101"]),  # severe infection: everything stops
        ("AE-014", 2, ["AE-102", "AE-101"]),  # granuloma: for ever, whatever its grade
        ("AE-014", 1, ["AE-102"]),
        ("AE-011", 4, ["AE-102", "AE-100", "AE-101"]),  # anaphylaxis
    ],
)
def test_what_must_stop(event: str, grade: int, rules: list[str]) -> None:
    assert [action.rule_id for action in stop_actions(event, grade, table=TABLE)] == rules


@pytest.mark.parametrize(("event", "grade"), [("AE-002", 0), ("AE-002", 6), ("AE-100", 2), ("AE-999", 2)])
def test_an_unknown_event_or_grade_is_refused(event: str, grade: int) -> None:
    with pytest.raises(ValueError, match=r"grade|adverse event"):
        stop_actions(event, grade, table=TABLE)


@pytest.mark.parametrize(
    ("seen", "quarantined"),
    [
        ([], False),
        (["AE-007"], False),
        (["AE-007", "AE-007"], True),
        (["AE-007", "AE-008"], True),
        (["AE-013"], True),
        (["AE-014"], False),
        (["AE-014", "AE-014"], True),
        (["AE-014", "AE-015"], False),
        (["AE-002"] * 9, False),
    ],
)
def test_when_a_lot_is_quarantined(seen: list[str], quarantined: bool) -> None:
    assert (lot_action(seen, table=TABLE) is not None) is quarantined


@pytest.mark.parametrize(
    ("event", "days", "linked"),
    [
        ("AE-007", 0, True), ("AE-007", 30, True), ("AE-007", 31, False), ("AE-007", -1, False),
        ("AE-014", 200, True), ("AE-017", 200, True), ("AE-021", 4000, True), ("AE-021", -1, False),
    ],
)  # fmt: skip
def test_what_is_linked_to_a_session(event: str, days: int, linked: bool) -> None:
    assert links(event, onset=SESSION + timedelta(days=days), session=SESSION) is linked
