"""The fan chart of an ensemble: median and bands by arm, readable without colour."""

from itertools import cycle

import matplotlib.pyplot as plt
import numpy as np
import xarray as xr
from matplotlib.axes import Axes

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
"""Okabe and Ito's palette, told apart with every common colour vision."""
LINES = ("-", "--", "-.", ":")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "*", "h")
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
MARKED = 8
"""Markers along a line, about."""


def fan_chart(result: xr.Dataset, output: str, ax: Axes | None, lang: str = "en") -> Axes:
    """Draw `output` of every arm into `ax` (new axes if None) and return the axes."""
    if ax is None:
        _, ax = plt.subplots(layout="constrained")
    styles = zip(cycle(COLOURS), cycle(LINES), cycle(MARKERS), strict=False)
    for arm, style in zip(result["arm"].values, styles, strict=False):
        _fan(ax, result[output].sel(arm=arm), str(arm), style)
    said = result[output].attrs
    unit = "" if said.get("units", "1") == "1" else f" ({said['units']})"
    ax.set_xlabel("weeks since the start of treatment")
    ax.set_ylabel(f"{said.get('long_name', output)}{unit}")
    ax.set_ylim(bottom=min(0, ax.get_ylim()[0]))
    ax.legend(
        title="line: median · band: half of the patients · thin lines: 90 %", fontsize="small",
        title_fontsize="small", alignment="left", loc="lower left", bbox_to_anchor=(0, 1), ncols=4, frameon=False,
    )  # fmt: skip
    ax.annotate(
        caption(result), (0, 0), (0, -38), xycoords="axes fraction", textcoords="offset points", va="top",
        fontsize="x-small", annotation_clip=False,
    )  # fmt: skip
    return ax


def caption(result: xr.Dataset) -> str:
    """What the curves are, and what they are not."""
    left_out = int((result["status"] != "ok").any("arm").sum())
    counted = f"{result.sizes['patient']} virtual patients"
    if left_out:
        counted += f", {left_out} of them not computed in every arm"
    return f"published model of {result.attrs['work']}; not a forecast of a person\n{counted}"


def _fan(ax: Axes, values: xr.DataArray, name: str, style: tuple[str, str, str]) -> None:
    colour, line, marker = style
    weeks = values["week"].values
    whole = values.transpose("patient", "week").values
    whole = whole[~np.isnan(whole).any(axis=1)]
    if not len(whole):
        ax.plot([], [], color=colour, linestyle=line, marker=marker, label=f"{name} (none computed)")
        return
    p5, p25, median, p75, p95 = np.quantile(whole, QUANTILES, axis=0)
    ax.fill_between(weeks, p25, p75, color=colour, alpha=0.2, linewidth=0)
    for edge in (p5, p95):
        ax.plot(weeks, edge, color=colour, linestyle=line, linewidth=0.6)
    every = max(1, len(weeks) // MARKED)
    ax.plot(
        weeks, median, color=colour, linestyle=line, marker=marker, markevery=every, markersize=5,
        linewidth=1.8, label=name,
    )  # fmt: skip
