"""The tables of the registry that go out: only of patients who agreed, by pseudonym and by day since the first visit."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Max, Min

from nagi.clinic.access.facts import age
from nagi.clinic.access.registry import agreed, ended, sessions
from nagi.clinic.access.rows import rows
from nagi.clinic.records.models import AdverseEvent, Assessment, DiaryEntry, Patient, Score, Session, Staff

Line = dict[str, Any]
DECADE = 10


def tables(by: Staff, pseudonym: Callable[[UUID], str]) -> dict[str, list[Line]]:
    """Every table of an export; `services.registry_export` describes each column."""
    visited = (
        rows(Patient, by.clinic_id).filter(pk__in=agreed(by.clinic_id)).annotate(first=Min("visits__on"))
    )
    export = Export(by.clinic_id, {one.pk: one for one in visited if one.first}, pseudonym)
    return {
        "people": list(export.who()),
        "assessments": list(export.assessments()),
        "scores": list(export.scores()),
        "events": list(export.events()),
        "diary": list(export.diary()),
        "sessions": list(export.given()),
    }


@dataclass(frozen=True)
class Export:
    """Those who agreed, each with `first`, the day of the first visit, and what they are called."""

    clinic: UUID
    people: Mapping[UUID, Any]
    pseudonym: Callable[[UUID], str]

    def who(self) -> Iterator[Line]:
        """One line for each person; of the age only the decade."""
        how = ended(self.clinic)
        counted = Counter(rows(Session, self.clinic).values_list("visit__patient_id", flat=True))
        for pk, one in self.people.items():
            yield {
                "person": self.pseudonym(pk), "language": one.language,
                "age_from": str(age(one, one.first) // DECADE * DECADE),
                "ended": how.get(str(pk), ""), "sessions": counted[pk],
            }  # fmt: skip

    def assessments(self) -> Iterator[Line]:
        """What was decided, and when."""
        for one in (
            rows(Assessment, self.clinic).filter(visit__patient__in=self.people).select_related("visit")
        ):
            yield {**self._of(one.visit.patient_id, one.visit.on), "overall": one.overall}

    def scores(self) -> Iterator[Line]:
        """Scores that no later one corrects."""
        for one in rows(Score, self.clinic).filter(patient__in=self.people, corrected_by=None).order_by("on"):
            yield {**self._of(one.patient_id, one.on), "instrument": one.instrument, "value": one.value}

    def events(self) -> Iterator[Line]:
        """Adverse events with their outcomes."""
        for one in rows(AdverseEvent, self.clinic).filter(patient__in=self.people).order_by("onset_on"):
            yield {
                **self._of(one.patient_id, one.onset_on), "event": one.event, "grade": one.grade,
                "linked": one.session_id is not None, "outcome": one.outcome,
                "outcome_day": self._day(one.patient_id, one.outcome_on),
            }  # fmt: skip

    def diary(self) -> Iterator[Line]:
        """What people wrote between visits; never their words."""
        for one in rows(DiaryEntry, self.clinic).filter(patient__in=self.people).order_by("on"):
            yield {
                **self._of(one.patient_id, one.on), "itch": one.itch, "wakings": one.wakings, "flare": one.flare,
            }  # fmt: skip

    def given(self) -> Iterator[Line]:
        """Sessions: route, product and lot, on how many sites, how deep."""
        held = sessions(self.clinic).filter(visit__patient__in=self.people)
        for one in held.annotate(deepest=Max("sites__depth_mm")).prefetch_related("sites"):
            yield {
                **self._of(one.visit.patient_id, one.visit.on),
                "turn": one.booking.turn, "route": one.booking.course.route, "product": one.lot.product.code,
                "lot": one.lot.number, "sites": len(one.sites.all()), "depth_mm": one.deepest,
            }  # fmt: skip

    def _of(self, patient: UUID, on: date) -> Line:
        return {"person": self.pseudonym(patient), "day": self._day(patient, on)}

    def _day(self, patient: UUID, on: date | None) -> int | None:
        """Days since the first visit."""
        return (on - self.people[patient].first).days if on else None
