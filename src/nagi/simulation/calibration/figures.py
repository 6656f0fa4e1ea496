"""Figures that already stand in the knowledge: named, so that each exists once."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from nagi.evidence.files import Reader
from nagi.evidence.record import Line, Record

TRIALS = "miyano2021.toml"
"""The file of trials beside which the core is shown."""


class Figure(Record):
    """A result of a finding, `over` another one if it is a ratio; or one side (`of`) of a trial of the core."""

    finding: Line | None = None
    quantity: Line | None = None
    arm: Line | None = None
    over: Line | None = None
    trial: Line | None = None
    measure: Line | None = None
    of: Line | None = None


class Figures:
    """The figures of one folder of knowledge."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._findings: dict[str, Mapping[str, Any]] = {}

    def found(self, figure: Figure) -> Mapping[str, Any] | None:
        """`value`, and `interval` where it was printed; None if there is no such figure."""
        if figure.trial is not None:
            return self._of_trial(figure)
        first = self._of_finding(figure, figure.quantity)
        if first is None or figure.over is None:
            return first
        second = self._of_finding(figure, figure.over)
        return None if second is None else {"value": first["value"] / second["value"]}

    def _of_finding(self, figure: Figure, quantity: str | None) -> dict[str, Any] | None:
        for one in self._results(figure.finding):
            if one.get("quantity") == quantity and one.get("arm") == figure.arm and "value" in one:
                told: dict[str, Any] = {"value": float(one["value"])}
                if one.get("spread") == "ci95":
                    told["interval"] = (float(one["low"]), float(one["high"]))
                return told
        return None

    def _results(self, finding: str | None) -> list[Mapping[str, Any]]:
        name = finding or ""
        path = self._reader.root / "findings" / f"{name}.toml"
        if name not in self._findings:
            self._findings[name] = self._reader.table(path) if path.is_file() else {}
        return list(self._findings[name].get("results", []))

    def _of_trial(self, figure: Figure) -> dict[str, Any] | None:
        side = figure.of or ""
        for one in self._trials:
            if one["arm"] == figure.trial and one["measure"] == figure.measure and side in one:
                return {"value": float(one[side])}
        return None

    @cached_property
    def _trials(self) -> list[Mapping[str, Any]]:
        return list(self._reader.table(self._reader.root / "trials" / TRIALS).get("comparison", []))
