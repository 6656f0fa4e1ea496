"""The registry: how complete, how it ended for everyone, outcomes, reactions; and the export for research."""

from datetime import datetime
from functools import partial
from importlib.metadata import version
from uuid import uuid4

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from nagi.clinic import clock
from nagi.clinic.access import registry
from nagi.clinic.access.export import tables
from nagi.clinic.actions import registry as writing
from nagi.clinic.pages.door import acting, door
from nagi.clinic.pages.fields import Worded
from nagi.clinic.pages.request import StaffRequest
from nagi.clinic.pages.templatetags.words import language
from nagi.evidence.rulebook import load_rules
from nagi.services.registry import ENDS, OPEN, Group, Summary, summarise
from nagi.services.registry_export import Format, exported, formats, small_cell


class ExportForm(Worded):
    """How the tables are written."""

    words_of = "registry"
    form = forms.ChoiceField(choices=lambda: [(one, one.upper()) for one in formats()])


@require_safe
def show(request: StaffRequest) -> HttpResponse:
    """Everything at one glance."""
    return _page(request)


def _page(request: StaffRequest, asked: ExportForm | None = None) -> HttpResponse:
    day = clock.today(request.user.clinic.zone, clock.now())
    summary = summarise(registry.register(request.user, day))
    shown = {
        "day": day, "summary": summary, "ends": [(end, summary.ends[end]) for end in (*ENDS, OPEN)],
        "groups": _groups(summary), "asked": asked or ExportForm(), "small_cell": small_cell(),
        "agreed": len(registry.agreed(request.user.clinic_id)),
    }  # fmt: skip
    return render(request, "registry/registry.html", shown, status=422 if asked else 200)


@require_POST
def export(request: StaffRequest) -> HttpResponse:
    """One ZIP file. The trail says that it was made before it leaves."""
    asked = ExportForm(request.POST)
    if not asked.is_valid():
        return _page(request, asked)
    form: Format = asked.cleaned_data["form"]
    export_id = uuid4()
    held = tables(request.user, partial(writing.pseudonym, export_id))
    about = {"export": str(export_id), "release": version("nagi-skin"), "rules": load_rules().digest}
    file = exported(held, about=about, form=form)
    writing.exported(acting(request), export_id, form, {name: len(lines) for name, lines in held.items()})
    name = f"registry-{_day(clock.now())}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(file, content_type="application/zip", headers=headers)


def _groups(summary: Summary) -> list[tuple[str, list[tuple[str, Group]]]]:
    """Routes by their word, products and lots by their code."""
    table = load_rules()
    return [
        ("route", [(table.word("route", one.code).within(language()), one) for one in summary.by_route]),
        ("product", [(one.code, one) for one in summary.by_product]),
        ("lot", [(one.code, one) for one in summary.by_lot]),
    ]


def _day(at: datetime) -> str:
    return f"{at:%Y%m%d}"


addresses = [
    door("registry/", show, "registry", kind="list", right="registry.read"),
    door("registry/export/", export, "registry_export", kind="change", right="registry.export"),
]
