"""One step of a sheet as a page: shown with what is stored or drafted, drafted as it is typed, saved by version."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from nagi.clinic.access import sheets
from nagi.clinic.access.parts import sections
from nagi.clinic.actions.action import Acting, Conflict
from nagi.clinic.actions.drafts import drop_draft, keep_draft
from nagi.clinic.actions.sheets import form_of, write_sheet
from nagi.clinic.pages.problems import version, version_of
from nagi.clinic.pages.sheets.form import SheetForm, from_draft
from nagi.clinic.records.models import Part, Sheet, Visit

NOT_TYPED = frozenset({"csrfmiddlewaretoken", "once"})


@dataclass(frozen=True, kw_only=True)
class Step:
    """Who fills in which step of which visit, on which page, and where it leads."""

    acting: Acting
    visit: Visit
    part: Part
    name: str
    template: str
    then: Callable[[], HttpResponse]
    hinted: bool = False
    shown: Mapping[str, Any]

    @property
    def form_name(self) -> str:
        """As drafts name it."""
        return form_of(self.visit.pk, self.part, self.name)

    def serve(self, request: HttpRequest) -> HttpResponse:
        """Show, draft, or save."""
        if request.headers.get("HX-Request"):
            return keep(request, self.acting, self.form_name, self.visit)
        if "discard" in request.POST:
            drop_draft(self.acting, self.form_name)
        elif request.method == "POST":
            return self.save(request)
        return self.open(request)

    def open(self, request: HttpRequest) -> HttpResponse:
        """Show what was typed and not saved, else what is stored."""
        kept = sheets.draft(self.acting.name, self.form_name)
        if kept is None:
            return self._page(request, self._form(), self._version())
        blank = self._form()
        typed = cast(Mapping[str, list[str]], kept.typed)
        based_on = version_of((typed.get("version") or [""])[0])
        form = self._form(initial=from_draft(typed, blank))
        return self._page(request, form, based_on, restored=kept.at)

    def save(self, request: HttpRequest) -> HttpResponse:
        """Write what was typed, or say what is wrong with it."""
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(request, form, version(request), status=422)
        try:
            write_sheet(
                self.acting, self.visit.pk, self.part, self.name, form.told(), based_on=version(request)
            )
        except Conflict as conflict:
            now = cast(Sheet, conflict.now)
            both = form.differing(now.answers, form.cleaned_data)
            return self._page(request, form, now.version, status=409, both=both)
        return self.then()

    def _form(self, data: Any = None, initial: Mapping[str, Any] | None = None) -> SheetForm:
        asked = sections(self.part, self.name)
        places = sheets.sites(self.visit)
        form = SheetForm(asked, places, data, sides=sheets.sides(self.visit), hinted=self.hinted)
        form.initial = dict(
            form.written(sheets.answers(self.visit, self.part)) if initial is None else initial
        )
        return form

    def _version(self) -> int:
        held = sheets.sheet(self.visit, self.part)
        return held.version if held else 0

    def _page(
        self, request: HttpRequest, form: SheetForm, based_on: int, *, status: int = 200, **shown: Any
    ) -> HttpResponse:
        held = {"form": form, "version": based_on, "visit": self.visit, "step": self.name}
        return render(request, self.template, {**held, **self.shown, **shown}, status=status)


def keep(request: HttpRequest, acting: Acting, form: str, visit: Visit) -> HttpResponse:
    """Keep what was typed so far, and say when."""
    typed = {name: values for name, values in request.POST.lists() if name not in NOT_TYPED}
    kept = keep_draft(acting, form, cast(Mapping[str, list[str]], typed), patient=visit.patient_id)
    return render(request, "sheets/kept.html", {"kept": kept, "at": acting.now})
