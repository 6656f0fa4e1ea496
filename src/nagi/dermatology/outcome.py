"""Did it help, did it harm? Two sets of scores, before and now, and what follows for the course.

Sources: GP-066 (meaningful change), GP-067 (worse). The numbers are in knowledge/course/numbers.toml. An
unknown score neither shows improvement nor rules out harm: the answer is then unknown, not no.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from nagi.dermatology.intake.case import Facts
from nagi.dermatology.phrases import Phrases, load_phrases
from nagi.evidence.conditions import Truth
from nagi.evidence.rules import Rule, RuleTable

Measure = Literal["easi", "poem", "itch"]


@dataclass(frozen=True, kw_only=True)
class Scores:
    """Scores of one day: EASI 0-72, POEM 0-28, itch NRS 0-10; None where not taken.

    `active` tells whether any target site was in the active phase that day.
    """

    easi: float | None = None
    poem: float | None = None
    itch: float | None = None
    active: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Change:
    """One score before and now. `change` is now minus before (points); `fraction` of the baseline, if usable."""

    measure: Measure
    before: float | None
    now: float | None
    change: float | None
    fraction: float | None
    better: Truth
    worse: Truth


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """All changes, and the two answers the stop rules read."""

    changes: tuple[Change, ...]
    meaningful_change: Truth
    worsened: Truth

    def facts(self, *, sessions_done: int) -> Facts:
        """The answers as facts of a follow-up visit (GP-066, GP-067)."""
        return Facts(
            {
                "followup.sessions_done": sessions_done,
                "followup.meaningful_change": self.meaningful_change,
                "followup.worsened": self.worsened,
            }
        )


def score_days() -> tuple[int, ...]:
    """Days after a session on which scores are taken again."""
    phrases = load_phrases()
    step, last = (int(phrases.number(f"score_weeks_{name}")) for name in ("between", "until"))
    return tuple(7 * week for week in range(step, last + 1, step))


def reviews(outcome: Outcome, *, sessions_done: int, table: RuleTable) -> tuple[Rule, ...]:
    """The rules that ask for a stop review now (GP-066, GP-067); an unknown answer asks for none."""
    facts = outcome.facts(sessions_done=sessions_done)
    return tuple(
        rule
        for rule in table.rules.values()
        if rule.effect.type == "stop_review"
        and rule.when is not None
        and rule.when.compile(table.fields, table.bounds)(facts) is True
    )


def compare_scores(before: Scores, now: Scores) -> Outcome:
    """What changed between two days; `before` is the day before the first session."""
    phrases = load_phrases()
    changes = (
        _easi(before.easi, now.easi, phrases),
        _points("poem", before.poem, now.poem, phrases),
        _points("itch", before.itch, now.itch, phrases),
    )
    return Outcome(
        changes=changes,
        meaningful_change=_any(change.better for change in changes),
        worsened=_any((*(change.worse for change in changes), _became_active(before.active, now.active))),
    )


def _easi(before: float | None, now: float | None, phrases: Phrases) -> Change:
    """By percentage of the baseline; from a baseline too low for that, only a rise in points counts."""
    change = _difference(before, now)
    if before is None or change is None:
        return Change(
            measure="easi", before=before, now=now, change=None, fraction=None, better=None, worse=None
        )
    if before <= phrases.number("easi_percent_floor"):
        worse = change >= phrases.number("easi_worse_points")
        return Change(
            measure="easi", before=before, now=now, change=change, fraction=None, better=False, worse=worse
        )
    fraction = change / before
    return Change(
        measure="easi",
        before=before,
        now=now,
        change=change,
        fraction=fraction,
        better=fraction <= -phrases.number("easi_meaningful_fraction"),
        worse=fraction >= phrases.number("easi_worse_fraction"),
    )


def _points(
    measure: Literal["poem", "itch"], before: float | None, now: float | None, phrases: Phrases
) -> Change:
    """By points. GP-067 names no itch, so itch alone never counts as worse."""
    change = _difference(before, now)
    better = None if change is None else change <= -phrases.number(f"{measure}_meaningful_points")
    worse: Truth = False
    if measure == "poem":
        worse = None if change is None else change >= phrases.number("poem_worse_points")
    return Change(
        measure=measure, before=before, now=now, change=change, fraction=None, better=better, worse=worse
    )


def _difference(before: float | None, now: float | None) -> float | None:
    """Now minus before, free of binary residue: scores have one decimal at most."""
    return None if before is None or now is None else round(now - before, 2)


def _became_active(before: Truth, now: Truth) -> Truth:
    """A target that was not active and is active now."""
    if now is None or (now and before is None):
        return None
    return now and not before


def _any(truths: Iterable[Truth]) -> Truth:
    """True if one is true; otherwise unknown if one is unknown."""
    seen = tuple(truths)
    if True in seen:
        return True
    return None if None in seen else False
