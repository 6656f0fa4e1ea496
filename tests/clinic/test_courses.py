"""A course follows from what a physician signed; its bookings keep the rules."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from staging.house import House
from staging.journey import ROUTE, SITE, Journey

from nagi.clinic.access.refusals import Forbidden, Hidden
from nagi.clinic.actions import courses
from nagi.clinic.actions.action import Conflict, Problem
from nagi.clinic.records.models import AuditEvent, Booking, Course, Patient, Role, Staff


@pytest.fixture
def way(house: House, patient: Patient) -> Journey:
    return Journey(house, patient).assessed()


def test_it_works(way: Journey) -> None:
    course = way.planned()
    assert (course.sessions, course.interval_days, course.sites) == (3, 28, [SITE])
    assert course.total_yen is not None
    assert f"{course.total_yen:,}" in course.quotation["routes"][0]["course"]["en"]
    assert {"AE-100", "GP-066", "GP-067", "S000-044"} <= {one["rule_id"] for one in course.stopping}
    assert course.quotation["from_clinic"] is True
    assert any(one["rule_id"] == "REG-019" for one in course.quotation["statements"])
    told = AuditEvent.objects.get(verb="course.planned")
    assert told.data["total_yen"] == course.total_yen


@pytest.mark.parametrize("sites", [[], ["elbow_flexures"], [SITE, "elbow_flexures"], ["nowhere"]])
def test_only_sites_that_were_signed(sites: list[str], way: Journey) -> None:
    with pytest.raises(Problem, match="sites"):
        way.planned(sites)


def test_only_routes_that_were_signed_and_only_a_physician(way: Journey) -> None:
    with pytest.raises(Problem, match="route"):
        courses.plan_course(way.acting(Role.PHYSICIAN), way.signature.pk, "nothing", [SITE])
    with pytest.raises(Forbidden):
        courses.plan_course(way.acting(Role.NURSE), way.signature.pk, ROUTE, [SITE])


def test_bookings_keep_their_distance(way: Journey) -> None:
    course, start = way.planned(), way.now
    with pytest.raises(Problem) as early:
        way.booked(course, start)
    assert "REG-018" in early.value.said["starts_at"].en
    first = way.booked(course, start + timedelta(days=1))
    for days in (2, 28):
        with pytest.raises(Problem) as close:
            way.booked(course, start + timedelta(days=days))
        assert "S000-040" in close.value.said["starts_at"].en
    for days in (29, 57):
        way.booked(course, start + timedelta(days=days))
    with pytest.raises(Problem) as review:
        way.booked(course, start + timedelta(days=85))
    assert "S000-044" in review.value.said["starts_at"].en
    courses.end_booking(way.acting(Role.RECEPTION), first.pk, Booking.State.CANCELLED, based_on=1)
    with pytest.raises(Problem):
        courses.end_booking(way.acting(Role.RECEPTION), first.pk, Booking.State.MISSED, based_on=2)
    assert way.booked(course, start + timedelta(days=1)).turn == 4


def test_two_end_one_booking(way: Journey) -> None:
    booking = way.booked(way.planned(), way.now + timedelta(days=2))
    Booking.objects.filter(pk=booking.pk).update(version=2)
    with pytest.raises(Conflict):
        courses.end_booking(way.acting(Role.RECEPTION), booking.pk, Booking.State.CANCELLED, based_on=1)


def test_a_course_that_is_over(way: Journey) -> None:
    course = way.planned()
    Course.objects.filter(pk=course.pk).update(state="stopped")
    with pytest.raises(Problem):
        way.booked(course, way.now + timedelta(days=2))


def test_from_page_to_page(way: Journey, client_of: Callable[[Staff], Client]) -> None:
    doctor, reception = (client_of(way.house.staff[role]) for role in (Role.PHYSICIAN, Role.RECEPTION))
    plan = f"/signed/{way.signature.pk}/course/"
    assert reception.get(plan).status_code == 403
    assert doctor.post(plan, {"route": ROUTE, "sites": []}).status_code == 422
    course = doctor.post(plan, {"route": ROUTE, "sites": [SITE]})["Location"]
    page = reception.get(course).content.decode()
    assert "GP-066" in page
    far = (way.now + timedelta(days=400)).strftime("%Y-%m-%dT10:00")
    assert reception.post(f"{course}book/", {"starts_at": far})["Location"] == course
    assert reception.post(f"{course}book/", {"starts_at": far}).status_code == 422
    assert doctor.get(f"{course}paper/").content.startswith(b"%PDF-")
    booking = Booking.objects.get()
    assert (
        reception.post(f"/bookings/{booking.pk}/end/", {"state": "cancelled", "version": 1})["Location"]
        == course
    )


def test_the_other_clinic_sees_nothing(way: Journey, other_house: House) -> None:
    course = way.planned()
    with pytest.raises(Hidden):
        courses.book(other_house.acting(Role.RECEPTION), course.pk, way.now)
