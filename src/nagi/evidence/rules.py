"""The rule table: what each rule says, when it fires, what it does, and on which sources it rests."""

import hashlib
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import ConfigDict

from nagi.errors import NagiError, Problem
from nagi.evidence.conditions import Bounds, Condition
from nagi.evidence.fields import Field
from nagi.evidence.record import Id, Line, Record
from nagi.language import Text

Route = Literal["dermapen_exosome", "injection_exosome", "topical_exosome", "iv_drip_exosome"]
ROUTES: tuple[Route, ...] = ("dermapen_exosome", "injection_exosome", "topical_exosome", "iv_drip_exosome")
LOCAL_ROUTES: tuple[Route, ...] = ROUTES[:3]
DRIP: Route = "iv_drip_exosome"

Status = Literal["refused", "deferred", "review", "permitted"]
STATUSES: tuple[Status, ...] = ("refused", "deferred", "review", "permitted")

Scope = Literal["patient", "site", "clinic", "product", "session", "followup", "consent", "content", "system"]
Severity = Literal["block", "hold", "review", "warn", "require", "info"]


class Effect(Record):
    """What a rule does when it fires. `type` says how; the other keys depend on it."""

    model_config = ConfigDict(frozen=True, extra="allow")

    type: Line
    routes: tuple[str, ...] = ()
    status: Status | None = None
    topic: Line | None = None
    action: Line | None = None
    gate: Line | None = None

    @property
    def advice(self) -> tuple[str, ...]:
        """Codes of what to do or to talk about (labels in words.toml)."""
        return tuple(code for code in (self.action, self.topic, self.gate) if code)

    def detail(self, key: str) -> Any:
        """A key that only this type of effect carries; None if absent."""
        return (self.model_extra or {}).get(key)


class Rule(Record):
    """One rule. `when` is None for rules of content and governance, which apply where they are named."""

    id: Id
    scope: Scope
    kind: Line
    severity: Severity
    applies: Text
    terms: Text | None = None
    when: Condition | None = None
    effect: Effect
    message: Text
    works: tuple[Id, ...]
    closes_gap: bool = False


class RuleTable(Record):
    """All rules with the fields they read, the numbers they compare with, and the words for their codes."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    rules: Mapping[str, Rule]
    fields: Mapping[str, Field]
    bounds: Bounds
    threshold_names: Mapping[str, Text]
    start_depth_mm: float
    words: Mapping[str, Mapping[str, Text]]
    version: Line
    digest: Line

    def word(self, group: str, code: str) -> Text:
        """What to call `code` in front of people."""
        return self.words[group][code]

    def with_thresholds(self, overrides: Mapping[str, float]) -> "RuleTable":
        """The same rules with a clinic's own thresholds; the digest changes with them.

        Raises NagiError naming every threshold that does not exist.
        """
        if not overrides:
            return self
        unknown = [name for name in overrides if name not in self.bounds.thresholds]
        if unknown:
            raise NagiError(map(_unknown_threshold, unknown))
        merged = {**self.bounds.thresholds, **overrides}
        seal = hashlib.sha256(self.digest.encode() + repr(sorted(overrides.items())).encode()).hexdigest()
        bounds = self.bounds.model_copy(update={"thresholds": merged})
        return self.model_copy(update={"bounds": bounds, "digest": seal})


def _unknown_threshold(name: str) -> Problem:
    said = Text(
        ja="このしきい値はありません (rules/thresholds.toml)。",
        en="no such threshold (rules/thresholds.toml)",
    )
    return Problem(code="NAGI-K008", where="thresholds", key=name, said=said)
