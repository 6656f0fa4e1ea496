"""The physician's page: reasons, questions, overrides, the forecast beside it; nobody else sees it."""

from collections.abc import Callable

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult
from staging.facts import answered
from staging.house import NOW, House

from nagi.clinic.actions import forecasts
from nagi.clinic.records.models import (
    Assessment,
    AuditEvent,
    Disposition,
    Forecast,
    Part,
    Patient,
    Role,
    Sheet,
    Signature,
    SignedRoute,
    Staff,
    Visit,
)  # fmt: skip

ClientOf = Callable[[Staff], Client]


@pytest.fixture
def visit(house: House, patient: Patient) -> Visit:
    return answered(house, patient)


@pytest.fixture
def doctor(house: House, client_of: ClientOf) -> Client:
    return client_of(house.staff[Role.PHYSICIAN])


def assessed(doctor: Client, visit: Visit) -> str:
    return str(doctor.post(f"/visits/{visit.pk}/assess/")["Location"])


def confirmed(doctor: Client, address: str) -> dict[str, str]:
    form = doctor.get(address).context["form"]
    return {line.status.html_name: line.told.status for line in form.lines}


def test_it_works(doctor: Client, visit: Visit) -> None:
    address = assessed(doctor, visit)
    page = doctor.get(address).content.decode()
    for shown in ("S004-008", "cheeks", "安定期", "活動期", "署名する", "皮膚が赤く腫れている"):
        assert shown in page
    override = {"cheeks/injection_exosome": "permitted", "cheeks/injection_exosome.reason": "診察で確かめた"}
    answer = doctor.post(f"{address}sign/", {**confirmed(doctor, address), **override})
    assert answer["Location"] == address
    signed = SignedRoute.objects.get(site="cheeks", route="injection_exosome")
    assert (signed.decided, signed.signed, signed.reason) == ("review", "permitted", "診察で確かめた")
    assert "診察" not in str(AuditEvent.objects.get(verb="assessment.signed").data)


def test_both_languages_tell_the_same_rules(doctor: Client, visit: Visit) -> None:
    address = assessed(doctor, visit)
    doctor.post("/language/", {"language": "en", "back": "/"})
    page = doctor.get(address).content.decode()
    assert "S004-008" in page
    assert "Active phase" in page
    assert "活動期" not in page


def test_an_override_without_reason_is_asked_for_and_kept(doctor: Client, visit: Visit) -> None:
    address = assessed(doctor, visit)
    typed = {**confirmed(doctor, address), "cheeks/injection_exosome": "permitted", "comment": "経過をみる"}
    answer = doctor.post(f"{address}sign/", typed)
    assert answer.status_code == 422
    assert "経過をみる" in answer.content.decode()
    assert "理由を記入" in answer.content.decode()
    assert not Signature.objects.exists()


def test_what_a_blocking_rule_withholds_cannot_be_sent(doctor: Client, visit: Visit) -> None:
    address = assessed(doctor, visit)
    typed = {**confirmed(doctor, address), "elbow_flexures/dermapen_exosome": "permitted"}
    assert (
        doctor.post(f"{address}sign/", {**typed, "elbow_flexures/dermapen_exosome.reason": "x"}).status_code
        == 422
    )
    assert not Signature.objects.exists()


def test_after_a_change_it_must_be_assessed_again(doctor: Client, visit: Visit) -> None:
    address = assessed(doctor, visit)
    typed = confirmed(doctor, address)
    sheet = Sheet.objects.get(visit=visit, part=Part.SIGNS)
    sheet.answers = {"patient.fever": True}
    sheet.save()
    assert doctor.get(address).context["stale"]
    assert doctor.post(f"{address}sign/", typed).status_code == 422
    again = assessed(doctor, visit)
    assert again != address
    assert not doctor.get(again).context["stale"]
    assert doctor.get(address).context["stale"]


def test_what_was_not_answered_is_asked(doctor: Client, house: House, patient: Patient) -> None:
    visit = answered(house, patient, patient__history__keloid=None)
    page = doctor.get(assessed(doctor, visit))
    assert "patient.history.keloid" in {one.field for one in page.context["questions"]}


