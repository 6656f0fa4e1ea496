"""Lots: finding one by its code, receiving, certifying, releasing, moving and recalling."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from nagi.clinic import clock
from nagi.clinic.access import stock
from nagi.clinic.actions import stock as writing
from nagi.clinic.actions.action import Acting, Problem
from nagi.clinic.pages.door import acting
from nagi.clinic.pages.problems import note
from nagi.clinic.pages.request import StaffRequest
from nagi.clinic.pages.stock.forms import CertificateForm, DeliveryForm, FindForm, MovementForm, RecallForm
from nagi.clinic.pages.templatetags.words import language
from nagi.clinic.records.models import Lot, Movement
from nagi.clinic.words import word
from nagi.dermatology.product import gaps, withheld
from nagi.evidence.rulebook import load_rules
from nagi.interchange.gs1 import Unreadable, read_code


def overview(request: StaffRequest) -> HttpResponse:
    """Products and lots; a code that is scanned or typed leads to its lot."""
    form = FindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            code = read_code(form.cleaned_data["scanned"], on=_day(request))
            lots = stock.found(request.user, code.lot, code.gtin)
            if len(lots) == 1:
                return redirect("lot", lot=lots[0].pk)
            form.add_error("scanned", word("stock.not_one", count=len(lots)).within(language()))
        except Unreadable as odd:
            form.add_error("scanned", odd.said.within(language()))
    products, lots = stock.products(request.user), stock.lots(request.user)
    shown = {"form": form, "products": products, "lots": lots, "day": _day(request)}
    return render(request, "stock/stock.html", shown, status=422 if form.errors else 200)


def receive(request: StaffRequest, product: UUID) -> HttpResponse:
    """Take in a delivered lot."""
    held = stock.product(request.user, product)
    form = DeliveryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = writing.receive_lot(acting(request), held.pk, form.delivery())
            return redirect("lot", lot=made)
        except Problem as problem:
            note(form, problem)
    shown = {"form": form, "product": held}
    return render(request, "stock/receive.html", shown, status=422 if form.errors else 200)


@require_safe
def show(request: StaffRequest, lot: UUID) -> HttpResponse:
    """One lot: what is known of it, what keeps it out of use, and every vial."""
    return _page(request, stock.lot(request.user, lot))


@require_POST
def certify(request: StaffRequest, lot: UUID) -> HttpResponse:
    """Add a line of the certificate."""
    held = stock.lot(request.user, lot)
    form = CertificateForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, held, certificate=form)
    return _done(request, held, "certificate", form, lambda by: writing.certify(by, held.pk, form.tested()))


@require_POST
def move(request: StaffRequest, lot: UUID) -> HttpResponse:
    """Write down vials that came or went."""
    held = stock.lot(request.user, lot)
    form = MovementForm(request.POST)
    if not form.is_valid():
        return _page(request, held, movement=form)
    typed = form.cleaned_data
    kind = Movement.Kind(typed["kind"])
    return _done(
        request, held, "movement", form,
        lambda by: writing.move(by, held.pk, kind, typed["vials"], typed["reason"]),
    )  # fmt: skip


@require_POST
def release(request: StaffRequest, lot: UUID) -> HttpResponse:
    """Release a lot for use."""
    held = stock.lot(request.user, lot)
    return _done(request, held, "state", _bare(), lambda by: writing.release(by, held.pk))


@require_POST
def quarantine(request: StaffRequest, lot: UUID) -> HttpResponse:
    """Keep a lot out of use."""
    held = stock.lot(request.user, lot)
    return _done(request, held, "state", _bare(), lambda by: writing.quarantine(by, held.pk))


def recall(request: StaffRequest, lot: UUID) -> HttpResponse:
    """Recall a lot: asked for once more, with a reason."""
    held = stock.lot(request.user, lot)
    form = RecallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            writing.recall(acting(request), held.pk, form.cleaned_data["reason"])
            return redirect("lot", lot=held.pk)
        except Problem as problem:
            note(form, problem)
    return render(
        request, "stock/recall.html", {"form": form, "lot": held}, status=422 if form.errors else 200
    )


@require_safe
def trace(request: StaffRequest, lot: UUID) -> HttpResponse:
    """Everyone who received a lot, with events and outcomes, and a list of contacts to print (REG-025)."""
    held = stock.lot(request.user, lot)
    shown = {"lot": held, "recipients": stock.recipients(request.user, held)}
    return render(request, "stock/trace.html", {**shown, "at": clock.now()})


@require_safe
def paper(request: StaffRequest, certificate: UUID) -> HttpResponse:
    """The paper of a certificate line."""
    held = stock.certificate(request.user, certificate)
    return HttpResponse(
        held.paper or b"", content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="certificate-{held.pk}.pdf"'},
    )  # fmt: skip


def _done(
    request: StaffRequest, lot: Lot, name: str, form: Any, act: Callable[[Acting], UUID]
) -> HttpResponse:
    try:
        act(acting(request))
    except Problem as problem:
        note(form, problem)
        return _page(request, lot, **{name: form})
    return redirect("lot", lot=lot.pk)


def _page(request: StaffRequest, lot: Lot, **forms: Any) -> HttpResponse:
    """The page of a lot; a form that was refused keeps what was typed."""
    record, day = stock.record_of(lot), _day(request)
    shown = {
        "lot": lot, "certificates": stock.certificates(lot), "movements": stock.movements(lot), "day": day,
        "papers": stock.papers(lot),
        "gaps": gaps(record, on=day), "kept_out": withheld(record, on=day, table=load_rules()),
        "certificate": forms.get("certificate") or CertificateForm(auto_id="c_%s"),
        "movement": forms.get("movement") or MovementForm(auto_id="m_%s"),
        "form": next(iter(forms.values()), None),
    }  # fmt: skip
    return render(request, "stock/lot.html", shown, status=422 if forms else 200)


def _bare() -> Any:
    """A form without fields, to hold what is refused."""
    form = RecallForm({})
    form.fields.clear()
    return form


def _day(request: StaffRequest) -> Any:
    return clock.today(request.user.clinic.zone, clock.now())
