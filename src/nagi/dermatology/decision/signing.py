"""What a physician may make of a route decision when signing it (S004-022, REG-003): stricter always; looser never past
a rule that blocks, nor past what nobody knows. What a rule only holds back or sends to review, they may open."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from nagi.dermatology.decision.decider import CLOSED, WITHHOLDING, at_most_deferred
from nagi.dermatology.decision.ledger import Row
from nagi.dermatology.decision.verdict import STRICTNESS, Decision, Fired
from nagi.dermatology.phase import Phase
from nagi.evidence.rules import STATUSES, Status
from nagi.language import Text

Why = Literal["blocked", "unknown", "reason", "missing", "extra"]
SAID: Mapping[Why, Text] = {
    "blocked": Text(
        ja="禁止する規則により行えない方法は、署名で緩めることはできません。",
        en="what a blocking rule withholds cannot be opened by a signature",
    ),
    "unknown": Text(
        ja="未回答または判定できない項目があります。回答がそろうまで緩めることはできません。",
        en="something that decides this is unanswered or undetermined; it cannot be opened until it is known",
    ),
    "reason": Text(ja="判定を変える理由を記入してください。", en="give the reason for changing the decision"),
    "missing": Text(ja="この方法がまだ確認されていません。", en="this route has not been confirmed"),
    "extra": Text(ja="この判定にはない部位または方法です。", en="this decision has no such site or route"),
}


@dataclass(frozen=True, kw_only=True)
class Signed:
    """What the physician says of one route at one site (or the drip), and why if it differs."""

    status: Status
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Why one route cannot be signed like this, with the rules that stand against it."""

    row: Row
    why: Why
    rule_ids: tuple[str, ...] = ()

    @property
    def said(self) -> Text:
        """In words, with the rules."""
        said = SAID[self.why]
        if not self.rule_ids:
            return said
        listed = ", ".join(self.rule_ids)
        return Text(ja=f"{said.ja} ({listed})", en=f"{said.en} ({listed})")


def refusals(decision: Decision, signed: Mapping[Row, Signed]) -> tuple[Refusal, ...]:
    """Everything that stands against signing like this; empty if it may be signed. Every route must be signed."""
    options = {row: may_become(decision, row) for row in rows(decision)}
    found = [Refusal(row=row, why="extra") for row in signed if row not in options]
    for row, option in options.items():
        if row not in signed:
            found.append(Refusal(row=row, why="missing"))
        elif signed[row].status not in option.statuses:
            found.append(Refusal(row=row, why=option.closed_by or "blocked", rule_ids=option.rule_ids))
        elif signed[row].status != option.decided and not (signed[row].reason or "").strip():
            found.append(Refusal(row=row, why="reason"))
    return tuple(found)


@dataclass(frozen=True, kw_only=True)
class Option:
    """What one route may be signed as, the strictest first, and what keeps it from anything looser."""

    decided: Status
    statuses: tuple[Status, ...]
    closed_by: Why | None
    rule_ids: tuple[str, ...]


def may_become(decision: Decision, row: Row) -> Option:
    """What a physician may sign one route as."""
    decided, entries = _decided(decision)[row]
    unknown = [*(entry for entry in entries if entry.rule.closes_gap), *_open(decision, row)]
    blocking = [entry for entry in entries if entry.rule.severity == "block" and not entry.rule.closes_gap]
    least: Status = _strictest(_status(entry) for entry in (*blocking, *unknown))
    if _undetermined(decision, row) or STRICTNESS[least] > STRICTNESS[decided]:
        least = decided
    against = blocking or unknown
    return Option(
        decided=decided,
        statuses=tuple(status for status in STATUSES if STRICTNESS[status] >= STRICTNESS[least]),
        closed_by=None if least == "permitted" else "blocked" if blocking else "unknown",
        rule_ids=tuple(sorted({entry.rule.id for entry in against})),
    )


def behind(decision: Decision, row: Row) -> tuple[str, ...]:
    """The rules that gave one route its status, sorted; empty where nothing stood against it."""
    decided, entries = _decided(decision)[row]
    return tuple(
        sorted({entry.rule.id for entry in entries if (entry.rule.effect.status or CLOSED) == decided})
    )


def rows(decision: Decision) -> tuple[Row, ...]:
    """Every route at every target site, then the drip."""
    return tuple((site, route) for site, route, _ in decision.routes())


def _decided(decision: Decision) -> Mapping[Row, tuple[Status, tuple[Fired, ...]]]:
    return {(site, route): (told.status, told.reasons) for site, route, told in decision.routes()}


def _strictest(statuses: Iterable[Status]) -> Status:
    worst: Status = "permitted"
    for status in statuses:
        if STRICTNESS[status] > STRICTNESS[worst]:
            worst = status
    return worst


def _undetermined(decision: Decision, row: Row) -> bool:
    return any(site.code == row[0] and site.phase is Phase.UNDETERMINED for site in decision.sites)


def _status(entry: Fired) -> Status:
    """What a rule makes of a route, or could make of it if its answer came."""
    status = entry.rule.effect.status or CLOSED
    return status if entry.rule.closes_gap or entry.rule.severity == "block" else at_most_deferred(status)


def _open(decision: Decision, row: Row) -> list[Fired]:
    """The rules left open by a missing answer that could still withhold this route."""
    site, route = row
    return [
        entry
        for entry in decision.unanswered
        if entry.rule.effect.type in WITHHOLDING
        and (entry.place == route if entry.rule.scope == "product" else route in entry.rule.effect.routes)
        and (entry.rule.scope != "site" or site is None or entry.place == site)
    ]
