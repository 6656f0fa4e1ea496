"""When each site may be calm enough to be needled under guideline care: a small twin of its own for each."""

from collections.abc import Iterator, Mapping
from math import ceil

from nagi.dermatology.decision.verdict import Decision
from nagi.dermatology.intake.case import Site
from nagi.dermatology.naming import site_names
from nagi.dermatology.phase import Phase
from nagi.dermatology.phrases import load_phrases
from nagi.evidence.rules import RuleTable
from nagi.services.care_of_case import CareOfCase
from nagi.services.foretold import SiteForecast
from nagi.simulation.twin.assumptions import Calm, OfSite
from nagi.simulation.twin.observations import Observation
from nagi.simulation.twin.prediction import CARE, calm_time
from nagi.simulation.twin.twin import twin

SEVERITY, ITCH = "EASI", "itch"


def site_forecasts(
    care: CareOfCase, decision: Decision, table: RuleTable, *, seed: int, threads: int | None
) -> Iterator[SiteForecast]:
    """Each target site that is not stable today. A site whose signs and itch do not fit the model gives no time."""
    names = site_names(care.case, table, load_phrases())
    phases = {site.code: site.phase for site in decision.sites}
    of_site, thresholds = care.assumed.site, table.bounds.thresholds
    assumed = care.assumed.model_copy(
        update={"instrument": of_site.instrument, "calm": _calm(of_site, thresholds)}
    )
    for site in care.case.targets:
        if phases[site.code] is Phase.STABLE:
            continue
        made = twin(
            care.model, _scores(site, of_site), assumed=assumed, before=care.today(), followed=care.arm(CARE),
            seed=seed, patients=of_site.virtual_patients, threads=threads,
        )  # fmt: skip
        hold = ceil(thresholds["min_stable_weeks"])
        calm = None if made.silence else calm_time(made, care.arm(CARE), assumed=assumed, hold=hold)
        yield SiteForecast(code=site.code, name=names[site.code], silence=made.silence, calm=calm)


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
