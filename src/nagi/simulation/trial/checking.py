"""A trial file that reads well may still not hang together: every name and number against the model."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from pydantic import ValidationError

from nagi.equations.model import Model
from nagi.errors import NagiError, Problem
from nagi.language import Text
from nagi.misfits import misfits
from nagi.simulation.problems import unknown
from nagi.simulation.trial.plan import Endpoint, Trial


def trial_from(table: Mapping[str, Any], where: str) -> Trial:
    """The trial that a table describes. Raises NagiError (NAGI-T102) with every problem of its form."""
    try:
        return Trial.model_validate(table)
    except ValidationError as error:
        found = misfits(error)
        raise NagiError(
            Problem(code="NAGI-T102", where=where, key=key, said=said) for key, said in found
        ) from None


def refuse_unsound(trial: Trial, model: Model, where: str) -> None:
    """Raises NagiError (NAGI-T103 unknown names, NAGI-T104 what contradicts itself) with every problem."""
    found = [*_names(trial, model), *_twice(trial), *_numbers(trial)]
    if found:
        raise NagiError(Problem(code=one.code, where=where, key=one.key, said=one.said) for one in found)


def _names(trial: Trial, model: Model) -> Iterator[Problem]:
    outputs = tuple(output.name for output in model.outputs)
    for place, arm in enumerate(trial.arm):
        key = f"arm.{place}"
        yield from _known(f"{key}.begins_as", [arm.begins_as], model.arms)
        yield from _known(f"{key}.effects", arm.effects, model.effect_names)
        if arm.sessions:
            yield from _known(f"{key}.sessions.effects", arm.sessions.effects, model.effect_names)
            yield from _known(f"{key}.sessions.doses", arm.sessions.doses, model.state_names)
    for place, prior in enumerate(trial.prior):
        yield from _known(f"prior.{place}.effect", [prior.effect], model.effect_names)
        yield from _known(f"prior.{place}.arms", prior.arms, trial.arms)
    yield from _known("uncertainty.shared", trial.uncertainty.shared, model.parameters)
    yield from _known("uncertainty.without", trial.uncertainty.without, model.parameters)
    yield from _known("fixed", trial.fixed, model.parameters)
    yield from _known("analysis.control", [trial.analysis.control], trial.arms)
    yield from _known("noise", trial.noise, outputs)
    yield from _known("eligibility.between", trial.eligibility.between, outputs)
    yield from _known("eligibility.facts", [f.output for f in trial.eligibility.facts.values()], outputs)
    yield from _known("endpoint.output", trial.outputs, outputs)


def _known(key: str, asked: Iterable[str], known: Iterable[str]) -> Iterator[Problem]:
    names = tuple(known)
    return (unknown("NAGI-T103", key, name, names) for name in asked if name not in names)


def _twice(trial: Trial) -> Iterator[Problem]:
    listed: Mapping[str, Sequence[str]] = {
        "arm.name": trial.arms,
        "endpoint.name": [endpoint.name for endpoint in trial.endpoint],
    }
    for key, names in listed.items():
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield _wrong(key, f"{name!r} が二度あります。", f"{name!r} stands twice")


def _numbers(trial: Trial) -> Iterator[Problem]:
    for key, numbers in {"visits": trial.visits, "size.sizes": trial.size.sizes}.items():
        if any(later <= earlier for earlier, later in pairwise(numbers)):
            yield _wrong(key, "小さい順に、重ならないように並べてください。", "must ascend without repeats")
    for output, (low, high) in trial.eligibility.between.items():
        if low > high:
            yield _wrong(f"eligibility.between.{output}", f"{low:g} は {high:g} より大きい値です。",
                         f"{low:g} is above {high:g}")  # fmt: skip
    for place, prior in enumerate(trial.prior):
        if prior.low > prior.high:
            yield _wrong(f"prior.{place}", f"low {prior.low:g} が high {prior.high:g} より大きい値です。",
                         f"low {prior.low:g} is above high {prior.high:g}")  # fmt: skip
    if trial.split and len(trial.arm) != 2:
        yield _wrong("arm", f"半顔比較の群は 2 つです(今は {len(trial.arm)})。",
                     f"a split-face trial has two arms, found {len(trial.arm)}")  # fmt: skip
    for name in sorted(set(trial.fixed) & set(trial.uncertainty.shared)):
        yield _wrong(f"fixed.{name}", "fixed と uncertainty.shared の両方にあります。",
                     "stands in fixed and in uncertainty.shared")  # fmt: skip
    for place, arm in enumerate(trial.arm):
        last = (arm.sessions.count - 1) * arm.sessions.every if arm.sessions else 0.0
        if last >= trial.visits[-1]:
            yield _wrong(f"arm.{place}.sessions", f"{last:g} 週の回が最後の来院より後です。",
                         f"a session at week {last:g} is not before the last visit")  # fmt: skip
    yield from (problem for endpoint in trial.endpoint for problem in _endpoint(trial, endpoint))
    if trial.eligibility.route is None and (trial.eligibility.case or trial.eligibility.facts):
        yield _wrong("eligibility.route", "case と facts を見る route がありません。",
                     "there is a case or facts, but no route that the rules are asked about")  # fmt: skip
    if trial.eligibility.route and not trial.eligibility.case:
        yield _wrong("eligibility.case", "route には、共通の回答 (case) が必要です。",
                     "a route needs the answers that all share (case)")  # fmt: skip


def _endpoint(trial: Trial, endpoint: Endpoint) -> Iterator[Problem]:
    key = f"endpoint.{endpoint.name}"
    if endpoint.week not in trial.visits:
        yield _wrong(f"{key}.week", f"{endpoint.week:g} 週は visits にありません。",
                     f"week {endpoint.week:g} is not among the visits")  # fmt: skip
    if (endpoint.by is None) == (endpoint.kind != "change"):
        yield _wrong(f"{key}.by", "percent と points には by が必要で、change には要りません。",
                     "percent and points need `by`, change has none")  # fmt: skip


def _wrong(key: str, ja: str, en: str) -> Problem:
    return Problem(code="NAGI-T104", where="", key=key, said=Text(ja=ja, en=en))
