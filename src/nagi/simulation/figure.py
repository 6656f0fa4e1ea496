"""The fan chart of an ensemble: median and bands by arm, readable without colour, in Japanese or English."""

from collections.abc import Iterable
from importlib.resources import files
from itertools import cycle

import matplotlib.pyplot as plt
import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text as Written

from nagi.language import Lang, Text, filled

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
"""Okabe and Ito's palette, told apart with every common colour vision."""
LINES = ("-", "--", "-.", ":")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "*", "h")
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
MOST_FANS = 4
"""More bands than this cover each other; then only the medians are drawn."""
MARKED = 8
"""Markers along a line, about."""

WEEKS = Text(ja="治療開始からの週", en="weeks since the start of treatment")
KEY = Text(
    ja="線: 中央値 · 帯: 患者の半数 · 細い線: 患者の 90 %",
    en="line: median · band: half of the patients · thin lines: 90 %",
)
MANY = Text(
    ja=f"線: 中央値(帯を描くのは {MOST_FANS} 群まで)",
    en=f"line: median (bands are drawn for up to {MOST_FANS} arms)",
)
NONE = Text(ja="{}(計算できず)", en="{} (none computed)")
PUBLISHED = Text(
    ja="{} の公表モデルによる計算。特定の人の予測ではない",
    en="published model of {}; not a forecast of a person",
)
OWN = Text(
    ja="自作のモデルによる計算。特定の人の予測ではない", en="a model of one's own; not a forecast of a person"
)
COUNTED = Text(ja="仮想患者 {} 人", en="{0} virtual {0:patient|patients}")
LEFT_OUT = Text(ja="。うち {} 人は計算できない群がある", en=", {} of them not computed in every arm")
POINTS = Text(ja="点", en="points")


def fan_chart(result: xr.Dataset, output: str, ax: Axes | None, lang: Lang = "en") -> Axes:
    """Draw `output` of every arm into `ax` (new axes if None) and return the axes."""
    if ax is None:
        _, ax = plt.subplots(layout="constrained")
    styles = zip(cycle(COLOURS), cycle(LINES), cycle(MARKERS), strict=False)
    banded = result.sizes["arm"] <= MOST_FANS
    for arm, style in zip(result["arm"].values, styles, strict=False):
        _course(ax, result[output].sel(arm=arm), NONE.within(lang), style, banded=banded)
    ax.set_xlabel(WEEKS.within(lang))
    ax.set_ylabel(_measure(result, output, lang))
    lowest = ax.dataLim.ymin
    ax.set_ylim(bottom=0 if lowest >= 0 else None)  # scores start at 0; what falls below keeps its margin
    legend = ax.legend(
        title=(KEY if banded else MANY).within(lang), fontsize="small", title_fontsize="small", alignment="left",
        loc="lower left", bbox_to_anchor=(0, 1), ncols=4, frameon=False,
    )  # fmt: skip
    said = ax.annotate(
        caption(result, lang), (0, 0), (0, -38), xycoords="axes fraction", textcoords="offset points", va="top",
        fontsize="x-small", annotation_clip=False,
    )  # fmt: skip
    if lang == "ja":
        _in_japanese([ax.xaxis.label, ax.yaxis.label, legend.get_title(), *legend.get_texts(), said])
    return ax


def caption(result: xr.Dataset, lang: Lang = "en") -> str:
    """What the curves are, and what they are not."""
    work = str(result.attrs["work"])
    source = OWN.within(lang) if work == "PROJECT" else PUBLISHED.within(lang).format(work)
    left_out = int((result["status"] != "ok").any("arm").sum())
    counted = filled(COUNTED.within(lang), result.sizes["patient"])
    if left_out:
        counted += LEFT_OUT.within(lang).format(left_out)
    return f"{source}\n{counted}"


def _measure(result: xr.Dataset, output: str, lang: Lang) -> str:
    """The output with its unit; the models' own words are English."""
    said = result[output].attrs
    unit = said.get("units", "1")
    shown = POINTS.within(lang) if unit == "points" else unit
    name = output if lang == "ja" else said.get("long_name", output)
    return name if unit == "1" else f"{name} ({shown})"


def _in_japanese(texts: Iterable[Written]) -> None:
    """The letters come from the font that nagi ships, not from the reader's machine."""
    path = files("nagi") / "fonts" / "BIZUDGothic-Regular.ttf"
    for text in texts:
        text.set_fontproperties(FontProperties(fname=str(path), size=text.get_fontsize()))


def _course(ax: Axes, values: xr.DataArray, none: str, style: tuple[str, str, str], *, banded: bool) -> None:
    """One arm. The edges of its bands have the line of its median, so that they are told apart without colour."""
    colour, line, marker = style
    weeks, name = values["week"].values, str(values["arm"].values)
    whole = values.transpose("patient", "week").values
    whole = whole[~np.isnan(whole).any(axis=1)]
    if not len(whole):
        ax.plot([], [], color=colour, linestyle=line, marker=marker, label=none.format(name))
        return
    p5, p25, median, p75, p95 = np.quantile(whole, QUANTILES, axis=0)
    if banded:
        ax.fill_between(weeks, p25, p75, color=colour, alpha=0.15, linewidth=0)
        for edge, width in ((p25, 0.9), (p75, 0.9), (p5, 0.5), (p95, 0.5)):
            ax.plot(weeks, edge, color=colour, linestyle=line, linewidth=width)
    every = max(1, len(weeks) // MARKED)
    ax.plot(
        weeks, median, color=colour, linestyle=line, marker=marker, markevery=every, markersize=5,
        linewidth=1.8, label=name,
    )  # fmt: skip
