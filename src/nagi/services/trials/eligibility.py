"""Virtual patients meet the same rules as real ones: what is measured becomes intake facts, and the rules decide."""

import math
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import numpy as np
import numpy.typing as npt

from nagi.dermatology.intake.case import Case
from nagi.dermatology.intake.form import Form
from nagi.errors import NagiError, Problem
from nagi.evidence.rulebook import load_rules
from nagi.evidence.rules import DRIP
from nagi.language import Text
from nagi.services.assessment import assess
from nagi.simulation.trial.plan import Eligibility, FactFrom

Array = npt.NDArray[np.float64]
Value = int | float


class Admission:
    """Decides candidates by the installed rules. Equal facts are decided once."""

    def __init__(self, eligibility: Eligibility, where: str) -> None:
        """Raises NagiError (NAGI-T105, D101 to D107) if the case cannot be read or a fact has no place in it."""
        self._wanted = eligibility
        self._decided: dict[tuple[Value, ...], bool] = {}
        if eligibility.route:
            self._form = Form(load_rules().fields)
            problems = [p for path in eligibility.facts if (p := self._misplaced(path, where))]
            if problems:
                raise NagiError(problems)
            self._case(tuple(_fact(one, _middle(one)) for one in eligibility.facts.values()), where)

    def __call__(self, count: int, seen: Mapping[str, Array]) -> npt.NDArray[np.bool_]:
        """Which of `count` candidates, whose measured values by output are `seen`, may be treated by the route."""
        facts = [[_fact(one, value) for value in seen[one.output]] for one in self._wanted.facts.values()]
        rows = list(zip(*facts, strict=True)) if facts else [()] * count
        return np.array([self._admitted(row) for row in rows], dtype=np.bool_)

    def _admitted(self, facts: tuple[Value, ...]) -> bool:
        if facts not in self._decided:
            decision = assess(self._case(facts, "eligibility")).decision
            route = self._wanted.route
            if route == DRIP:
                statuses = [decision.drip.status]
            else:
                statuses = [own.status for _, name, own in decision.routes() if name == route]
            self._decided[facts] = bool(statuses) and all(s in self._wanted.accept for s in statuses)
        return self._decided[facts]

    def _case(self, facts: tuple[Value, ...], where: str) -> Case:
        raw = deepcopy(dict(self._wanted.case))
        for path, value in zip(self._wanted.facts, facts, strict=True):
            place, last = _place(raw, path)
            place[last] = value
        return self._form.read(raw, case_id="candidate", where=where)

    def _misplaced(self, path: str, where: str) -> Problem | None:
        try:
            _place(deepcopy(dict(self._wanted.case)), path)
        except (KeyError, TypeError, AttributeError, ValueError):
            said = Text(
                ja="patient.easi_total か sites.部位.itch_nrs_24h のように、case にある場所を書いてください。",
                en="name a place of the case, such as patient.easi_total or sites.CODE.itch_nrs_24h",
            )
            return Problem(code="NAGI-T105", where=where, key=f"eligibility.facts.{path}", said=said)
        return None


def _place(raw: dict[str, Any], path: str) -> tuple[dict[str, Any], str]:
    """The table in which a fact stands, and its key. Sites are named by their code."""
    group, *inner, last = path.split(".")
    if group == "sites":
        code, *inner = inner
        place = next((site for site in raw["sites"] if site["code"] == code), None)
        if place is None:
            raise KeyError(code)
    else:
        place = raw.setdefault(group, {})
    for key in inner:
        place = place.setdefault(key, {})
    if not isinstance(place, dict):
        raise TypeError(path)
    return place, last


def _fact(one: FactFrom, value: float) -> Value:
    """A measured value as it would be written down."""
    if one.bands:
        return sum(1 for edge in one.bands if value > edge)
    steps = math.floor(value / one.step + 0.5)
    written = round(steps * one.step, 10)
    return int(written) if float(one.step).is_integer() else written


def _middle(one: FactFrom) -> float:
    return one.bands[0] if one.bands else 1.0
