"""Each site that is to be treated: a twin of its own from its own signs and itch, of the same people as the person's."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from nagi.dermatology.decision.verdict import Decision
from nagi.dermatology.intake.case import Site
from nagi.dermatology.naming import site_names
from nagi.dermatology.phase import Phase
from nagi.dermatology.phrases import load_phrases
from nagi.equations.model import Arm
from nagi.evidence.rules import RuleTable
from nagi.services.care_of_case import CareOfCase
from nagi.services.foretold import SiteForecast
from nagi.simulation.twin.assumptions import Assumptions, Calm, OfSite
from nagi.simulation.twin.chances import Courses
from nagi.simulation.twin.observations import Observation
from nagi.simulation.twin.prediction import CARE, predict_part
from nagi.simulation.twin.twin import Twin, part_of

SEVERITY, ITCH = "EASI", "itch"


@dataclass(frozen=True, kw_only=True)
class SiteTwins:
    """The twins of the sites of one case, and what is assumed about a site."""

    care: CareOfCase
    decision: Decision
    table: RuleTable
    assumed: Assumptions
    twins: Mapping[str, Twin]

    @classmethod
    def of(cls, care: CareOfCase, decision: Decision, table: RuleTable, person: Twin) -> "SiteTwins":
        """Condition the people of `person` on each site that is to be treated."""
        of_site = care.assumed.site
        calm = _calm(of_site, table.bounds.thresholds)
        assumed = care.assumed.model_copy(
            update={"instrument": of_site.instrument, "calm": calm, "history": None}
        )
        twins = {
            site.code: part_of(
                person,
                _scores(site, of_site),
                assumed=assumed,
                followed=care.arm(CARE),
                name=f"site {number}",
            )
            for number, site in enumerate(care.case.targets)
        }
        return cls(care=care, decision=decision, table=table, assumed=assumed, twins=twins)

    @property
    def speaking(self) -> dict[str, Twin]:
        """Those that are not silent."""
        return {code: each for code, each in self.twins.items() if each.silence is None}

    def forecasts(self, arms: Sequence[Arm], outputs: Sequence[Courses]) -> Iterator[SiteForecast]:
        """Each site, given what the twins that speak went through. When it may be calm enough is said of sites that
        are not stable today; the rules judge the others already."""
        hold = ceil(self.table.bounds.thresholds["min_stable_weeks"])
        names = site_names(self.care.case, self.table, load_phrases())
        phases = {site.code: site.phase for site in self.decision.sites}
        went = dict(zip(self.speaking, outputs, strict=True))
        for code, made in self.twins.items():
            told = (
                predict_part(made, arms, went[code], assumed=self.assumed, hold=hold)
                if code in went
                else None
            )
            stable = phases[code] is Phase.STABLE
            yield SiteForecast(
                code=code, name=names[code], stable=stable, silence=made.silence,
                courses=told.courses if told else None, calm=told.calm if told and not stable else None,
            )  # fmt: skip


def _scores(site: Site, of_site: OfSite) -> Iterator[Observation]:
    """The signs of the site on the scale of the whole skin, if all are known, and its itch."""
    signs = [site.facts.number(name) for name in of_site.signs]
    known = [sign for sign in signs if sign is not None]
    if len(known) == len(signs):
        yield Observation(week=0, output=SEVERITY, score=of_site.points * sum(known))
    for each in of_site.instrument:
        if each.field is not None:
            yield Observation(week=0, output=each.output, score=site.facts.number(each.field))


def _calm(of_site: OfSite, thresholds: Mapping[str, float]) -> tuple[Calm, ...]:
    """The limits of the rules for a stable site, in the outputs of the model."""
    severity = of_site.points * sum(thresholds[name] for name in of_site.limits)
    return (
        Calm(output=SEVERITY, at_most=severity, note=of_site.note),
        Calm(output=ITCH, at_most=thresholds[of_site.itch_limit], note=of_site.note),
    )
