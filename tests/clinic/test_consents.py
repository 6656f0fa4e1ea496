"""Counselling and consent: what was told, what was shown, who signed it, and that it is never quietly changed."""

import gzip
import json
import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader
from staging.house import House
from staging.journey import CHOICES, ROUTE, STROKES, Journey
from staging.stock import released

from nagi.clinic import papers
from nagi.clinic.access.consents import standing
from nagi.clinic.access.refusals import Forbidden, Hidden
from nagi.clinic.actions import consents
from nagi.clinic.actions.action import Problem
from nagi.clinic.certificate import certificate_of
from nagi.clinic.place import Place
from nagi.clinic.records.models import (
    AuditEvent,
    ConsentDocument,
    ConsentEvent,
    Counselling,
    Disposition,
    Patient,
    Role,
    Staff,
)  # fmt: skip
from nagi.dermatology.consent.validity import needs_renewal

Browser = Callable[[Staff], Client]


@pytest.fixture
def way(house: House, patient: Patient) -> Journey:
    return Journey(house, patient).assessed()


@pytest.fixture
def at_work(way: Journey, monkeypatch: pytest.MonkeyPatch) -> Journey:
    """The pages' clock is the journey's."""
    monkeypatch.setattr("nagi.clinic.clock.now", lambda: way.now)
    return way


def test_it_works(way: Journey) -> None:
    document = way.told().shown()
    way.later(days=1)
    way.given(document)
    event = ConsentEvent.objects.get(kind="given")
    sealed = bytes(event.pdf)
    clinic = way.house.clinic
    certificate = certificate_of(clinic.pk, clinic.name_en, now=way.now)
    assert sealed.startswith(bytes(document.pdf))
    assert papers.intact(sealed, certificate)
    assert len(PdfReader(BytesIO(sealed)).pages) == len(PdfReader(BytesIO(bytes(document.pdf))).pages) + 1
    assert "汀" in PdfReader(BytesIO(sealed)).pages[-1].extract_text()
    assert Disposition.objects.get().kind == Disposition.Kind.ACCEPTED  # the registry counts who agreed
    assert set(document.digests) == {"text", "bound", "rules", "evidence", "prices", "valid_until"}
    told = str(AuditEvent.objects.get(verb="consent.given").data)
    assert way.patient.kanji not in told
    agreed = {one.purpose: one.given for one in way.patient.agreements.order_by("at")}
    assert (agreed["photographs"], agreed["photographs_teaching"]) == (True, False)


def test_one_changed_byte_breaks_the_seal(way: Journey) -> None:
    way.told()
    document = way.given(way.shown(), same_day_wished="本日お願いしたい")
    sealed = bytes(document.events.get(kind="given").pdf)
    clinic = way.house.clinic
    certificate = certificate_of(clinic.pk, clinic.name_en, now=way.now)
    at = len(bytes(document.pdf)) // 2
    assert not papers.intact(sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :], certificate)


def test_a_screen_reader_reads_on_to_the_page_of_signatures(way: Journey) -> None:
    """Each marked part of each page belongs to the structure, in order; the drawn signature has its words."""
    document = way.told().shown()
    way.later(days=1)
    way.given(document)
    reader = PdfReader(BytesIO(bytes(ConsentEvent.objects.get(kind="given").pdf)))
    tree: Any = reader.trailer["/Root"]["/StructTreeRoot"]  # type: ignore[index]
    marked: dict[int, list[int]] = {turn: [] for turn in range(len(reader.pages))}
    figures = []
    of_page = {page.indirect_reference: turn for turn, page in enumerate(reader.pages)}

    def walk(part: Any) -> None:
        for child in part["/K"] if isinstance(part["/K"], list) else [part["/K"]]:
            inner = child.get_object()
            if isinstance(inner, int):
                marked[of_page[part.raw_get("/Pg")]].append(inner)
            elif inner.get("/Type") == "/MCR":
                marked[of_page[inner.raw_get("/Pg")]].append(inner["/MCID"])
            else:
                assert inner["/P"] == part
                figures.extend([inner["/Alt"]] if inner["/S"] == "/Figure" else [])
                walk(inner)

    walk(tree)
    keys = dict(zip(tree["/ParentTree"]["/Nums"][::2], tree["/ParentTree"]["/Nums"][1::2], strict=True))
    for turn, page in enumerate(reader.pages):
        held = page.get_contents()
        assert held is not None
        tagged = sorted(int(one) for one in re.findall(rb"/MCID (\d+)", held.get_data()))
        assert sorted(marked[turn]) == tagged != []
        assert len(keys[page["/StructParents"]].get_object()) == len(tagged)
    assert figures == ["署名"]


