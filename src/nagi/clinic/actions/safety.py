"""Recording reactions. What stops and whom to tell, which rules say, is written in the same transaction."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from nagi.clinic import clock
from nagi.clinic.access.rows import locked
from nagi.clinic.access.safety import events_on, sessions_of
from nagi.clinic.actions.action import Acting, Entry, Problem, action, changed
from nagi.clinic.records.models import AdverseEvent, Duty, EventNote, Lot, Patient, Session, Stop
from nagi.clinic.words import word
from nagi.dermatology.phrases import dated
from nagi.dermatology.reporting import end_problem, report_duties, stops_after
from nagi.dermatology.safety import links, lot_action
from nagi.evidence.rulebook import load_rules


@dataclass(frozen=True, kw_only=True)
class Reaction:
    """What was seen: the event (AE-001..022), its grade 1 to 5, where ("" unknown), since when, in words."""

    event: str
    grade: int
    site: str
    onset_on: date
    told: str


@action("event.recorded", "event.write")
def record_event(acting: Acting, patient_id: UUID, seen: Reaction) -> Entry:
    """Record a reaction, link it to its session and lot (AE-104), and write down what follows from it."""
    patient = locked(Patient, patient_id, acting.clinic)
    session = _session(patient, seen, acting.clinic)
    event = AdverseEvent(
        patient=patient, session=session, event=seen.event, grade=seen.grade, site=seen.site,
        onset_on=seen.onset_on, told=seen.told or None, at=acting.now, by=acting.staff,
    )  # fmt: skip
    event.save(force_insert=True)
    data = {"event": event.event, "grade": event.grade, "session": str(session.pk) if session else None}
    return Entry(
        subject="event", id=event.pk, patient=patient.pk, data={**data, **_consequences(acting, event)}
    )


@action("event.noted", "event.write")
def note_event(acting: Acting, event_id: UUID, told: str, *, grade: int, based_on: int) -> Entry:
    """Write down what was done; a new grade brings its own consequences. What was stopped stays stopped."""
    event = locked(AdverseEvent, event_id, acting.clinic)
    _refuse_closed(event)
    columns = changed(event, based_on, grade=grade)
    EventNote(event=event, told=told, grade=grade if columns else None, at=acting.now, by=acting.staff).save(
        force_insert=True
    )
    followed = _consequences(acting, event) if columns else {}
    return Entry(
        subject="event", id=event.pk, patient=event.patient_id, data={"changed": columns, **followed}
    )


@action("event.closed", "event.write")
def close_event(acting: Acting, event_id: UUID, outcome: str, on: date, *, based_on: int) -> Entry:
    """Close an event with its outcome. Raises Problem while it is not over or reports are due."""
    event = locked(AdverseEvent, event_id, acting.clinic)
    _refuse_closed(event)
    if said := end_problem(outcome, event.grade):
        raise Problem({"outcome": said})
    _refuse_day(acting, event, on)
    if event.duties.filter(done_at=None).exists():
        raise Problem({"": word("safety.duties_open")})
    changed(event, based_on, outcome=outcome, outcome_on=on, closed_at=acting.now)
    return Entry(subject="event", id=event.pk, patient=event.patient_id, data={"outcome": outcome})


def _refuse_day(acting: Acting, event: AdverseEvent, on: date) -> None:
    """An outcome lies between the onset and today."""
    if on > clock.today(event.patient.clinic.zone, acting.now):
        raise Problem({"outcome_on": word("fields.future")})
    if on < event.onset_on:
        raise Problem({"outcome_on": word("safety.before_onset", day=dated(event.onset_on))})


@action("duty.done", "event.write")
def duty_done(acting: Acting, duty_id: UUID) -> Entry:
    """A report was made. Saying so twice changes nothing."""
    duty = locked(Duty, duty_id, acting.clinic)
    if duty.done_at is None:
        duty.done_at, duty.done_by = acting.now, acting.staff
        duty.save(update_fields=["done_at", "done_by"])
    return Entry(subject="event", id=duty.event_id, patient=duty.event.patient_id, data={"to": duty.to})


@action("stop.lifted", "event.lift")
def lift_stop(acting: Acting, stop_id: UUID, reason: str, *, officer: bool) -> Entry:
    """Let treatment go on: never after a permanent stop (AE-102), after grade 3 only with the officer (AE-100)."""
    stop = locked(Stop, stop_id, acting.clinic)
    if stop.kind in {Stop.Kind.FOR_GOOD, Stop.Kind.LOT}:
        raise Problem({"": word(f"safety.never_{stop.kind}")})
    if stop.event is not None and stop.event.closed_at is None:
        raise Problem({"": word("safety.lift_open")})
    if stop.kind == Stop.Kind.PATIENT and not officer:
        raise Problem({"officer": word("safety.lift_officer")})
    if stop.lifted_at is None:
        stop.lifted_at, stop.lifted_by, stop.lifted_why = acting.now, acting.staff, reason
        stop.save(update_fields=["lifted_at", "lifted_by", "lifted_why"])
    data = {"rule": stop.rule_id, "officer": officer}
    return Entry(subject="stop", id=stop.pk, patient=stop.patient_id, data=data)


def _session(patient: Patient, seen: Reaction, clinic: UUID) -> Session | None:
    """The newest session that the event is linked to (AE-104)."""
    held = sessions_of(patient, clinic)
    return next((one for one in held if links(seen.event, onset=seen.onset_on, session=one.visit.on)), None)


def _consequences(acting: Acting, event: AdverseEvent) -> dict[str, object]:
    """Stops, quarantine and duties of an event as it is graded now; what is there already is not written twice."""
    table = load_rules()
    stops = [
        one.rule_id
        for one in stops_after(event.event, event.grade, event.site, table=table)
        if _stopped(acting, event, one.action, one.rule_id)
    ]
    quarantined = _quarantine(acting, event)
    for duty in report_duties(event.event, event.grade, lot_quarantined=quarantined is not None, table=table):
        if not event.duties.filter(to=duty.to).exists():
            Duty(event=event, to=duty.to, rule_id=duty.rule_id, due_at=acting.now + duty.within).save(
                force_insert=True
            )
    return {"stops": stops, "quarantined": quarantined and str(quarantined)}


def _stopped(acting: Acting, event: AdverseEvent, kind: str, rule_id: str) -> bool:
    if event.stops.filter(kind=kind, rule_id=rule_id, lifted_at=None).exists():
        return False
    site = event.site if kind == Stop.Kind.SITE else ""
    Stop(patient=event.patient, site=site, kind=kind, rule_id=rule_id, event=event, at=acting.now).save(
        force_insert=True
    )
    return True


def _quarantine(acting: Acting, event: AdverseEvent) -> UUID | None:
    """The lot of the event, if the events seen on it now demand quarantine (AE-103)."""
    if event.session is None:
        return None
    lot = locked(Lot, event.session.lot_id, acting.clinic)
    demanded = lot_action(events_on(lot), table=load_rules())
    if demanded is None:
        return None
    if lot.state == Lot.State.RELEASED:
        changed(lot, lot.version, state=Lot.State.QUARANTINED)
    if not lot.stops.filter(lifted_at=None).exists():
        Stop(lot=lot, kind=demanded.action, rule_id=demanded.rule_id, event=event, at=acting.now).save(
            force_insert=True
        )
    return lot.pk


def _refuse_closed(event: AdverseEvent) -> None:
    if event.closed_at is not None:
        raise Problem({"": word("safety.already_closed")})
