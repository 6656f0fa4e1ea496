"""The diary's page, and the entries that a phone sends: now, or when it is back from having no network."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from nagi.clinic import clock
from nagi.clinic.access import diary
from nagi.clinic.actions import diary as writing
from nagi.clinic.pages.door import acting
from nagi.clinic.pages.fields import Day, Worded
from nagi.clinic.pages.request import GuestRequest
from nagi.clinic.pages.templatetags.words import language
from nagi.clinic.words import word

OLDEST_DAYS = 60


class EntryForm(Worded):
    """One day: itch, wakings, a flare or not, in words."""

    words_of = "diary"
    id = forms.UUIDField(widget=forms.HiddenInput)
    on = Day()
    itch = forms.IntegerField(min_value=0, max_value=10, required=False)
    wakings = forms.IntegerField(min_value=0, max_value=20, required=False)
    flare = forms.TypedChoiceField(
        required=False, coerce=lambda typed: typed == "yes", empty_value=None, widget=forms.RadioSelect
    )
    note = forms.CharField(max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["flare"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(one, word(f"diary.flare_{one}").within(language())) for one in ("no", "yes")]
        for name in ("itch", "wakings"):
            self.fields[name].widget.attrs["inputmode"] = "numeric"

    def clean_on(self) -> Any:
        """Today or not long ago; a phone may be a day ahead of the clinic."""
        on, today = self.cleaned_data["on"], clock.now().date()
        if not today - timedelta(days=OLDEST_DAYS) <= on <= today + timedelta(days=1):
            raise forms.ValidationError(word("diary.on_wrong").within(language()))
        return on


@never_cache
@require_safe
def show(request: GuestRequest) -> HttpResponse:
    """Today's form and the newest entries."""
    return _page(request, EntryForm(initial={"id": uuid4(), "on": _day(request)}))


@require_POST
def write(request: GuestRequest) -> HttpResponse:
    """Keep one entry. The phone is told which, so that it may forget it; a browser without script goes back."""
    form = EntryForm(request.POST)
    from_phone = request.headers.get("Accept") == "application/json"
    if not form.is_valid():
        return _wrong(form) if from_phone else _page(request, form, status=422)
    made: UUID = writing.write_entry(acting(request), writing.Written(**form.cleaned_data))
    return JsonResponse({"kept": str(made)}) if from_phone else redirect("diary")


def _wrong(form: EntryForm) -> JsonResponse:
    """What cannot be kept, by field, so that the phone can show it and not send it for ever."""
    return JsonResponse({"wrong": {name: list(said) for name, said in form.errors.items()}}, status=422)


def _page(request: GuestRequest, form: EntryForm, *, status: int = 200) -> HttpResponse:
    shown = {"form": form, "entries": diary.entries(request.guest)}
    return render(request, "diary/diary.html", shown, status=status)


def _day(request: GuestRequest) -> date:
    return clock.today(request.guest.patient.clinic.zone, clock.now())
