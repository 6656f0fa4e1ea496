"""A visit: answers, signs, scores, photographs, and what a physician says to them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from faults.acts.marked import MARK, by
from staging.facts import answered
from staging.house import NOW, PERSON, House, found_house
from staging.picture import photo

from nagi.clinic.access.decisions import Held
from nagi.clinic.actions import decisions, diary, drafts, people, photographs, scores, sheets
from nagi.clinic.actions.action import Acting
from nagi.clinic.records.models import (
    Assessment,
    Disposition,
    Link,
    Part,
    Patient,
    Photograph,
    Purpose,
    Role,
    Visit,
)  # fmt: skip
from nagi.dermatology.decision.signing import Signed
from nagi.dermatology.scores import EasiRegion

REGIONS = ("head_neck", "upper_limbs", "trunk", "lower_limbs")
CLEAR = EasiRegion(area_score=0, erythema=0, edema_papulation=0, excoriation=0, lichenification=0)
SHOT = photographs.Shot(site="cheeks", view="front", finding="赤み", raw=photo())
WRITTEN = diary.Written(id=UUID(int=7), on=NOW.date(), itch=3, wakings=0, flare=False, note="よく眠れた")


@dataclass(frozen=True)
class World:
    """A visit that was answered and assessed, and the patient's links."""

    house: House
    patient: Patient
    visit: Visit
    assessment: Assessment
    links: Mapping[Link.Kind, Link]
    photograph: Photograph

    def guest(self, kind: Link.Kind) -> Acting:
        """The patient, through a link of this kind."""
        return Acting(by=self.links[kind], now=NOW, once=MARK)

    def routes(self) -> dict[Any, Signed]:
        """Every route signed as the rules say."""
        told = Held(self.assessment).decision.routes()
        return {(site, route): Signed(status=verdict.status) for site, route, verdict in told}


def world() -> World:
    house = found_house("凪皮膚科", "nagi.example")
    reception, nurse = house.acting(Role.RECEPTION), house.acting(Role.NURSE)
    made = people.register_patient(reception, PERSON, dict.fromkeys(Purpose, True))
    patient = Patient.objects.get(pk=made)
    visit = answered(house, patient)
    assessment = decisions.assess_visit(house.acting(Role.PHYSICIAN), visit.pk)
    links = {kind: _link(reception, patient, visit, kind) for kind in Link.Kind}
    drafts.keep_draft(nurse, sheets.form_of(visit.pk, Part.SIGNS, "signs"), {"patient.fever": ["true"]})
    kept = photographs.keep_photograph(nurse, visit.pk, SHOT)
    return World(
        house, patient, visit, Assessment.objects.get(pk=assessment), links, Photograph.objects.get(pk=kept)
    )


def _link(acting: Acting, patient: Patient, visit: Visit, kind: Link.Kind) -> Link:
    of = visit.pk if kind is Link.Kind.INTAKE else None
    made = people.make_link(acting, patient.pk, kind, f"secret {kind}", visit_id=of)
    return Link.objects.select_related("patient").get(pk=made)


ACTS: Mapping[str, Callable[[World], object]] = {
    "sheet.written": lambda w: sheets.write_sheet(
        by(w.house, Role.NURSE), w.visit.pk, Part.SIGNS, "signs", {"patient.fever": True}, based_on=1
    ),
    "sheet.written by the patient": lambda w: sheets.write_sheet(
        w.guest(Link.Kind.INTAKE), w.visit.pk, Part.INTAKE, "you", {"patient.history.keloid": True}, based_on=1
    ),
    "draft": lambda w: drafts.keep_draft(
        by(w.house, Role.NURSE), "form", {"note": ["書きかけ"]}, patient=w.patient.pk
    ),
    "link.opened": lambda w: sheets.open_link(w.guest(Link.Kind.INTAKE)),
    "intake.finished": lambda w: sheets.finish_intake(w.guest(Link.Kind.INTAKE), w.visit.pk),
    "diary.written": lambda w: diary.write_entry(w.guest(Link.Kind.DIARY), WRITTEN),
    "score.written": lambda w: scores.write_easi(
        by(w.house, Role.NURSE), w.visit.pk, dict.fromkeys(REGIONS, CLEAR), age=36
    ),
    "score.answered": lambda w: scores.write_questionnaires(
        by(w.house, Role.NURSE), w.visit.pk, {"poem": [1] * 7}, age=36
    ),
    "photograph.kept": lambda w: photographs.keep_photograph(by(w.house, Role.NURSE), w.visit.pk, SHOT),
    "photograph.withdrawn": lambda w: photographs.withdraw_photograph(by(w.house, Role.NURSE), w.photograph.pk),
    "visit.assessed": lambda w: decisions.assess_visit(by(w.house, Role.PHYSICIAN), w.visit.pk),
    "assessment.signed": lambda w: decisions.sign(by(w.house, Role.PHYSICIAN), w.assessment.pk, w.routes()),
    "assessment.ended": lambda w: decisions.dispose(
        by(w.house, Role.PHYSICIAN), w.assessment.pk, Disposition.Kind.DECLINED, "家族と相談して"
    ),
}  # fmt: skip
