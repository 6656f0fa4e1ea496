"""The course of one patient: scores over time with sessions and flares, and the forecast beside its comparisons."""

from typing import Any, cast
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from nagi.clinic.access import followup, people
from nagi.clinic.access.followup import History
from nagi.clinic.pages.request import StaffRequest
from nagi.clinic.pages.templatetags.words import language
from nagi.clinic.records.models import Score
from nagi.clinic.words import word
from nagi.dermatology.scores.offered import known
from nagi.reports.outcomes import Outcomes, Series, drawn


@require_safe
def show(request: StaffRequest, patient: UUID) -> HttpResponse:
    """Everything that was measured, drawn and as a table."""
    held = people.patient(request.user, patient)
    history = followup.history(held, request.user.clinic_id)
    shown = {
        "patient": held,
        "history": history,
        "rows": [_row(one) for one in reversed(history.scores)],
        "figure": mark_safe(drawn(_outcomes(history))),  # noqa: S308 - our own SVG, every word in it escaped
        "forecast": _forecast(history),
        "flares": [one for one in history.diary if one.flare],
    }
    return render(request, "followup/course.html", shown)


def _outcomes(history: History) -> Outcomes:
    """What the figure shows: only scores that no correction follows."""
    lang = language()
    standing = [one for one in history.scores if not _corrected(one)]
    codes = dict.fromkeys(one.instrument for one in standing)
    series = [
        Series(
            name=known()[code].name.within(lang),
            points=[(one.on, one.value) for one in standing if one.instrument == code],
            high=known()[code].limits.high,
        )
        for code in codes
    ]
    return Outcomes(
        series=series,
        sessions=[one.visit.on for one in history.sessions],
        flares=[one.on for one in history.diary if one.flare],
        title=word("followup.figure").within(lang),
        session_word=word("followup.session_short").within(lang),
        flare_word=word("followup.flare").within(lang),
        day_word=word("followup.day_short").within(lang),
    )


def _row(one: Score) -> dict[str, Any]:
    return {"score": one, "name": known()[one.instrument].name, "corrected": _corrected(one)}


def _corrected(one: Score) -> bool:
    return hasattr(one, "corrected_by")


def _forecast(history: History) -> dict[str, Any]:
    """The worker's figure with its words: every arm beside the exosome's, with interval (invariant 6)."""
    held = history.forecast
    if held is None or not held.figure or not held.result:
        return {}
    figure, told = cast(Any, held.figure)[language()], cast(Any, held.result)["view"][language()]
    return {"words": told["words"], "alt": told["alt"], "figure": mark_safe(figure)}  # noqa: S308 - drawn by our worker
