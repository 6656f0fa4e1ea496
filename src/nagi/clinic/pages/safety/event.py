"""One event: what it is, what must be done, what was done, and its end."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from nagi.clinic import clock
from nagi.clinic.access import safety
from nagi.clinic.access.rows import row
from nagi.clinic.actions import safety as writing
from nagi.clinic.actions.action import Conflict, Problem
from nagi.clinic.pages import problems
from nagi.clinic.pages.door import acting
from nagi.clinic.pages.fields import Day, Line, Worded
from nagi.clinic.pages.request import StaffRequest
from nagi.clinic.pages.safety.record import grade_choices
from nagi.clinic.pages.templatetags.words import language
from nagi.clinic.records.models import AdverseEvent, Duty, Stop
from nagi.clinic.words import word
from nagi.dermatology.reporting import ENDS
from nagi.dermatology.safety import events
from nagi.evidence.rulebook import load_rules

LONG = {"rows": 3}


class NoteForm(Worded):
    """What was done, and the grade as it is now."""

    words_of = "safety"
    note = forms.CharField(max_length=2000, widget=forms.Textarea(attrs=LONG))
    now_grade = forms.TypedChoiceField(coerce=int, choices=grade_choices)


class CloseForm(Worded):
    """How it ended, and when."""

    words_of = "safety"
    outcome = forms.ChoiceField()
    outcome_on = Day()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["outcome"]
        if isinstance(field, forms.ChoiceField):
            ends = [one for one in AdverseEvent.Outcome.values if one in ENDS]
            field.choices = [
                ("", "—"),
                *((one, word(f"safety.outcome_{one}").within(language())) for one in ends),
            ]


class LiftForm(Worded):
    """Why treatment may go on."""

    words_of = "safety"
    reason = Line(max_length=500)
    officer = forms.BooleanField(required=False)


@require_safe
def show(request: StaffRequest, event: UUID) -> HttpResponse:
    """The whole event."""
    return _page(request, safety.event(request.user, event))


@require_POST
def note(request: StaffRequest, event: UUID) -> HttpResponse:
    """Write down what was done and the grade."""
    form = NoteForm(request.POST)

    def act(typed: Mapping[str, Any]) -> None:
        based_on = problems.version(request)
        writing.note_event(acting(request), event, typed["note"], grade=typed["now_grade"], based_on=based_on)

    return _done(request, event, "note", form, act)


@require_POST
def close(request: StaffRequest, event: UUID) -> HttpResponse:
    """Close the event with its outcome."""
    form = CloseForm(request.POST)

    def act(typed: Mapping[str, Any]) -> None:
        based_on = problems.version(request)
        writing.close_event(acting(request), event, typed["outcome"], typed["outcome_on"], based_on=based_on)

    return _done(request, event, "close", form, act)


@require_POST
def duty_done(request: StaffRequest, duty: UUID) -> HttpResponse:
    """A report was made."""
    held = row(Duty, duty, request.user.clinic_id, "event")
    writing.duty_done(acting(request), held.pk)
    return redirect("event", event=held.event_id)


def lift(request: StaffRequest, stop: UUID) -> HttpResponse:
    """Let treatment go on, with a reason."""
    held = row(Stop, stop, request.user.clinic_id, "patient", "event")
    form = LiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            writing.lift_stop(acting(request), held.pk, typed["reason"], officer=typed["officer"])
            return redirect("events", patient=held.patient_id)
        except Problem as problem:
            problems.note(form, problem)
    shown = {"stop": held, "patient": held.patient, "form": form, "rule": load_rules().rules[held.rule_id]}
    return render(request, "safety/lift.html", shown, status=422 if form.errors else 200)


def _done(
    request: StaffRequest, event: UUID, which: str, form: Worded, act: Callable[[Mapping[str, Any]], None]
) -> HttpResponse:
    held = safety.event(request.user, event)
    if not form.is_valid():
        return _page(request, held, status=422, **{which: form})
    try:
        act(form.cleaned_data)
    except (Problem, Conflict) as error:
        return _refused(request, held, which, form, error)
    return redirect("event", event=held.pk)


def _refused(
    request: StaffRequest, held: AdverseEvent, which: str, form: Worded, error: Problem | Conflict
) -> HttpResponse:
    """What was typed stays, with why it was not saved; a conflict shows the event as it is now."""
    if isinstance(error, Problem):
        problems.note(form, error)
        return _page(request, held, status=422, **{which: form})
    now = safety.event(request.user, held.pk)
    both = [
        {"label": word("safety.grade").within(language()), "theirs": now.grade, "yours": form.data.get("now_grade", "")}
    ]  # fmt: skip
    return _page(request, now, status=409, both=both, **{which: form})


def _page(request: StaffRequest, held: AdverseEvent, *, status: int = 200, **shown: Any) -> HttpResponse:
    day = clock.today(request.user.clinic.zone, clock.now())
    forms_ = {
        "note": NoteForm(initial={"now_grade": held.grade}),
        "close": CloseForm(initial={"outcome_on": day}),
    }
    refused = next((shown[name] for name in forms_ if name in shown), None)
    held_too = {
        "event": held,
        "patient": held.patient,
        "kind": next(one for one in events(load_rules()) if one.id == held.event),
        **safety.course_of(held),
        "now": clock.now(),
        "form": refused,
    }
    return render(request, "safety/event.html", {**forms_, **held_too, **shown}, status=status)