def test_the_key_of_the_certificate_lies_encrypted(way: Journey) -> None:
    clinic = way.house.clinic
    certificate_of(clinic.pk, clinic.name_en, now=way.now)
    file = Place.of_environment().folder / f"documents-{clinic.pk}.pem"
    assert b"BEGIN ENCRYPTED PRIVATE KEY" in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0


def test_nothing_is_shown_before_everything_was_told(way: Journey) -> None:
    with pytest.raises(Problem) as refused:
        way.shown()
    assert "Purpose and what is treated (IC-001)" in refused.value.said[""].en
    consents.counsel(way.acting(Role.PHYSICIAN), way.signature.pk, ["IC-001"], "ja")
    with pytest.raises(Problem) as again:
        way.shown()
    assert "IC-001" not in again.value.said[""].en


def test_only_a_physician_counsels(way: Journey) -> None:
    with pytest.raises(Forbidden):
        consents.counsel(way.acting(Role.NURSE), way.signature.pk, ["IC-001"], "ja")
    assert not Counselling.objects.exists()


def test_a_blank_left_in_the_document_keeps_it_from_being_made(way: Journey) -> None:
    way.told()
    own = way.house.clinic.own
    own["clinic"].pop("refund")
    way.house.clinic.save()
    with pytest.raises(Problem) as refused:
        way.shown()
    assert "refund" in refused.value.said[""].en


def test_a_route_that_was_not_signed_and_a_lot_that_may_not_be_used(way: Journey) -> None:
    way.told()
    nurse = way.acting(Role.NURSE)
    with pytest.raises(Problem, match="lot"):
        consents.show_document(nurse, way.signature.pk, "topical_exosome", way.lot.pk, "ja")
    way.lot.state = "quarantined"
    way.lot.save()
    with pytest.raises(Problem, match="lot"):
        way.shown()


def test_time_to_think_unless_the_patient_wishes(way: Journey) -> None:
    document = way.told().shown()
    with pytest.raises(Problem, match="same_day_wished") as early:
        way.given(document)
    assert "署名は2026年11月21日からです" in early.value.said["same_day_wished"].ja
    way.later(hours=13)  # 23:00 in the clinic: still the same day
    with pytest.raises(Problem, match="same_day_wished"):
        way.given(document)
    way.given(document, same_day_wished="遠方なので本日お願いしたい")
    assert standing(document).same_day_wished


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"choices": {**CHOICES, "treatment": False}}, "treatment"), ({"choices": {}}, "data"),
        ({"strokes": [[[0.5, 0.5]]]}, "strokes"), ({"strokes": [], "typed": "髙﨑 汀"}, "strokes"),
    ],
)  # fmt: skip
def test_what_is_not_a_consent(said: dict[str, object], field: str, way: Journey) -> None:
    document = way.told().shown()
    way.later(days=1)
    with pytest.raises(Problem, match=field):
        way.given(document, **said)
    assert not ConsentEvent.objects.exists()


def test_a_name_typed_before_a_witness(way: Journey) -> None:
    document = way.told().shown()
    way.later(days=1)
    way.given(document, strokes=[], typed="髙﨑 汀", witness="看護師 太郎")
    sealed = bytes(ConsentEvent.objects.get().pdf)
    assert "看護師 太郎" in PdfReader(BytesIO(sealed)).pages[-1].extract_text()


def test_it_is_signed_once_and_withdrawn_at_any_time(way: Journey) -> None:
    document = way.told().shown()
    way.later(days=1)
    way.given(document)
    with pytest.raises(Problem):
        way.given(document)
    for _ in range(2):
        consents.withdraw(way.acting(Role.RECEPTION), document.pk)
    assert document.events.filter(kind="withdrawn").count() == 1
    assert standing(document).withdrawn
    unsigned = way.shown()
    consents.withdraw(way.acting(Role.RECEPTION), unsigned.pk)
    way.later(days=1)
    with pytest.raises(Problem):
        way.given(unsigned)


def test_a_price_that_changed_asks_for_a_new_consent(way: Journey) -> None:
    document = way.told().shown()
    assert not needs_renewal(standing(document))
    _dearer(way, 10_000)
    document = ConsentDocument.objects.get()
    assert needs_renewal(standing(document))
    way.later(days=1)
    with pytest.raises(Problem):
        way.given(document)
    newer = way.shown()
    way.later(days=1)
    way.given(newer)
    assert not needs_renewal(standing(newer))


def test_the_page_of_a_changed_consent_leads_to_a_new_one(way: Journey, client_of: Browser) -> None:
    document = way.told().shown()
    nurse = client_of(way.house.staff[Role.NURSE])
    renew = f'href="/signed/{way.signature.pk}/consent/"'
    assert renew not in nurse.get(f"/consents/{document.pk}/").content.decode()
    _dearer(way, 10_000)
    page = nurse.get(f"/consents/{document.pk}/").content.decode()
    assert renew in page
    assert f"/consents/{document.pk}/sign/" not in page


