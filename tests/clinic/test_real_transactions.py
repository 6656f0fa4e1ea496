"""Interleavings in real transactions: a form sent twice at the same moment, and after it the trail is still whole."""

from uuid import uuid4

import pytest
from staging.house import NOW, PERSON, House
from staging.together import together

from nagi.clinic.access.trail import verify
from nagi.clinic.actions import people
from nagi.clinic.actions.action import Acting
from nagi.clinic.records.models import AuditEvent, Patient, Purpose, Role

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_form_sent_twice_at_once_registers_one_person(house: House) -> None:
    acting = Acting(by=house.staff[Role.RECEPTION], now=NOW, once=uuid4())
    agreed = dict.fromkeys(Purpose, True)
    one, two = together(*[lambda: people.register_patient(acting, PERSON, agreed)] * 2)
    assert one == two == Patient.objects.get().pk
    assert AuditEvent.objects.filter(verb="patient.registered").count() == 1
    assert verify().findings == ()


def test_two_people_at_once_have_two_numbers(house: House) -> None:
    acting = house.acting(Role.RECEPTION)
    agreed = dict.fromkeys(Purpose, True)
    together(*[lambda: people.register_patient(acting, PERSON, agreed)] * 3)
    assert sorted(Patient.objects.values_list("number", flat=True)) == ["000001", "000002", "000003"]
    assert verify().findings == ()
