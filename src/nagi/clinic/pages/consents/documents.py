"""Consent documents: made for a route and a lot, shown exactly as printed, opened as shown and as sealed."""

import gzip
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from nagi.clinic import clock
from nagi.clinic.access import consents, stock
from nagi.clinic.access.refusals import Hidden
from nagi.clinic.actions import consents as writing
from nagi.clinic.actions.action import Problem
from nagi.clinic.pages.door import acting
from nagi.clinic.pages.fields import Worded
from nagi.clinic.pages.problems import note
from nagi.clinic.pages.request import StaffRequest
from nagi.clinic.pages.templatetags.words import language
from nagi.clinic.records.models import ConsentDocument, ConsentEvent, Lot
from nagi.dermatology.consent.form import ConsentForm
from nagi.dermatology.consent.validity import needs_renewal, obstacles
from nagi.evidence.rulebook import load_rules
from nagi.language import Lang


class MakeForm(Worded):
    """For which route, with which lot, in which language."""

    words_of = "consents"
    route = forms.ChoiceField(choices=())
    lot = forms.ChoiceField(choices=())
    language = forms.ChoiceField(choices=[("ja", "日本語"), ("en", "English")])

    def __init__(self, *args: Any, routes: Mapping[str, object], lots: list[Lot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        table, here = load_rules(), language()
        fields: Any = self.fields
        fields["route"].choices = [(route, table.word("route", route).within(here)) for route in routes]
        name = "name_en" if here == "en" else "name_ja"
        fields["lot"].choices = [
            (str(lot.pk), f"{lot.number} — {getattr(lot.product, name)}") for lot in lots
        ]


def make(request: StaffRequest, signature: UUID) -> HttpResponse:
    """Make the document for one route and one lot."""
    held = consents.signature(request.user, signature)
    patient, routes = held.assessment.visit.patient, consents.routes(held)
    lots = [
        lot for lot in stock.lots(request.user) if lot.state == "released" and lot.product.route in routes
    ]
    form = MakeForm(request.POST or None, routes=routes, lots=lots, initial={"language": patient.language})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            made = writing.show_document(
                acting(request), held.pk, typed["route"], UUID(typed["lot"]), typed["language"]
            )
            return redirect("consent", document=made)
        except Problem as problem:
            note(form, problem)
    shown = {"form": form, "patient": patient, "lots": lots}
    return render(request, "consents/make.html", shown, status=422 if form.errors else 200)


@require_safe
def show(request: StaffRequest, document: UUID) -> HttpResponse:
    """The document, page by page, with what became of it and where it stands today."""
    held = consents.document(request.user, document)
    now = consents.form_now(held)
    standing, day = consents.standing(held, now), clock.today(held.patient.clinic.zone, clock.now())
    against = obstacles(standing, on=day, lot=standing.lot or "", table=load_rules())
    shown = {
        "document": held, "patient": held.patient, "against": against, "standing": standing,
        "given": consents.event(held, ConsentEvent.Kind.GIVEN), "renew": needs_renewal(standing),
        "withdrawn": consents.event(held, ConsentEvent.Kind.WITHDRAWN),
        "pages": held.pages.order_by("turn").values_list("turn", flat=True), "items": _items(held, now),
    }  # fmt: skip
    return render(request, "consents/document.html", shown)


@require_safe
def page(request: StaffRequest, document: UUID, turn: int) -> HttpResponse:
    """One page as a picture, as it was made with the document."""
    picture = bytes(consents.page(request.user, document, turn).picture)
    answer = HttpResponse(content_type="image/svg+xml")
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        answer.content, answer.headers["Content-Encoding"] = picture, "gzip"
    else:
        answer.content = gzip.decompress(picture)
    patch_vary_headers(answer, ["Accept-Encoding"])
    return answer


@require_safe
def shown(request: StaffRequest, document: UUID) -> HttpResponse:
    """The document as it was shown."""
    held = consents.document(request.user, document)
    return _pdf(bytes(held.pdf), f"consent-{held.pk}.pdf")


@require_safe
def sealed(request: StaffRequest, document: UUID) -> HttpResponse:
    """The document as it was signed and sealed."""
    held = consents.document(request.user, document)
    given = consents.event(held, ConsentEvent.Kind.GIVEN)
    if given is None or given.pdf is None:
        raise Hidden
    return _pdf(bytes(given.pdf), f"consent-{held.pk}-signed.pdf")


def _items(held: ConsentDocument, now: ConsentForm | None) -> list[tuple[str, str, str]]:
    """The text of the document for readers of text: nothing if it would read differently today."""
    if now is None or now.digest != held.digests["text"]:
        return []
    lang: Lang = "en" if held.language == "en" else "ja"
    return [(one.id, one.heading.within(lang), one.body.within(lang)) for one in now.items]


def _pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
