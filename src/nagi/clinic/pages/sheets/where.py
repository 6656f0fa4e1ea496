"""The first step of an intake: where on the body."""

from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from nagi.clinic.access import sheets
from nagi.clinic.actions.action import Conflict
from nagi.clinic.actions.sheets import write_sheet
from nagi.clinic.pages.problems import version
from nagi.clinic.pages.sheets import body
from nagi.clinic.pages.sheets.step import Step
from nagi.clinic.pages.templatetags.words import site as site_name
from nagi.clinic.records.models import Part, Sheet


@dataclass(frozen=True, kw_only=True)
class Where(Step):
    """The sites of a visit, chosen on a body map or from the list beside it."""

    part: Part = Part.INTAKE
    name: str = "sites"
    template: str = "sheets/where.html"

    def open(self, request: HttpRequest) -> HttpResponse:
        """Show what was chosen and not saved, else what is stored."""
        kept = sheets.draft(self.acting.name, self.form_name)
        typed = cast(dict[str, list[str]], kept.typed).get("site", []) if kept else sheets.sites(self.visit)
        return self._map(request, typed, self._version(), restored=kept.at if kept else None)

    def save(self, request: HttpRequest) -> HttpResponse:
        """Write the sites, or say that one is needed."""
        chosen = [code for code in body.codes() if code in request.POST.getlist("site")]
        if not chosen:
            return self._map(request, chosen, version(request), status=422, missing=True)
        told = {"sites": {code: {"site.code": code, "site.region": code} for code in chosen}}
        try:
            write_sheet(self.acting, self.visit.pk, self.part, self.name, told, based_on=version(request))
        except Conflict as conflict:
            now = cast(Sheet, conflict.now)
            return self._map(request, chosen, now.version, status=409, both=_both(now, chosen))
        return self.then()

    def _map(
        self,
        request: HttpRequest,
        chosen: list[str] | object,
        based_on: int,
        *,
        status: int = 200,
        **shown: object,
    ) -> HttpResponse:
        held = {
            "regions": list(body.regions(cast(list[str], chosen))), "outline": body.drawing()["outline"]["d"],
            "version": based_on, "visit": self.visit, "step": self.name,
        }  # fmt: skip
        return render(request, self.template, {**held, **self.shown, **shown}, status=status)


def _both(now: Sheet, chosen: list[str]) -> list[dict[str, str]]:
    """Regions that only one of the two chose."""
    theirs = cast(dict[str, object], now.answers.get("sites", {}))
    marks = {True: "✓", False: "–"}
    return [
        {"label": site_name(code), "theirs": marks[code in theirs], "yours": marks[code in chosen]}
        for code in body.codes()
        if (code in theirs) != (code in chosen)
    ]
