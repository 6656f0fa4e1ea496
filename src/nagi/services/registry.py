"""The registry of a clinic: everyone assessed is counted, how complete the follow-up is, outcomes and reactions.

Rates have exact intervals (Clopper-Pearson), because the counts are small.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from nagi.dermatology.outcome import Scores, compare_scores

ENDS = ("accepted", "refused", "declined", "referred", "lost")
OPEN = "open"
LEVEL = 0.95
SEVERE = 3
"""CTCAE: severe and above (AE-100)."""


@dataclass(frozen=True, kw_only=True)
class Share:
    """`found` out of `of`, with the exact 95 % interval; None where there is nothing to count."""

    found: int
    of: int
    low: float | None
    high: float | None

    @property
    def value(self) -> float | None:
        """The share itself."""
        return self.found / self.of if self.of else None


@dataclass(frozen=True, kw_only=True)
class Treatment:
    """What one patient was given by one route from one lot, and the scores before the first session and now."""

    patient: str
    route: str
    product: str
    lot: str
    sessions: int
    before: Scores
    now: Scores


@dataclass(frozen=True, kw_only=True)
class Reaction:
    """One adverse event of one patient, linked to a lot or not."""

    patient: str
    event: str
    grade: int
    lot: str | None


@dataclass(frozen=True, kw_only=True)
class Register:
    """What is counted. `ended` holds for each assessed patient how it ended ("open" if nobody wrote that down)."""

    ended: Mapping[str, str]
    contacts_due: int
    contacts_done: int
    treatments: Sequence[Treatment]
    reactions: Sequence[Reaction]


@dataclass(frozen=True, kw_only=True)
class Group:
    """The outcomes of one route, product or lot; patients whose scores do not tell are `unknown`, not unchanged."""

    code: str
    patients: int
    sessions: int
    better: int
    worse: int
    neither: int
    unknown: int


@dataclass(frozen=True, kw_only=True)
class Rate:
    """How often one reaction was seen: times, the worst grade, and the share of treated patients who had it."""

    event: str
    times: int
    worst: int
    patients: Share


@dataclass(frozen=True, kw_only=True)
class Summary:
    """The registry at one glance. `followed` is the headline: contacts that were made of those due."""

    assessed: int
    treated: int
    ends: Mapping[str, int]
    followed: Share
    closed: Share
    by_route: Sequence[Group]
    by_product: Sequence[Group]
    by_lot: Sequence[Group]
    any_reaction: Share
    severe: Share
    rates: Sequence[Rate]


def summarise(register: Register) -> Summary:
    """Count everything."""
    treated = {one.patient for one in register.treatments}
    ends = Counter(register.ended.values())
    seen = [one for one in register.reactions if one.patient in treated]
    assessed = len(register.ended)
    return Summary(
        assessed=assessed,
        treated=len(treated),
        ends={end: ends[end] for end in (*ENDS, OPEN)},
        followed=share(register.contacts_done, register.contacts_due),
        closed=share(assessed - ends[OPEN], assessed),
        by_route=_groups(register.treatments, lambda one: one.route),
        by_product=_groups(register.treatments, lambda one: one.product),
        by_lot=_groups(register.treatments, lambda one: one.lot),
        any_reaction=share(len({one.patient for one in seen}), len(treated)),
        severe=share(len({one.patient for one in seen if one.grade >= SEVERE}), len(treated)),
        rates=[_rate(event, seen, len(treated)) for event in sorted({one.event for one in seen})],
    )


def share(found: int, of: int) -> Share:
    """A share with its exact interval (Clopper-Pearson, from quantiles of the beta distribution).

    Raises ValueError if more were found than there are.
    """
    if not 0 <= found <= of:
        raise ValueError(f"{found} of {of}")
    if of == 0:
        return Share(found=0, of=0, low=None, high=None)
    from scipy.special import betaincinv  # noqa: PLC0415 - pages without rates must not wait for SciPy

    rest, tail = of - found, (1 - LEVEL) / 2
    low = float(betaincinv(found, rest + 1, tail)) if found else 0.0
    high = float(betaincinv(found + 1, rest, 1 - tail)) if rest else 1.0
    return Share(found=found, of=of, low=low, high=high)


def _groups(treatments: Sequence[Treatment], of: Callable[[Treatment], str]) -> list[Group]:
    codes = sorted({of(one) for one in treatments})
    return [_group(code, [one for one in treatments if of(one) == code]) for code in codes]


def _group(code: str, treatments: Sequence[Treatment]) -> Group:
    """Each patient counts once in a group, with the scores of their newest treatment in it."""
    newest = {one.patient: one for one in treatments}
    results = Counter(_result(one) for one in newest.values())
    return Group(
        code=code, patients=len(newest), sessions=sum(one.sessions for one in treatments),
        better=results["better"], worse=results["worse"], neither=results["neither"], unknown=results["unknown"],
    )  # fmt: skip


def _result(treatment: Treatment) -> str:
    """Worse counts before better: what helped one score and harmed another did harm."""
    outcome = compare_scores(treatment.before, treatment.now)
    if outcome.worsened:
        return "worse"
    if outcome.meaningful_change:
        return "better"
    return "neither" if outcome.meaningful_change is False else "unknown"


def _rate(event: str, seen: Iterable[Reaction], treated: int) -> Rate:
    held = [one for one in seen if one.event == event]
    return Rate(
        event=event, times=len(held), worst=max(one.grade for one in held),
        patients=share(len({one.patient for one in held}), treated),
    )  # fmt: skip
