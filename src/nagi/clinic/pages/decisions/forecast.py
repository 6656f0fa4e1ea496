"""The forecast beside a decision, as far as it is. The page never waits for it."""

from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from nagi.clinic import clock
from nagi.clinic.access import decisions
from nagi.clinic.actions.forecasts import ask_again
from nagi.clinic.pages.door import acting
from nagi.clinic.pages.request import StaffRequest
from nagi.clinic.pages.templatetags.words import language
from nagi.clinic.records.models import Assessment

LONG = timedelta(minutes=10)
"""A forecast takes a minute or two; after this something stopped the worker."""


@require_POST
def beside(request: StaffRequest, assessment: UUID) -> HttpResponse:
    """The forecast as it is now. Asked again and again by the page, so it is posted: the page itself was recorded."""
    held = decisions.assessment(request.user, assessment)
    return render(request, "decisions/forecast.html", {"assessment": held, **shown_of(held, clock.now())})


@require_POST
def again(request: StaffRequest, assessment: UUID) -> HttpResponse:
    """Ask once more."""
    held = decisions.assessment(request.user, assessment)
    ask_again(acting(request), held.pk)
    return redirect("decision", assessment=held.pk)


def shown_of(assessment: Assessment, at: datetime) -> dict[str, Any]:
    """What a page shows of a forecast, in the reader's language."""
    held = decisions.forecast(assessment)
    if held is None:
        return {"forecast": None}
    result, figure = cast(Any, held.result), cast(Any, held.figure)
    late = held.state == held.State.WAITING and at - held.asked_at > LONG
    told = result["view"][language()] if result else None
    return {"forecast": held, "told": told, "figure": figure[language()] if figure else "", "late": late}
