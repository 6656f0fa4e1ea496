"""Figures of a virtual trial as SVG: readable without colour, letters as outlines, the same bytes every time."""

import io
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text as Written

from nagi.reports.glyphs import FONTS
from nagi.simulation.figure import COLOURS, LINES, MARKERS
from nagi.simulation.trial.power import Share, Verdict

Array = npt.NDArray[np.float64]
SIZE = (6.8, 3.4)
"""Inches; the width of a page."""
MOST_DRAWS = 60
"""More draws than this are thinned out evenly, so that each line can be seen."""
STYLE: Any = {
    "svg.fonttype": "path",
    "svg.hashsalt": "nagi",
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def course(weeks: Array, quantiles: Array, arms: Sequence[str], labels: tuple[str, str]) -> str:
    """Median and middle half of every arm; `quantiles` (arm, week, 5) at 5, 25, 50, 75 and 95 %."""
    figure, axes = blank(labels)
    for arm, values, colour, line, mark in zip(
        arms, quantiles, cycle(COLOURS), cycle(LINES), cycle(MARKERS), strict=False
    ):
        axes.fill_between(weeks, values[:, 1], values[:, 3], color=colour, alpha=0.15, linewidth=0)
        for edge in (1, 3):
            axes.plot(weeks, values[:, edge], color=colour, linestyle=line, linewidth=0.7)
        axes.plot(weeks, values[:, 2], color=colour, linestyle=line, marker=mark, linewidth=1.8, label=arm)
    axes.set_ylim(bottom=0 if np.nanmin(quantiles) >= 0 else None)
    legend(axes)
    return written(figure)


def draws(difference: Array, labels: tuple[str, str]) -> str:
    """The estimates (draw, trial) of each draw, in the order of their mean."""
    figure, axes = blank(labels)
    ordered = difference[np.argsort(np.nanmean(difference, axis=1), kind="stable")]
    chosen = ordered[np.unique(np.linspace(0, len(ordered) - 1, MOST_DRAWS).round().astype(int))]
    low, high = np.nanquantile(chosen, (0.05, 0.95), axis=1)
    places = np.arange(len(chosen))
    axes.hlines(places, low, high, color=COLOURS[0], linewidth=1.2)
    axes.plot(np.nanmean(chosen, axis=1), places, "o", color=COLOURS[0], markersize=3.5)
    axes.axvline(0, color="black", linewidth=0.8)
    axes.set_yticks([])
    return written(figure)


def curve(verdicts: Sequence[Verdict], wanted: float, names: tuple[str, str], labels: tuple[str, str]) -> str:
    """Power and assurance by size with their intervals, and the power that is wanted."""
    figure, axes = blank(labels)
    sizes = [one.size for one in verdicts]
    shares = ([one.power for one in verdicts], [one.assurance for one in verdicts])
    for name, values, colour, line, mark in zip(
        names, shares, COLOURS, ("-", "--"), ("o", "s"), strict=False
    ):
        _share(axes, sizes, values, (name, colour, line, mark))
    axes.axhline(wanted, color="black", linewidth=0.9, linestyle=":")
    axes.set_ylim(0, 1)
    axes.set_xlim(left=0)
    legend(axes)
    return written(figure)


def _share(axes: Axes, sizes: list[int], values: Sequence[Share], style: tuple[str, str, str, str]) -> None:
    name, colour, line, mark = style
    axes.fill_between(
        sizes, [v.low for v in values], [v.high for v in values], color=colour, alpha=0.15, linewidth=0
    )
    axes.plot(sizes, [v.value for v in values], color=colour, linestyle=line, marker=mark, label=name)


def blank(labels: tuple[str, str]) -> tuple[Figure, Axes]:
    """An empty figure with the names of its two axes."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=SIZE, layout="constrained")
        axes = figure.subplots()
    axes.set_xlabel(labels[0])
    axes.set_ylabel(labels[1])
    return figure, axes


def legend(axes: Axes) -> None:
    """What the lines are, above the figure."""
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, frameon=False, fontsize="small")


def written(figure: Figure) -> str:
    """The figure in the font that nagi ships, without the day it was drawn."""
    path = Path(FONTS) / "BIZUDGothic-Regular.ttf"
    for text in figure.findobj(Written):
        text.set_fontproperties(FontProperties(fname=str(path), size=text.get_fontsize()))
    room = io.StringIO()
    with mpl.rc_context(STYLE):
        figure.savefig(room, format="svg", metadata={"Date": None, "Creator": None})
    written = room.getvalue()
    return written[written.index("<svg") :]
