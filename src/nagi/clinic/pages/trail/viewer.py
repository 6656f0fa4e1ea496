"""Reading the trail: by record number, person, verb and day; and proving that nobody changed it."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from nagi.clinic.access import staff, trail
from nagi.clinic.pages.fields import Day, Line, Worded
from nagi.clinic.pages.request import StaffRequest
from nagi.clinic.pages.templatetags.words import verb_name
from nagi.clinic.words import word

AT_ONCE = 100


class AskedForm(Worded):
    """What to look for. It is posted, so that no record number stands in an address."""

    words_of = "trail"
    number = Line(max_length=20, required=False)
    person = forms.ChoiceField(required=False)
    verb = forms.ChoiceField(required=False)
    day = Day(required=False)
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "person": [(f"staff:{one.pk}", one.name) for one in staff.colleagues(by)],
            "verb": [(verb, verb_name(verb)) for verb in trail.verbs(by)],
        }
        for name, known in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", "—"), *known]


def show(request: StaffRequest) -> HttpResponse:
    """The newest lines that fit."""
    return _page(request)


@require_POST
def prove(request: StaffRequest) -> HttpResponse:
    """Compute the whole chain again."""
    verified = trail.verify()
    findings = [word(f"trail.wrong_{one.wrong}", turn=one.turn) for one in verified.findings]
    return _page(request, verified=verified, findings=findings)


def _page(request: StaffRequest, **shown: Any) -> HttpResponse:
    asked = request.POST if "number" in request.POST else None
    form = AskedForm(asked, by=request.user)
    wanted = form.cleaned_data if asked is not None and form.is_valid() else {}
    lines = trail.lines(request.user, trail.Asked(**wanted), most=AT_ONCE)
    held = {
        "form": form, "lines": lines, "names": {f"staff:{one.pk}": one.name for one in staff.colleagues(request.user)},
        "next": lines[-1].event.turn if len(lines) == AT_ONCE else None, **shown,
    }  # fmt: skip
    return render(request, "trail/trail.html", held, status=422 if form.errors else 200)
