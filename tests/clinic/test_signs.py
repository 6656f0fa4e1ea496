"""The nurse records signs, vital signs, the EASI and photographs."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from PIL import Image
from staging.facts import answered
from staging.house import House
from staging.picture import photo, sent

from nagi.clinic.access.facts import case_of
from nagi.clinic.actions import people
from nagi.clinic.picture import made_anew
from nagi.clinic.records.models import (
    AuditEvent,
    Part,
    Patient,
    Photograph,
    Purpose,
    Role,
    Score,
    Sheet,
    Staff,
    Visit,
)

ClientOf = Callable[[Staff], Client]
EASI = {
    f"{region}.{key}": value
    for region, graded in {
        "head_neck": ("2", "1", "1", "1", "3"),
        "upper_limbs": ("2", "2", "1", "0", "2"),
        "trunk": ("1", "1", "0", "0", "1"),
        "lower_limbs": ("2", "1", "2", "1", "2"),
    }.items()
    for key, value in zip(
        ("erythema", "edema_papulation", "excoriation", "lichenification", "area_score"), graded, strict=True
    )
}
"""The worked EASI of care-pathway: 8.9 in an adult."""


@pytest.fixture
def visit(house: House, patient: Patient) -> Visit:
    return answered(house, patient)


@pytest.fixture
def nurse(house: House, client_of: ClientOf) -> Client:
    return client_of(house.staff[Role.NURSE])


def test_it_works(nurse: Client, visit: Visit) -> None:
    signs = {
        "patient.fever": "false",
        "vitals.temperature": "３６.５",
        "cheeks.site.signs.erythema": "1.5",
        "version": "1",
    }
    assert nurse.post(f"/visits/{visit.pk}/signs/", signs)["Location"] == f"/visits/{visit.pk}/"
    told = Sheet.objects.get(visit=visit, part=Part.SIGNS).answers
    assert (told["patient.fever"], told["vitals.temperature"]) == (False, 36.5)
    assert told["sites"]["cheeks"]["site.signs.erythema"] == 1.5
    case = case_of(visit)
    assert case.sites[0].facts.number("site.signs.erythema") == 1.5
    assert case.patient["patient.age_years"] == 36
    assert "vitals" not in str(case)


def test_the_easi_is_scored_as_it_is_chosen_and_kept(nurse: Client, visit: Visit) -> None:
    live = nurse.post(f"/visits/{visit.pk}/easi/score/", EASI).content.decode()
    assert "EASI 8.9" in live
    part = {name: value for name, value in EASI.items() if not name.startswith("trunk")}
    assert "8.9" not in nurse.post(f"/visits/{visit.pk}/easi/score/", part).content.decode()
    nurse.post(f"/visits/{visit.pk}/easi/", EASI)
    assert Score.objects.get().value == pytest.approx(8.9)
    assert Sheet.objects.get(visit=visit, part=Part.SIGNS).answers["patient.easi_total"] == pytest.approx(8.9)


def test_a_second_easi_corrects_the_first(nurse: Client, visit: Visit) -> None:
    nurse.post(f"/visits/{visit.pk}/easi/", EASI)
    shown = nurse.get(f"/visits/{visit.pk}/easi/").context["form"].initial
    assert shown == EASI
    nurse.post(f"/visits/{visit.pk}/easi/", {**EASI, "trunk.area_score": "2"})
    first, second = Score.objects.order_by("value")
    assert second.corrects == first


def test_an_easi_with_a_gap_is_not_kept(nurse: Client, visit: Visit) -> None:
    answer = nurse.post(f"/visits/{visit.pk}/easi/", {**EASI, "trunk.area_score": ""})
    assert answer.status_code == 422
    assert not Score.objects.exists()


def test_a_photograph_is_kept_sealed_and_without_metadata(nurse: Client, visit: Visit) -> None:
    raw = photo(gps=True)
    assert b"SecretPhone" in raw
    nurse.post(f"/visits/{visit.pk}/photographs/", sent(raw))
    held = Photograph.objects.get()
    answer = nurse.get(f"/photographs/{held.pk}/")
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/jpeg", "no-store")
    with Image.open(BytesIO(answer.content)) as opened:
        assert dict(opened.getexif()) == {}
        assert opened.size == (100, 200)  # turned upright
    assert b"SecretPhone" not in answer.content
    stored = Photograph.objects.values_list("picture", flat=True)[0].stored
    assert b"JFIF" not in stored
    assert "赤み" not in str(AuditEvent.objects.get(verb="photograph.kept").data)


@pytest.mark.parametrize(
    "raw",
    [
        b"just text",
        photo(kind="GIF"),
        photo((20, 20)),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        photo()[:400],
    ],
)
def test_what_is_no_photograph_is_refused(raw: bytes, nurse: Client, visit: Visit) -> None:
    assert nurse.post(f"/visits/{visit.pk}/photographs/", sent(raw)).status_code == 422
    assert not Photograph.objects.exists()


def test_a_small_file_with_huge_pixels_is_refused_before_it_is_unpacked(nurse: Client, visit: Visit) -> None:
    out = BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG")
    assert len(out.getvalue()) < 1_000_000
    assert nurse.post(f"/visits/{visit.pk}/photographs/", sent(out.getvalue())).status_code == 422


def test_a_photograph_of_an_iphone_is_refused_with_what_to_do(nurse: Client, visit: Visit) -> None:
    heic = b"\x00\x00\x00\x24ftypheic\x00\x00\x00\x00mif1heic" + bytes(200)
    answer = nurse.post(f"/visits/{visit.pk}/photographs/", sent(heic, "IMG_0001.HEIC"))
    assert answer.status_code == 422
    assert "JPEG に変換" in answer.content.decode()
    page = nurse.get(f"/visits/{visit.pk}/photographs/").content.decode()
    assert 'accept="image/jpeg,image/png,image/webp"' in page


def test_a_large_photograph_is_made_smaller() -> None:
    made = made_anew(photo((5000, 2500)))
    assert (made.width, made.height, made.media_type) == (2400, 1200, "image/jpeg")


def test_without_agreement_no_photograph(house: House, nurse: Client, visit: Visit) -> None:
    people.agree(house.acting(Role.RECEPTION), visit.patient_id, {Purpose.PHOTOGRAPHS: False})
    assert nurse.post(f"/visits/{visit.pk}/photographs/", sent(photo())).status_code == 422
    assert not Photograph.objects.exists()


def test_a_photograph_taken_out_of_view_is_not_shown(nurse: Client, visit: Visit) -> None:
    nurse.post(f"/visits/{visit.pk}/photographs/", sent(photo()))
    held = Photograph.objects.get()
    nurse.post(f"/photographs/{held.pk}/withdraw/")
    assert nurse.get(f"/photographs/{held.pk}/").status_code == 404
    assert Photograph.objects.get().withdrawn_at is not None


def test_who_sees_a_photograph(
    house: House, other_house: House, nurse: Client, visit: Visit, client_of: ClientOf
) -> None:
    nurse.post(f"/visits/{visit.pk}/photographs/", sent(photo()))
    address = f"/photographs/{Photograph.objects.get().pk}/"
    assert client_of(house.staff[Role.RECEPTION]).get(address).status_code == 403
    assert client_of(other_house.staff[Role.NURSE]).get(address).status_code == 404
    assert AuditEvent.objects.filter(verb="refused").count() == 2
