"""Scores, their corrections, and the stop reviews that the rules ask for."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from staging.course import FIRST, stocked_lot, treated_course
from staging.house import NOW, House

from nagi.clinic.actions import followup, forecasts, scores
from nagi.clinic.actions.action import Problem
from nagi.clinic.records.models import (
    AuditEvent,
    Booking,
    Course,
    DiaryEntry,
    Forecast,
    Patient,
    Review,
    Role,
    Score,
    Staff,
)
from nagi.dermatology.scores import EasiRegion

ONCE = "7c0e5a50-57a4-4c5c-8f3f-3e1f2d0c4b5a"


def take(house: House, patient: Patient, instrument: str, on: date, value: float) -> Score:
    taken = followup.Taken(instrument=instrument, on=on, value=value)
    return Score.objects.get(pk=followup.take_score(house.acting(Role.NURSE), patient.pk, taken))


def test_it_works(house: House, patient: Patient, client_of: Callable[[Staff], Client]) -> None:
    browser = client_of(house.staff[Role.NURSE])
    typed = {"instrument": "easi", "on": "2026-09-01", "value": "１２.４", "once": ONCE}
    for _ in range(2):
        answer = browser.post(f"/patients/{patient.pk}/scores/new/", typed, follow=True)
    assert Score.objects.get().value == 12.4
    page = answer.content.decode()
    assert '<svg class="outcomes"' in page
    assert "12.4" in page
    assert "style=" not in page
    assert AuditEvent.objects.get(verb="score.taken").data["instrument"] == "easi"


def test_a_licensed_questionnaire_needs_its_licence(
    house: House, patient: Patient, client_of: Callable[[Staff], Client]
) -> None:
    browser = client_of(house.staff[Role.NURSE])
    typed = {"instrument": "poem", "on": "2026-09-01", "value": "10"}
    assert browser.post(f"/patients/{patient.pk}/scores/new/", typed).status_code == 422
    house.clinic.own = {"instruments": ["poem"]}
    house.clinic.save()
    browser = client_of(Staff.objects.get(pk=house.staff[Role.NURSE].pk))
    assert browser.post(f"/patients/{patient.pk}/scores/new/", typed).status_code == 302


@pytest.mark.parametrize("value", [-1, 73, float("nan")])
def test_an_impossible_total_is_refused(value: float, house: House, patient: Patient) -> None:
    with pytest.raises(Problem):
        take(house, patient, "easi", FIRST, value)


def test_a_correction_follows_and_the_old_value_stays(
    house: House, patient: Patient, client_of: Callable[[Staff], Client]
) -> None:
    wrong = take(house, patient, "easi", FIRST, 42)
    browser = client_of(house.staff[Role.NURSE])
    browser.post(f"/scores/{wrong.pk}/correct/", {"value": "24"})
    assert sorted(Score.objects.values_list("value", flat=True)) == [24, 42]
    page = browser.get(f"/patients/{patient.pk}/course/").content.decode()
    assert "<del>42</del>" in page
    assert ">42</text>" not in page
    with pytest.raises(Problem):
        followup.correct_score(house.acting(Role.NURSE), wrong.pk, 23)


def test_worse_scores_ask_the_physician_and_stopping_cancels_what_is_booked(
    house: House, patient: Patient, client_of: Callable[[Staff], Client]
) -> None:
    course = treated_course(house, patient, stocked_lot(house))
    booked = Booking.objects.create(course=course, turn=2, starts_at=NOW + timedelta(days=3))
    take(house, patient, "easi", FIRST, 10)
    assert not Review.objects.exists()
    take(house, patient, "easi", FIRST + timedelta(days=28), 16)
    take(house, patient, "itch", FIRST + timedelta(days=28), 8)
    review = Review.objects.get()  # asked once
    assert review.rule_ids == ["GP-067"]
    assert client_of(house.staff[Role.NURSE]).get(f"/reviews/{review.pk}/").status_code == 403
    browser = client_of(house.staff[Role.PHYSICIAN])
    assert "悪化したため" in browser.get("/reviews/").content.decode()
    assert "未回答" not in browser.get(f"/reviews/{review.pk}/").content.decode()
    browser.post(f"/reviews/{review.pk}/", {"result": "stop", "reason": "標準治療を優先する"})
    course.refresh_from_db()
    booked.refresh_from_db()
    assert (course.state, booked.state) == (Course.State.STOPPED, Booking.State.CANCELLED)
    assert "標準" not in str(AuditEvent.objects.get(verb="review.decided").data)
    with pytest.raises(Problem):
        followup.decide_review(house.acting(Role.PHYSICIAN), review.pk, "continue", "やはり続ける")


def test_three_sessions_without_change_ask_and_an_unknown_score_does_not(
    house: House, patient: Patient
) -> None:
    treated_course(house, patient, stocked_lot(house), sessions=3)
    later = FIRST + timedelta(days=84)
    for on in (FIRST, later):
        take(house, patient, "easi", on, 10)
        take(house, patient, "itch", on, 6)
    assert not Review.objects.exists()  # POEM is unknown: no answer is not the answer no
    take(house, patient, "poem", FIRST, 12)
    take(house, patient, "poem", later, 11)
    assert Review.objects.get().rule_ids == ["GP-066"]


def test_a_correction_that_shows_worse_asks_too(house: House, patient: Patient) -> None:
    treated_course(house, patient, stocked_lot(house))
    take(house, patient, "easi", FIRST, 10)
    score = take(house, patient, "easi", FIRST + timedelta(days=28), 10)
    followup.correct_score(house.acting(Role.NURSE), score.pk, 20)
    assert Review.objects.get().rule_ids == ["GP-067"]


def test_sessions_and_worse_days_stand_in_the_figure(
    house: House, patient: Patient, client_of: Callable[[Staff], Client]
) -> None:
    treated_course(house, patient, stocked_lot(house), sessions=2)
    take(house, patient, "easi", FIRST, 10)
    DiaryEntry.objects.create(
        id=ONCE, patient=patient, on=FIRST + timedelta(days=9), flare=True, received_at=NOW
    )
    browser = client_of(house.staff[Role.PHYSICIAN])
    browser.post("/language/", {"language": "en"})
    page = browser.get(f"/patients/{patient.pk}/course/").content.decode()
    assert ">S1</text>" in page
    assert ">S2</text>" in page
    assert "<title>Worse day 2026-08-29</title>" in page


def test_other_clinics_see_nothing(
    house: House, other_house: House, patient: Patient, client_of: Callable[[Staff], Client]
) -> None:
    score = take(house, patient, "easi", FIRST, 10)
    browser = client_of(other_house.staff[Role.PHYSICIAN])
    assert browser.get(f"/patients/{patient.pk}/course/").status_code == 404
    assert browser.post(f"/scores/{score.pk}/correct/", {"value": "1"}).status_code == 404


def test_new_scores_ask_for_a_new_forecast_that_learns_from_them(house: House, patient: Patient) -> None:
    course = treated_course(house, patient, stocked_lot(house))
    assessment = course.signature.assessment
    told = {"seed": 1, "asked_at": NOW, "told_at": NOW, "state": Forecast.State.TOLD}
    Forecast.objects.create(assessment=assessment, **told)
    take(house, patient, "easi", FIRST + timedelta(days=14), 9)
    take(house, patient, "itch", FIRST + timedelta(days=14), 4)
    assert sorted(Forecast.objects.values_list("state", flat=True)) == ["told", "waiting"]
    observed = forecasts.observed(assessment)
    assert [(one.week, one.output, one.score) for one in observed] == [(2, "EASI", 9), (2, "itch", 4)]
    assert forecasts.followed(assessment) == "dermapen_exosome"


def test_what_is_scored_on_a_visit_asks_for_a_new_forecast_too(house: House, patient: Patient) -> None:
    course = treated_course(house, patient, stocked_lot(house))
    assessment = course.signature.assessment
    told = {"seed": 1, "asked_at": NOW, "told_at": NOW, "state": Forecast.State.TOLD}
    clear = EasiRegion(area_score=0, erythema=0, edema_papulation=0, excoriation=0, lichenification=0)
    regions = dict.fromkeys(("head_neck", "upper_limbs", "trunk", "lower_limbs"), clear)
    nurse, visit = house.acting(Role.NURSE), assessment.visit.pk
    Forecast.objects.create(assessment=assessment, **told)
    scores.write_easi(nurse, visit, regions, age=30)
    assert sorted(Forecast.objects.values_list("state", flat=True)) == ["told", "waiting"]
    Forecast.objects.all().update(state=Forecast.State.TOLD)
    scores.write_questionnaires(nurse, visit, {"poem": [1] * 7}, age=30)
    assert sorted(Forecast.objects.values_list("state", flat=True)) == ["told", "told", "waiting"]
    scores.write_questionnaires(nurse, visit, {"poem": [None] * 7}, age=30)
    assert Forecast.objects.count() == 3  # too many gaps: no score, nothing to learn from
