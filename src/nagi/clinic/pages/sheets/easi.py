"""The EASI of a visit, with its score as it is typed. The score is computed on the server."""

import itertools
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from nagi.clinic.access import sheets
from nagi.clinic.access.facts import age, visit_of
from nagi.clinic.actions.action import Problem
from nagi.clinic.actions.scores import write_easi
from nagi.clinic.pages.door import acting
from nagi.clinic.pages.fields import Speaking
from nagi.clinic.pages.request import StaffRequest
from nagi.clinic.pages.sheets.step import keep
from nagi.clinic.pages.templatetags.words import language
from nagi.clinic.records.models import Visit
from nagi.clinic.words import word
from nagi.dermatology.scores import EasiRegion, Score, instrument, score_easi
from nagi.dermatology.scores.instrument import AreaSeverity

GRADES = ("0", "0.5", "1", "1.5", "2", "2.5", "3")


def scheme() -> AreaSeverity:
    """Regions and signs of the instrument."""
    formula = instrument("easi").formula
    assert isinstance(formula, AreaSeverity)  # noqa: S101 - easi.toml says so, and its own tests
    return formula


class EasiForm(Speaking):
    """Four signs and an area for each of four regions; whatever is not chosen is not assessed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        lang, blank = language(), [("", word("sheets.not_assessed").within(language()))]
        for region in scheme().regions:
            for sign in scheme().signs:
                choices = [*blank, *((grade, grade) for grade in GRADES)]
                self.fields[f"{region.key}.{sign.key}"] = forms.ChoiceField(
                    required=False,
                    choices=choices,
                    label=f"{region.name.within(lang)} {sign.name.within(lang)}",
                )
            self.fields[f"{region.key}.area_score"] = forms.ChoiceField(
                required=False, choices=[*blank, *_areas()],
                label=f"{region.name.within(lang)} {word('sheets.area').within(lang)}",
            )  # fmt: skip

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Regions with their fields."""
        keys = [*(sign.key for sign in scheme().signs), "area_score"]
        return [
            {"name": region.name.within(language()), "fields": [self[f"{region.key}.{key}"] for key in keys]}
            for region in scheme().regions
        ]

    def regions(self) -> dict[str, EasiRegion]:
        """What was chosen."""
        told: dict[str, dict[str, Any]] = {region.key: {} for region in scheme().regions}
        for name, value in self.cleaned_data.items():
            region, key = name.split(".")
            if value != "":
                told[region][key] = int(value) if key == "area_score" else float(value)
        return {region: EasiRegion(**chosen) for region, chosen in told.items()}


def easi(request: StaffRequest, visit: UUID) -> HttpResponse:
    """Show, draft, or save the EASI of a visit."""
    held = visit_of(request.user, visit)
    name = f"easi:{held.pk}"
    if request.headers.get("HX-Request"):
        return keep(request, acting(request), name, held)
    form = EasiForm(request.POST or None, initial={**_saved(held), **_typed(acting(request).name, name)})
    errors: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            write_easi(acting(request), held.pk, form.regions(), age=age(held.patient, held.on))
            return redirect("signs", visit=held.pk)
        except Problem as problem:
            errors = [said.within(language()) for said in problem.said.values()]
    shown = {"form": form, "visit": held, "errors": errors, "signs": scheme().signs, **_scored(form, held)}
    return render(request, "sheets/easi.html", shown, status=422 if errors or form.errors else 200)


@require_POST
def live(request: StaffRequest, visit: UUID) -> HttpResponse:
    """The score of what is chosen so far."""
    held = visit_of(request.user, visit)
    form = EasiForm(request.POST)
    return render(request, "sheets/easi_score.html", _scored(form, held))


def _scored(form: EasiForm, visit: Visit) -> Mapping[str, Any]:
    score: Score | None = None
    if form.is_bound and form.is_valid():
        score = score_easi(form.regions(), age=age(visit.patient, visit.on))
    return {"score": score}


def _saved(visit: Visit) -> dict[str, str]:
    """What was chosen when it was last kept."""
    score = sheets.easi(visit)
    regions: Any = (score.items or {}).get("regions", {}) if score else {}
    return {
        f"{region}.{key}": f"{value:g}" for region, held in regions.items() for key, value in held.items()
    }


def _typed(owner: str, form: str) -> dict[str, str]:
    kept = sheets.draft(owner, form)
    typed: Any = kept.typed if kept else {}
    return {name: values[-1] for name, values in typed.items() if values}


def _areas() -> list[tuple[str, str]]:
    """Area scores with the per cent they stand for."""
    starts = [*scheme().area_from_percent, 100.0]
    ends = [*(f"{low:g}–{high - 1:g} %" for low, high in itertools.pairwise(starts))]
    ends[0] = f"<{starts[1]:g} %"
    ends[-1] = f"{starts[-2]:g}–100 %"
    return [("0", "0 %"), *((str(n), f"{n} ({span})") for n, span in enumerate(ends, 1))]