def test_an_unreadable_fact_is_named_and_nothing_is_kept(doctor: Client, visit: Visit) -> None:
    sheet = Sheet.objects.get(visit=visit, part=Part.SIGNS)
    sheet.answers = {"patient.fever": "perhaps"}
    sheet.save()
    answer = doctor.post(f"/visits/{visit.pk}/assess/")
    assert answer.status_code == 422
    assert "patient.fever" in answer.content.decode()
    assert not Assessment.objects.exists()


def test_pressing_assess_twice_assesses_once(doctor: Client, visit: Visit) -> None:
    mark = {"once": str(visit.pk)}
    first, second = (doctor.post(f"/visits/{visit.pk}/assess/", mark)["Location"] for _ in range(2))
    assert first == second
    assert Assessment.objects.count() == Forecast.objects.count() == DBTaskResult.objects.count() == 1


@pytest.mark.parametrize("role", [Role.NURSE, Role.RECEPTION, Role.AUDITOR, Role.ADMINISTRATOR])
def test_nobody_else_sees_an_unsigned_decision(
    role: Role, house: House, doctor: Client, visit: Visit, client_of: ClientOf
) -> None:
    address, other = assessed(doctor, visit), client_of(house.staff[role])
    assert other.get(address).status_code == 403
    assert other.post(f"{address}sign/").status_code == 403
    assert other.post(f"{address}forecast/").status_code == 403
    page = other.get(f"/visits/{visit.pk}/").content.decode()
    assert address not in page
    assert "S004-008" not in page


def test_the_nurse_sees_what_is_signed(
    house: House, doctor: Client, visit: Visit, client_of: ClientOf
) -> None:
    address = assessed(doctor, visit)
    nurse = client_of(house.staff[Role.NURSE])
    assert "署名された判断" not in nurse.get(f"/visits/{visit.pk}/").content.decode()
    doctor.post(f"{address}sign/", confirmed(doctor, address))
    assert "署名された判断" in nurse.get(f"/visits/{visit.pk}/").content.decode()


def test_the_other_clinic_sees_nothing(
    other_house: House, doctor: Client, visit: Visit, client_of: ClientOf
) -> None:
    address = assessed(doctor, visit)
    assert client_of(other_house.staff[Role.PHYSICIAN]).get(address).status_code == 404


def test_how_it_ended_is_written_down(doctor: Client, visit: Visit) -> None:
    address = assessed(doctor, visit)
    doctor.post(f"{address}end/", {"end_how": "declined", "end_reason": "費用"})
    assert Disposition.objects.get().reason == "費用"
    assert "患者が希望しなかった" in doctor.get(address).content.decode()


@pytest.mark.parametrize("typed", [{"end_how": "bored"}, {"end_how": "lost", "end_reason": "長い" * 201}])
def test_an_ending_that_cannot_be_is_refused_whole(
    doctor: Client, visit: Visit, typed: dict[str, str]
) -> None:
    answer = doctor.post(f"{assessed(doctor, visit)}end/", typed)
    assert answer.status_code == 422
    assert typed.get("end_reason", "") in answer.content.decode()
    assert not Disposition.objects.exists()


def test_the_page_waits_for_no_forecast(doctor: Client, visit: Visit) -> None:
    address = assessed(doctor, visit)
    assert Forecast.objects.get().state == "waiting"
    assert "予測を計算しています" in doctor.get(address).content.decode()
    looked = AuditEvent.objects.filter(verb="viewed").count()
    assert "予測を計算しています" in doctor.post(f"{address}forecast/").content.decode()
    assert AuditEvent.objects.filter(verb="viewed").count() == looked


def test_a_forecast_that_fails_says_so_and_can_be_asked_again(
    doctor: Client, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = assessed(doctor, visit)

    def breaks(held: Forecast) -> forecasts.Told:
        raise RuntimeError(str(held.pk))

    monkeypatch.setattr(forecasts, "_computed", breaks)
    with pytest.raises(RuntimeError):
        forecasts.tell(Forecast.objects.get().pk, now=lambda: NOW)
    assert Forecast.objects.get().state == "failed"
    assert "計算できませんでした" in doctor.get(address).content.decode()
    doctor.post(f"{address}forecast/again/")
    assert Forecast.objects.get().state == "waiting"
    assert DBTaskResult.objects.count() == 2
