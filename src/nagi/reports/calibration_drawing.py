"""Figures of a calibration as SVG: readable without colour, the same bytes every time."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nagi.language import Lang
from nagi.reports.drawing import blank, written
from nagi.simulation.figure import COLOURS

Data = Mapping[str, Any]
ROW = 0.24
"""Inches for each line of a figure."""
FARTHEST = 6.0
"""Standard deviations shown."""


def targets(told: Sequence[Data], lang: Lang, axis: str) -> str:
    """Every target: how far what a study would find, and the model, lie from the figure."""
    figure, axes = _rows([one["label"][lang] for one in told], axis)
    for place, one in enumerate(told):
        if None in one["predicted"] or None in one["model"]:
            continue
        low, _, high = (_away(value, one) for value in one["predicted"])
        axes.hlines(place, low, high, color="black", linewidth=0.8)
        low, half, high = (_away(value, one) for value in one["model"])
        axes.hlines(place, low, high, color=COLOURS[0], linewidth=4)
        axes.plot(
            half, place, "o" if one["inside"] else "X", color="black", markersize=4 if one["inside"] else 8
        )
    axes.axvline(0, color="black", linewidth=0.8, linestyle=":")
    axes.set_xlim(-FARTHEST, FARTHEST)
    return written(figure)


def learnt(told: Sequence[Data], names: Mapping[str, str], axis: str) -> str:
    """Prior and posterior of unknowns, relative to the median before."""
    figure, axes = _rows([names[one["name"]] for one in told], axis)
    for place, one in enumerate(told):
        unit = one["prior"][1]
        axes.hlines(place, one["prior"][0] / unit, one["prior"][2] / unit, color="black", linewidth=0.8)
        axes.hlines(
            place, one["posterior"][0] / unit, one["posterior"][2] / unit, color=COLOURS[0], linewidth=4
        )
        axes.plot(one["posterior"][1] / unit, place, "o", color="black", markersize=4)
    axes.set_xscale("log")
    axes.axvline(1, color="black", linewidth=0.8, linestyle=":")
    return written(figure)


def influences(told: Sequence[Data], axis: str) -> str:
    """The unknowns that move an output most, as bars with their intervals."""
    figure, axes = _rows([one["label"] for one in told], axis)
    axes.barh(
        range(len(told)), [one["size"] or 0.0 for one in told],
        xerr=[one["margin"] or 0.0 for one in told], color="white", edgecolor="black", hatch="//", capsize=3,
    )  # fmt: skip
    axes.set_xlim(left=0)
    return written(figure)


def _rows(labels: Sequence[str], axis: str) -> tuple[Figure, Axes]:
    """An empty figure with one named line for each label, the first on top."""
    figure, axes = blank((axis, ""))
    figure.set_size_inches(9.0, 0.9 + ROW * max(1, len(labels)))
    axes.set_yticks(range(len(labels)), labels)
    axes.tick_params(axis="y", labelsize=7)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    return figure, axes


def _away(value: float, one: Data) -> float:
    """How far a value lies from its figure, in standard deviations; as far as is shown if farther."""
    if one["scale"] == "log":
        apart = math.log(value / one["value"]) if value > 0 else -math.inf
    else:
        apart = value - one["value"]
    return float(max(-FARTHEST, min(FARTHEST, apart / one["error"])))
