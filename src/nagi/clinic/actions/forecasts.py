"""Forecasts: asked for with an assessment, computed by the worker, kept beside it. No rule ever reads one."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction

from nagi.clinic.access.decisions import Held
from nagi.clinic.access.facts import clinic_of
from nagi.clinic.access.followup import measured
from nagi.clinic.access.rows import locked, rows
from nagi.clinic.actions import trail
from nagi.clinic.actions.action import Acting, Entry, action
from nagi.clinic.records.models import Assessment, Forecast, Patient, Session
from nagi.clinic.work import tell_forecast
from nagi.language import LANGS

if TYPE_CHECKING:
    from nagi.simulation.twin.observations import Observation

TWIN = {"easi": "EASI", "poem": "POEM", "itch": "itch", "pp_nrs": "itch", "oscorad": "oSCORAD"}
"""Instruments that the twin knows, by its own names."""
MODEL = "nagi-skin"
SEED = 1
"""The same facts give the same forecast."""
Told = tuple[Forecast.State, dict[str, Any] | None, dict[str, str] | None]


def ask_forecast(acting: Acting, assessment: Assessment) -> Forecast:
    """Ask the worker, in the transaction of the assessment: both are there or neither."""
    asked = Forecast(assessment=assessment, state=Forecast.State.WAITING, seed=SEED, asked_at=acting.now)
    asked.save(force_insert=True)
    tell_forecast.enqueue(str(asked.pk))
    return asked


@action("forecast.asked", "decision.sign")
def ask_again(acting: Acting, assessment_id: UUID) -> Entry:
    """Ask once more for a forecast that failed or never came."""
    assessment = locked(Assessment, assessment_id, acting.clinic)
    held = Forecast.objects.select_for_update().filter(assessment=assessment).order_by("-asked_at").first()
    if held is None:
        held = ask_forecast(acting, assessment)
    elif held.state in {Forecast.State.FAILED, Forecast.State.WAITING}:
        held.state, held.asked_at = Forecast.State.WAITING, acting.now
        held.save(update_fields=["state", "asked_at"])
        tell_forecast.enqueue(str(held.pk))
    return Entry(subject="forecast", id=held.pk, patient=assessment.visit.patient_id)


def ask_update(acting: Acting, patient: Patient) -> Forecast | None:
    """Ask for a new forecast beside the newest assessment, which then learns from the scores taken since.

    For actions that bring new scores. A forecast that still waits will read them anyway.
    """
    asked = rows(Forecast, acting.clinic).filter(assessment__visit__patient=patient)
    newest = asked.order_by("-asked_at").first()
    if newest is None or asked.filter(state=Forecast.State.WAITING).exists():
        return newest
    return ask_forecast(acting, newest.assessment)


def tell(forecast_id: UUID, *, now: Callable[[], datetime]) -> None:
    """Compute one forecast that waits, and keep it with its figure. One that was told is left as it is.

    An error of the program is kept as failed, told to the page, and raised for the worker's own log; that the
    database is gone says nothing of the forecast, which goes on waiting.
    """
    held = Forecast.objects.select_related("assessment__visit__patient__clinic").get(pk=forecast_id)
    if held.state != Forecast.State.WAITING:
        return
    try:
        told = _computed(held)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        _keep(held, (Forecast.State.FAILED, None, None), now())
        raise
    _keep(held, told, now())


def give_up(forecast_id: UUID, *, now: datetime) -> None:
    """Say of a forecast that no worker came through with it, within the transaction of its task."""
    _write(Forecast.objects.get(pk=forecast_id), (Forecast.State.FAILED, None, None), now)


def _computed(held: Forecast) -> Told:
    # Loaded here because only the worker has the simulator.
    from nagi.reports.view.forecast import forecast_view  # noqa: PLC0415
    from nagi.reports.view.voice import Voice  # noqa: PLC0415
    from nagi.services.forecast import forecast  # noqa: PLC0415

    assessment = held.assessment
    table = Held(assessment).table
    clinic = clinic_of(assessment.visit.patient.clinic)
    told = forecast(
        Held(assessment).told.case, observations=observed(assessment), followed=followed(assessment),
        seed=held.seed, patients=settings.FORECAST_PATIENTS, clinic=clinic, on=assessment.visit.on,
    )  # fmt: skip
    views: dict[str, Any] = {}
    figures: dict[str, str] = {}
    for lang in LANGS:
        voice = Voice(lang, table)
        view = forecast_view(told, voice) or {}
        figures[lang] = view.pop("figure") or ""
        views[lang] = {**view, "words": dict(voice.words["forecast"])}
    state = Forecast.State.SILENT if told.silence else Forecast.State.TOLD
    return state, {"data": told.as_data(), "view": views}, figures


def observed(assessment: Assessment) -> "list[Observation]":
    """The scores taken since the day of the assessment, in the twin's names; the newest of a day counts."""
    from nagi.simulation.twin.assumptions import assumptions  # noqa: PLC0415
    from nagi.simulation.twin.observations import Observation  # noqa: PLC0415

    latest = 7 * assumptions(MODEL).weeks
    first = assessment.visit.on
    found = {
        (TWIN[one.instrument], (one.on - first).days): one.value
        for one in measured(assessment.visit.patient)
        if one.instrument in TWIN and 0 < (one.on - first).days <= latest
    }
    return sorted(
        Observation(week=day / 7, output=output, score=value) for (output, day), value in found.items()
    )


def followed(assessment: Assessment) -> str:
    """The arm that the patient has followed since: that of their first session, else guideline care."""
    from nagi.simulation.twin.assumptions import assumptions  # noqa: PLC0415
    from nagi.simulation.twin.prediction import CARE  # noqa: PLC0415

    given = rows(Session, assessment.visit.patient.clinic_id).filter(
        visit__patient=assessment.visit.patient, visit__on__gte=assessment.visit.on
    )
    route = given.order_by("at").values_list("booking__course__route", flat=True).first()
    return next((one.name for one in assumptions(MODEL).arm if one.route and one.route == route), CARE)


def _keep(held: Forecast, told: Told, at: datetime) -> None:
    with transaction.atomic(durable=True):
        _write(held, told, at)


def _write(held: Forecast, told: Told, at: datetime) -> None:
    """Write it, unless another worker was quicker."""
    now = Forecast.objects.select_for_update().get(pk=held.pk)
    if now.state != Forecast.State.WAITING:
        return
    now.state, now.result, now.figure = told
    now.told_at = at
    now.save(update_fields=["state", "result", "figure", "told_at"])
    patient = held.assessment.visit.patient
    trail.append(
        "forecast.told", by="worker", at=at, clinic=patient.clinic_id, patient=patient.pk,
        subject=f"forecast:{held.pk}", data={"state": now.state},
    )  # fmt: skip
