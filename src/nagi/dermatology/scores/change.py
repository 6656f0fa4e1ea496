"""Has a score changed by an amount that matters?"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from nagi.dermatology.scores.age import age_problems
from nagi.dermatology.scores.instrument import ChangeRule, Instrument, MeaningfulChange, instrument
from nagi.dermatology.scores.limits import exact, shown
from nagi.errors import NagiError, Problem
from nagi.language import Text


class Outcome(StrEnum):
    """What one threshold says about a change."""

    IMPROVED = "improved"
    WORSENED = "worsened"
    NOT_REACHED = "not reached"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """One threshold and what it says."""

    threshold: MeaningfulChange
    outcome: Outcome


@dataclass(frozen=True, kw_only=True)
class Response:
    """Was an improvement of `percent` reached, as in EASI-50, EASI-75, EASI-90? None is not known."""

    percent: int
    reached: bool | None


@dataclass(frozen=True, kw_only=True)
class Change:
    """A change between two scores of one instrument.

    `difference` is now minus baseline, in points: negative is better. `percent` is the improvement in per
    cent of the baseline: negative is worse, None where a percentage means nothing. Thresholds can
    disagree; each is reported.
    """

    instrument: str
    difference: float | None
    percent: float | None
    judgements: tuple[Judgement, ...]
    responses: tuple[Response, ...]
    reasons: tuple[Text, ...] = ()
    questions: tuple[Text, ...] = ()


def judge_change(name: str, *, baseline: float | None, now: float | None, age: float | None = None) -> Change:
    """Compare two totals of an instrument with every threshold known for it.

    A missing total leaves everything undetermined; a threshold for adults is judged only when `age` (years)
    is known to be adult. Totals outside the range raise NagiError (D202, D203).
    """
    which = instrument(name)
    problems = [*_problems(which, baseline=baseline, now=now), *age_problems(age, where=which.id)]
    if problems:
        raise NagiError(problems)
    if baseline is None or now is None:
        return _unknown(which, baseline=baseline, now=now)
    start, gain = exact(baseline), exact(baseline) - exact(now)
    percent = 100 * gain / start if baseline > which.change.percent_needs_baseline_above else None
    thresholds = which.change.thresholds
    return Change(
        instrument=which.id,
        difference=float(-gain),
        percent=None if percent is None else float(percent),
        judgements=tuple(
            Judgement(threshold=t, outcome=_outcome(t, gain=gain, percent=percent, age=age))
            for t in thresholds
        ),
        responses=tuple(_response(level, percent) for level in which.change.responses),
        reasons=tuple(_reasons(which.change, percent=percent, age=age)),
    )


def _problems(which: Instrument, **totals: float | None) -> Iterator[Problem]:
    for key, total in totals.items():
        if total is not None:
            yield from which.limits.problems(total, where=which.id, key=key)


def _outcome(
    threshold: MeaningfulChange, *, gain: Decimal, percent: Decimal | None, age: float | None
) -> Outcome:
    size = gain if threshold.kind == "absolute" else percent
    if size is None or not _fits(threshold, age):
        return Outcome.UNDETERMINED
    needed = exact(threshold.value)
    if size >= needed:
        return Outcome.IMPROVED
    return Outcome.WORSENED if threshold.direction == "both" and -size >= needed else Outcome.NOT_REACHED


def _fits(threshold: MeaningfulChange, age: float | None) -> bool:
    """Is the threshold meant for this age? One for adults is not used while the age is unknown."""
    return threshold.from_years is None or (age is not None and age >= threshold.from_years)


def _response(level: int, percent: Decimal | None) -> Response:
    return Response(percent=level, reached=None if percent is None else percent >= level)


def _reasons(rule: ChangeRule, *, percent: Decimal | None, age: float | None) -> Iterator[Text]:
    if percent is None:
        limit = shown(rule.percent_needs_baseline_above)
        yield Text(
            ja=f"ベースラインが {limit} 点以下では百分率に意味がないため、点数の差のみを示します。",
            en=f"From a baseline of {limit} or less a percentage means nothing; only points are given.",
        )
    for threshold in rule.thresholds:
        if not _fits(threshold, age):
            years, said = threshold.from_years, threshold.id
            yield Text(
                ja=f"閾値 {said} は {years} 歳以上用です。年齢が不明かこれより低いため判定しません。",
                en=f"Threshold {said} is for age {years} or over; the age is unknown or lower: not judged.",
            )


def _unknown(which: Instrument, *, baseline: float | None, now: float | None) -> Change:
    gaps = []
    if baseline is None:
        gaps.append(Text(ja="治療前の点数はいくつですか。", en="What was the score before treatment?"))
    if now is None:
        gaps.append(Text(ja="今回の点数はいくつですか。", en="What is the score now?"))
    return Change(
        instrument=which.id,
        difference=None,
        percent=None,
        judgements=tuple(
            Judgement(threshold=threshold, outcome=Outcome.UNDETERMINED)
            for threshold in which.change.thresholds
        ),
        responses=tuple(_response(level, None) for level in which.change.responses),
        reasons=(Text(ja="比べる点数が揃っていません。", en="A score to compare with is missing."),),
        questions=tuple(gaps),
    )