def test_a_stricter_threshold_changes_no_word_and_asks_for_nothing(way: Journey) -> None:
    """The day's decision follows the new rules anyway; what was explained stays true."""
    document = way.told().shown()
    way.house.clinic.own["thresholds"]["st3_itch_max"] = 2
    way.house.clinic.save()
    assert not needs_renewal(standing(ConsentDocument.objects.get(pk=document.pk)))


def test_a_newer_consent_renews_the_earlier(way: Journey) -> None:
    first = way.told().shown()
    way.later(days=1)
    way.given(first)
    second = way.shown(released(way.house, way.product, number="DP-2612B"))
    way.later(days=1)
    way.given(second)
    assert [one.kind for one in first.events.order_by("at")] == ["given", "renewal"]


def _dearer(way: Journey, yen: int) -> None:
    way.house.clinic.own["price"][0]["high"] += yen
    way.house.clinic.save()


def test_from_page_to_page(at_work: Journey, client_of: Browser) -> None:
    doctor, nurse = (client_of(at_work.house.staff[role]) for role in (Role.PHYSICIAN, Role.NURSE))
    reception = client_of(at_work.house.staff[Role.RECEPTION])
    treatment = f"/patients/{at_work.patient.pk}/treatment/"
    talk = f"/signed/{at_work.signature.pk}/counselling/"
    assert "CL-NO-CONTROLLED-AD-TRIAL" in doctor.get(talk).content.decode()
    assert nurse.get(talk).status_code == 403
    assert doctor.post(talk, {"told": []}).status_code == 422
    every = [f"IC-{n:03d}" for n in range(1, 28)]
    assert doctor.post(talk, {"told": every})["Location"] == treatment
    made = nurse.post(
        f"/signed/{at_work.signature.pk}/consent/",
        {"route": ROUTE, "lot": str(at_work.lot.pk), "language": "ja"},
    )["Location"]
    page = nurse.get(made).content.decode()
    assert "/pages/1/" in page
    assert b"<svg" in nurse.get(f"{made}pages/1/").content
    packed = nurse.get(f"{made}pages/1/", headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert b"<svg" in gzip.decompress(packed.content)
    assert nurse.get(f"{made}pages/99/").status_code == 404
    assert nurse.get(f"{made}sealed/").status_code == 404
    _dearer(at_work, 10_000)
    later = nurse.get(made).content.decode()
    assert "/pages/1/" in later  # what was shown stays to be seen
    assert "<details" in page
    assert "<details" not in later.split('class="sheets"')[1].split("</section>")[0]
    _dearer(at_work, -10_000)
    answers = {name: "yes" if given else "no" for name, given in CHOICES.items()}
    signed = {**answers, "strokes": json.dumps(STROKES)}
    at_work.now += timedelta(days=1)
    assert nurse.post(f"{made}sign/", {**signed, "treatment": ""}).status_code == 422
    assert nurse.post(f"{made}sign/", {**signed, "strokes": "[[[1e9,2]]]"}).status_code == 422
    assert nurse.post(f"{made}sign/", signed)["Location"] == made
    assert nurse.get(f"{made}sealed/").content.startswith(b"%PDF-")
    assert reception.get(made).status_code == 403
    assert f"{made}withdraw/" in reception.get(treatment).content.decode()
    assert reception.post(f"{made}withdraw/", {"reason": ""})["Location"] == treatment
    assert ConsentEvent.objects.filter(kind="withdrawn").exists()


def test_the_other_clinic_sees_nothing(way: Journey, other_house: House, client_of: Browser) -> None:
    document = way.told().shown()
    browser = client_of(other_house.staff[Role.PHYSICIAN])
    for path in ("", "sign/", "withdraw/", "shown/", "sealed/", "pages/1/"):
        assert browser.get(f"/consents/{document.pk}/{path}").status_code == 404
    assert browser.get(f"/patients/{way.patient.pk}/treatment/").status_code == 404
    with pytest.raises(Hidden):
        consents.withdraw(other_house.acting(Role.PHYSICIAN), document.pk)


def test_the_words_signed_are_not_in_the_database_in_plain_text(way: Journey) -> None:
    way.told()
    document = way.given(way.shown(), same_day_wished="本日お願いしたい")
    stored = ConsentEvent.objects.filter(document=document).values_list("strokes", "pdf")[0]
    assert all("本日".encode() not in one.stored and b"%PDF" not in one.stored for one in stored)
