"""Which scores a clinic may take: free instruments, those it has a licence for, and a plain itch rating."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from nagi.dermatology.outcome import Scores
from nagi.dermatology.scores.instrument import instruments
from nagi.dermatology.scores.limits import Limits
from nagi.evidence.rulebook import load_rules
from nagi.language import Text

ITCH = "itch"
"""The plain rating of itch from 0 to 10; PP-NRS is its licensed sister."""
ITCH_FIELD = "site.itch_nrs_24h"


@dataclass(frozen=True, kw_only=True)
class Offered:
    """One score that may be taken: its code, name, who rates it, and the range of its total."""

    code: str
    name: Text
    rated_by: str
    limits: Limits


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One total of one day."""

    instrument: str
    on: date
    value: float


def offered(installed: Iterable[str]) -> dict[str, Offered]:
    """Every score a clinic may take that has installed these licensed instruments, by code."""
    licensed = set(installed)
    return {
        code: one
        for code, one in known().items()
        if code not in instruments() or _free(code) or code in licensed
    }


def known() -> dict[str, Offered]:
    """Every score there is, by code."""
    itch = load_rules().fields[ITCH_FIELD]
    limits = Limits(low=0, high=float(itch.max or 10), step=1)
    found = {ITCH: Offered(code=ITCH, name=itch.label, rated_by="patient", limits=limits)}
    for code, one in instruments().items():
        total = Limits(low=one.low, high=one.high)
        found[code] = Offered(code=code, name=one.name, rated_by=one.rated_by, limits=total)
    return found


def before_and_now(
    taken: Sequence[Measured], *, first_session: date, active: tuple[bool | None, bool | None]
) -> tuple[Scores, Scores]:
    """The last scores up to the first session, and the newest after it. `active` says the same of the phase."""
    before = {one.instrument: one.value for one in _by_day(taken) if one.on <= first_session}
    now = {one.instrument: one.value for one in _by_day(taken) if one.on > first_session}
    return _scores(before, active=active[0]), _scores(now, active=active[1])


def _scores(held: dict[str, float], *, active: bool | None) -> Scores:
    itch = held.get(ITCH, held.get("pp_nrs"))
    return Scores(easi=held.get("easi"), poem=held.get("poem"), itch=itch, active=active)


def _by_day(taken: Sequence[Measured]) -> list[Measured]:
    return sorted(taken, key=lambda one: one.on)


def _free(code: str) -> bool:
    return instruments()[code].licence.commercial_ok is True
