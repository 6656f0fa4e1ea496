"""The intake: by staff, by a private link, on the tablet; drafted, saved by version, finished once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from staging.house import NOW, House
from staging.journey import Journey

from nagi.clinic import clock
from nagi.clinic.access.links import new_secret
from nagi.clinic.access.parts import parts
from nagi.clinic.access.refusals import Forbidden, Hidden
from nagi.clinic.actions import people
from nagi.clinic.actions.action import Acting
from nagi.clinic.actions.sheets import write_sheet
from nagi.clinic.pages.sessions.form import SessionForm
from nagi.clinic.pages.sheets.body import codes
from nagi.clinic.records.models import AuditEvent, Draft, Link, Part, Patient, Role, Sheet, Staff, Visit
from nagi.evidence.rulebook import load_rules

ClientOf = Callable[[Staff], Client]


@pytest.fixture
def visit(house: House, patient: Patient) -> Visit:
    opened = people.open_visit(house.acting(Role.RECEPTION), patient.pk, Visit.Kind.CONSULTATION, NOW.date())
    return Visit.objects.get(pk=opened)


def secret_for(house: House, visit: Visit, *, made_before: timedelta = timedelta()) -> str:
    secret = new_secret()
    by = house.acting(Role.RECEPTION, now=clock.now() - made_before)
    people.make_link(by, visit.patient_id, Link.Kind.INTAKE, secret, visit_id=visit.pk)
    return secret


def entered(secret: str) -> Client:
    browser = Client()
    assert browser.get(f"/i/{secret}/")["Location"] == "/intake/sites/"
    return browser


def test_it_works(house: House, visit: Visit) -> None:
    browser = entered(secret_for(house, visit))
    assert browser.post("/intake/sites/", {"site": ["cheek"], "version": "0"})["Location"] == "/intake/skin/"
    skin = {"cheek.site.itch_nrs_24h": "３", "cheek.site.target": "true", "version": "1"}
    assert browser.post("/intake/skin/", skin)["Location"] == "/intake/you/"
    you = {"patient.goals": ["rejuvenation"], "patient.breastfeeding": "false", "version": "2"}
    assert browser.post("/intake/you/", you)["Location"] == "/intake/history/"
    history = {"patient.allergies": ["_none"], "patient.history.keloid": "", "version": "3"}
    assert browser.post("/intake/history/", history)["Location"] == "/intake/check/"
    assert browser.post("/intake/finish/")["Location"] == "/intake/thanks/"
    sheet = Sheet.objects.get()
    site = sheet.answers["sites"]["cheek"]
    assert (site["site.itch_nrs_24h"], site["site.target"], site["site.new_eruptions"]) == (3, True, None)
    assert sheet.answers["patient.allergies"] == []
    assert sheet.answers["patient.history.keloid"] is None
    assert sheet.finished_at is not None
    assert sheet.by_patient
    assert {one.by.split(":")[0] for one in AuditEvent.objects.filter(verb="sheet.written")} == {"link"}
    assert "rejuvenation" not in str(list(AuditEvent.objects.values_list("data", flat=True)))


def test_the_side_of_a_site_is_seen_by_all_who_treat_it(
    house: House, patient: Patient, client_of: Callable[[Staff], Client]
) -> None:
    """One elbow is not both: the side stands beside the site wherever it is looked at, decided on or treated."""
    way = Journey(house, patient).assessed()
    sheet = Sheet.objects.get(visit=way.visit, part=Part.INTAKE)
    sheet.answers["sites"]["cheeks"]["site.side"] = "left"
    sheet.save()
    way.later(minutes=1)
    way.signature = way._signed(way.visit)
    nurse, doctor = (client_of(house.staff[role]) for role in (Role.NURSE, Role.PHYSICIAN))
    decision = f"/decisions/{way.signature.assessment_id}/"
    signs = f"/visits/{way.visit.pk}/signs/"
    for browser, address in ((nurse, f"/visits/{way.visit.pk}/"), (nurse, signs), (doctor, decision)):
        assert "cheeks (左)" in browser.get(address).content.decode()
    assert SessionForm(way.told().planned()).groups[0][0] == "cheeks (左)"


def test_every_field_belongs_to_one_part() -> None:
    told = [name for one in parts().section for name in one.fields if not name.startswith("vitals.")]
    told += [name for names in parts().elsewhere.values() for name in names]
    assert sorted(told) == sorted(name for name, field in load_rules().fields.items() if not field.derived)


def test_the_map_has_every_region() -> None:
    assert sorted(codes()) == sorted(load_rules().fields["site.region"].options)


def test_a_finished_link_opens_nothing_more(house: House, visit: Visit) -> None:
    secret = secret_for(house, visit)
    browser = entered(secret)
    browser.post("/intake/sites/", {"site": ["cheek"], "version": "0"})
    browser.post("/intake/finish/")
    assert browser.get("/intake/sites/").status_code == 404
    assert Client().get(f"/i/{secret}/").status_code == 404


def test_a_link_ends_when_staff_finish_too(house: House, visit: Visit, client_of: ClientOf) -> None:
    secret = secret_for(house, visit)
    nurse = client_of(house.staff[Role.NURSE])
    nurse.post(f"/visits/{visit.pk}/intake/sites/", {"site": ["cheek"], "version": "0"})
    nurse.post(f"/visits/{visit.pk}/intake/finish/")
    assert Client().get(f"/i/{secret}/").status_code == 404


def test_two_sides_that_differ_are_answered_as_the_worse(house: House, visit: Visit) -> None:
    """A region is one site: nobody may be led to answer for its better side."""
    browser = entered(secret_for(house, visit))
    browser.post("/intake/sites/", {"site": ["antecubital"], "version": "0"})
    assert "悪いほう" in browser.get("/intake/skin/").content.decode()
    assert "悪いほう" not in browser.get("/intake/you/").content.decode()


def test_an_expired_ended_or_made_up_link_opens_nothing(house: House, visit: Visit) -> None:
    old = secret_for(house, visit, made_before=timedelta(days=4))
    ended = secret_for(house, visit)
    secret_for(house, visit)
    for secret in (old, ended, new_secret()):
        assert Client().get(f"/i/{secret}/").status_code == 404


def test_a_session_ends_when_its_link_expires(house: House, visit: Visit) -> None:
    browser = entered(secret_for(house, visit))
    Link.objects.update(expires_at=clock.now() - timedelta(minutes=1))
    assert browser.get("/intake/sites/").status_code == 404


def test_a_link_writes_no_other_visit_and_no_other_part(house: House, visit: Visit) -> None:
    secret_for(house, visit)
    by = Acting(by=Link.objects.get(ended_at=None), now=clock.now())
    again = people.open_visit(house.acting(Role.NURSE), visit.patient_id, Visit.Kind.FOLLOWUP, NOW.date())
    for target, part in ((again, Part.INTAKE), (visit.pk, Part.SIGNS)):
        with pytest.raises(Hidden):
            write_sheet(by, target, part, "you", {}, based_on=0)
    with pytest.raises(ValueError, match="easi_total"):
        write_sheet(by, visit.pk, Part.INTAKE, "you", {"patient.easi_total": 3}, based_on=0)


def test_the_patient_of_a_link_reaches_no_page_of_staff(house: House, visit: Visit) -> None:
    browser = entered(secret_for(house, visit))
    for address in ("/today/", f"/visits/{visit.pk}/", f"/patients/{visit.patient_id}/"):
        assert browser.get(address)["Location"].startswith("/account/login/")


def test_the_tablet_is_handed_over_logged_out(house: House, visit: Visit, client_of: ClientOf) -> None:
    browser = client_of(house.staff[Role.RECEPTION])
    assert browser.get(f"/visits/{visit.pk}/")["Cache-Control"] == "no-store"
    assert browser.post(f"/visits/{visit.pk}/tablet/")["Location"] == "/intake/sites/"
    assert browser.get("/intake/sites/").status_code == 200
    assert browser.get("/today/")["Location"].startswith("/account/login/")


def test_the_link_is_shown_once_with_its_code(house: House, visit: Visit, client_of: ClientOf) -> None:
    browser = client_of(house.staff[Role.RECEPTION])
    first, second = (browser.post(f"/visits/{visit.pk}/link/", {"once": str(visit.pk)}) for _ in range(2))
    assert "<svg" in second.content.decode()
    addresses = [one.context["address"].removeprefix("http://testserver") for one in (first, second)]
    assert [Client().get(one).status_code for one in addresses] == [404, 302]
    assert second["Cache-Control"] == "no-store"
    assert not any(one.split("/")[-2] in str(AuditEvent.objects.values_list("data")) for one in addresses)


def test_a_draft_comes_back_and_goes_when_saved(house: House, visit: Visit) -> None:
    browser = entered(secret_for(house, visit))
    browser.post("/intake/sites/", {"site": ["cheek"], "version": "0"})
    typed = {"cheek.site.itch_nrs_24h": "4.5", "cheek.site.days_since_injectable.none": "on", "version": "1"}
    kept = browser.post("/intake/skin/", typed, headers={"HX-Request": "true"})
    assert "下書き" in kept.content.decode()
    assert Sheet.objects.get().version == 1
    page = browser.get("/intake/skin/")
    assert page.context["restored"] is not None
    assert 'value="4.5"' in page.content.decode()
    assert (
        'name="cheek.site.days_since_injectable.none" id="id_cheek.site.days_since_injectable_none" checked'
        in (page.content.decode())
    )
    browser.post("/intake/skin/", typed)
    assert not Draft.objects.exists()
    assert "site.days_since_injectable" not in Sheet.objects.get().answers["sites"]["cheek"]


def test_a_draft_is_its_writers_own(house: House, visit: Visit, client_of: ClientOf) -> None:
    entered(secret_for(house, visit)).post(
        "/intake/sites/", {"site": ["neck"], "version": "0"}, headers={"HX-Request": "true"}
    )
    page = client_of(house.staff[Role.NURSE]).get(f"/visits/{visit.pk}/intake/sites/")
    assert page.context["restored"] is None
    assert not [one for one in page.context["regions"] if one.chosen]


def test_two_writers_see_both_values(house: House, visit: Visit, client_of: ClientOf) -> None:
    nurse, patient = client_of(house.staff[Role.NURSE]), entered(secret_for(house, visit))
    patient.post("/intake/sites/", {"site": ["cheek"], "version": "0"})
    patient.post("/intake/skin/", {"cheek.site.itch_nrs_24h": "3", "version": "1"})
    answer = nurse.post(f"/visits/{visit.pk}/intake/skin/", {"cheek.site.itch_nrs_24h": "7", "version": "1"})
    assert answer.status_code == 409
    both = answer.context["both"]
    assert [(one["theirs"], one["yours"]) for one in both] == [("3", "7")]
    assert Sheet.objects.get().answers["sites"]["cheek"]["site.itch_nrs_24h"] == 3


def test_what_a_field_cannot_take_is_said_and_kept(house: House, visit: Visit) -> None:
    browser = entered(secret_for(house, visit))
    browser.post("/intake/sites/", {"site": ["cheek"], "version": "0"})
    for wrong in ("11", "abc", "長" * 5000):
        answer = browser.post("/intake/skin/", {"cheek.site.itch_nrs_24h": wrong, "version": "1"})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert f'value="{wrong}"' in page
        assert "0-10 の数を入力してください" in page
    both = {"patient.allergies": ["_none", "latex"], "version": "1"}
    assert browser.post("/intake/history/", both).status_code == 422


def test_a_site_that_is_named_no_more_leaves_its_answers_in_the_history(house: House, visit: Visit) -> None:
    browser = entered(secret_for(house, visit))
    browser.post("/intake/sites/", {"site": ["cheek", "neck"], "version": "0"})
    browser.post("/intake/skin/", {"cheek.site.itch_nrs_24h": "3", "version": "1"})
    browser.post("/intake/sites/", {"site": ["neck"], "version": "2"})
    assert list(Sheet.objects.get().answers["sites"]) == ["neck"]
    assert Sheet.history.count() == 3


def test_reception_opens_no_intake(house: House, visit: Visit, client_of: ClientOf) -> None:
    assert client_of(house.staff[Role.RECEPTION]).get(f"/visits/{visit.pk}/intake/you/").status_code == 403
    with pytest.raises(Forbidden):
        write_sheet(house.acting(Role.RECEPTION), visit.pk, Part.INTAKE, "you", {}, based_on=0)


def test_the_other_clinic_sees_no_visit(other_house: House, visit: Visit, client_of: ClientOf) -> None:
    browser = client_of(other_house.staff[Role.PHYSICIAN])
    for address in ("", "intake/you/", "signs/", "easi/", "photographs/"):
        assert browser.get(f"/visits/{visit.pk}/{address}").status_code == 404
