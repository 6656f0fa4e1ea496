"""Products and lots: what may be used, what is left, and who received it."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from staging.house import House
from staging.stock import PRODUCT, add_product, certify, receive, released
from staging.together import together

from nagi.clinic.access.refusals import Forbidden, Hidden
from nagi.clinic.access.stock import counted
from nagi.clinic.actions import stock
from nagi.clinic.actions.action import Conflict, Problem
from nagi.clinic.records.models import AuditEvent, Certificate, Lot, Movement, Product, Role, Staff

Browser = Callable[[Staff], Client]


def test_it_works(house: House, client_of: Browser) -> None:
    nurse, physician = client_of(house.staff[Role.NURSE]), client_of(house.staff[Role.PHYSICIAN])
    product = {
        "code": "D1", "name_ja": "架空", "name_en": "Fictional", "route": "dermapen_exosome",
        "product.type": "purified_ev", "product.label_class": "unapproved_medical",
        **{f"{part}_{lang}": "x" for part in ("origin", "maker", "obtained") for lang in ("ja", "en")},
    }  # fmt: skip
    wrong = nurse.post("/stock/products/new/", {**product, "gtin": "123"})
    assert (wrong.status_code, "14桁の数字" in wrong.content.decode()) == (422, True)
    gtin = {"gtin": "０４９１２３４５６７８９０４"}
    assert nurse.post("/stock/products/new/", {**product, **gtin}).status_code == 302
    made = Product.objects.get()
    assert (made.facts, made.gtin) == (PRODUCT["facts"], "04912345678904")
    delivery = {
        "number": "A-1", "expires_on": "2099-01-31", "storage": "冷凍庫", "supplier": "架空製造", "vials": "３",
    }  # fmt: skip
    page = nurse.post(f"/stock/products/{made.pk}/lots/", delivery, follow=True).content.decode()
    lot = Lot.objects.get()
    assert "GP-058" in page
    assert physician.post(f"/stock/lots/{lot.pk}/release/").status_code == 422
    tomorrow = {"test": "sterility", "passed": "yes", "method": "薬局方", "tested_on": "2099-01-01"}
    refused = nurse.post(f"/stock/lots/{lot.pk}/certificate/", tomorrow)
    assert (refused.status_code, "まだ来ていない日" in refused.content.decode()) == (422, True)
    for test in Certificate.Test.values:
        line = {"test": test, "passed": "yes", "method": "薬局方"}
        assert nurse.post(f"/stock/lots/{lot.pk}/certificate/", line).status_code == 302
    assert physician.post(f"/stock/lots/{lot.pk}/release/").status_code == 302
    lot.refresh_from_db()
    assert (lot.state, lot.vials) == ("released", 3)


def test_only_a_physician_releases(house: House) -> None:
    lot = receive(house, add_product(house))
    certify(house, lot.pk)
    with pytest.raises(Forbidden):
        stock.release(house.acting(Role.NURSE), lot.pk)


@pytest.mark.parametrize("test", [test for test in Certificate.Test if test != "particles"])
def test_without_a_good_test_no_release(test: Certificate.Test, house: House) -> None:
    lot = receive(house, add_product(house))
    certify(house, lot.pk, but=test)
    with pytest.raises(Problem, match=r"^$") as refused:
        stock.release(house.acting(Role.PHYSICIAN), lot.pk)
    assert "GP-058" in refused.value.said[""].ja


def test_a_reagent_is_never_released_for_needling(house: House) -> None:
    reagent = {**PRODUCT["facts"], "product.label_class": "research_reagent"}
    lot = receive(house, add_product(house, facts=reagent))
    certify(house, lot.pk)
    with pytest.raises(Problem) as refused:
        stock.release(house.acting(Role.PHYSICIAN), lot.pk)
    assert "GP-059" in refused.value.said[""].en


def test_a_bad_result_takes_a_released_lot_out_of_use(house: House) -> None:
    lot = released(house)
    bad = stock.Tested(test=Certificate.Test.ENDOTOXIN, passed=False, method="LAL", value=12.0, unit="EU/mL")
    stock.certify(house.acting(Role.NURSE), lot.pk, bad)
    lot.refresh_from_db()
    assert lot.state == Lot.State.QUARANTINED


def test_changing_what_rules_read_takes_released_lots_out_of_use(house: House) -> None:
    lot = released(house)
    product = lot.product
    columns = {**PRODUCT, "facts": {**PRODUCT["facts"], "product.label_class": "cosmetic"}}
    stock.change_product(house.acting(Role.NURSE), product.pk, columns, based_on=product.version)
    lot.refresh_from_db()
    assert lot.state == Lot.State.QUARANTINED
    with pytest.raises(Conflict):
        stock.change_product(house.acting(Role.NURSE), product.pk, columns, based_on=product.version)


def test_the_movements_add_up_to_what_is_left(house: House) -> None:
    lot, nurse = released(house), house.acting(Role.NURSE)
    stock.move(nurse, lot.pk, Movement.Kind.WASTE, 1, "破損")
    stock.move(nurse, lot.pk, Movement.Kind.RECEIPT, 4, "")
    stock.move(nurse, lot.pk, Movement.Kind.CORRECTION, -2, "棚卸し")
    lot.refresh_from_db()
    assert lot.vials == counted(lot) == 4
    for kind, vials, reason in (
        (Movement.Kind.WASTE, 5, "破損"), (Movement.Kind.WASTE, 1, ""), (Movement.Kind.WASTE, -1, "x"),
        (Movement.Kind.USE, 1, "x"), (Movement.Kind.CORRECTION, 0, "x"), (Movement.Kind.CORRECTION, -5, "x"),
    ):  # fmt: skip
        with pytest.raises(Problem):
            stock.move(nurse, lot.pk, kind, vials, reason)
    lot.refresh_from_db()
    assert lot.vials == counted(lot) == 4


def test_a_recalled_lot_stays_recalled(house: House, client_of: Browser) -> None:
    lot = released(house)
    browser = client_of(house.staff[Role.NURSE])
    assert browser.post(f"/stock/lots/{lot.pk}/recall/", {"reason": ""}).status_code == 422
    assert browser.post(f"/stock/lots/{lot.pk}/recall/", {"reason": "供給元の通知"}).status_code == 302
    for act in (stock.release, stock.quarantine):
        with pytest.raises(Problem):
            act(house.acting(Role.PHYSICIAN), lot.pk)
    lot.refresh_from_db()
    assert lot.state == Lot.State.RECALLED
    told = AuditEvent.objects.get(verb="lot.recalled")
    assert told.data == {"left": 3}


@pytest.mark.parametrize("code", ["DP-2611A", "ｄｐ－２６１１Ａ".upper(), "(01)04912345678904(10)DP-2611A"])
def test_a_code_leads_to_its_lot(code: str, house: House, client_of: Browser) -> None:
    lot = released(house, add_product(house, gtin="04912345678904"))
    answer = client_of(house.staff[Role.NURSE]).post("/stock/", {"scanned": code})
    assert answer["Location"] == f"/stock/lots/{lot.pk}/"


def test_a_code_of_another_product_leads_nowhere(house: House, client_of: Browser) -> None:
    released(house, add_product(house, gtin="04912345678904"))
    answer = client_of(house.staff[Role.NURSE]).post("/stock/", {"scanned": "(01)00012345678905(10)DP-2611A"})
    assert answer.status_code == 422


def test_a_paper_is_kept_sealed_and_only_a_pdf(house: House, client_of: Browser) -> None:
    lot = receive(house, add_product(house))
    browser = client_of(house.staff[Role.NURSE])
    line = {"test": "sterility", "passed": "yes", "method": "薬局方"}
    address = f"/stock/lots/{lot.pk}/certificate/"
    odd = SimpleUploadedFile("x.pdf", b"<html>", content_type="application/pdf")
    assert browser.post(address, {**line, "paper": odd}).status_code == 422
    good = SimpleUploadedFile("x.pdf", b"%PDF-1.7 x", content_type="application/pdf")
    assert browser.post(address, {**line, "paper": good}).status_code == 302
    kept = Certificate.objects.get()
    assert browser.get(f"/stock/certificates/{kept.pk}/").content == b"%PDF-1.7 x"
    assert b"%PDF" not in Certificate.objects.values_list("paper", flat=True)[0].stored


def test_the_other_clinic_sees_404(house: House, other_house: House, client_of: Browser) -> None:
    lot = released(house)
    browser = client_of(other_house.staff[Role.PHYSICIAN])
    for path in ("", "patients/", "recall/"):
        assert browser.get(f"/stock/lots/{lot.pk}/{path}").status_code == 404
    with pytest.raises(Hidden):
        stock.recall(other_house.acting(Role.PHYSICIAN), lot.pk, "x")


@pytest.mark.django_db(transaction=True)
def test_two_take_the_last_vial_and_one_wins(house: House) -> None:
    lot = released(house, vials=1)
    nurse = house.acting(Role.NURSE)
    became = together(*[lambda: stock.move(nurse, lot.pk, Movement.Kind.WASTE, 1, "破損")] * 2)
    assert sorted(type(one).__name__ for one in became) == ["Problem", "UUID"]
    lot.refresh_from_db()
    assert lot.vials == counted(lot) == 0
