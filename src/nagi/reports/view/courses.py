"""The figure of a forecast as SVG: a small field for each arm, with line, bands and circles; no colour is needed.

It stands in the page and in the paper. Letters are those of the page, so that both languages and a dark screen work.
"""

from collections.abc import Iterator
from html import escape
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from nagi.reports.view.voice import Voice

if TYPE_CHECKING:  # a page without a forecast must not wait for the simulator
    import xarray as xr

    from nagi.services.foretold import ArmForecast, Forecast

WIDTH, COLUMNS = 640, 2
FIELD, HEIGHT, HEAD, GAP = 270, 120, 34, 34
LEFT, TOP = 34, 46
SEA = "#2a8a96"
FONTS = {"ja": "BIZ UDGothic", "en": "Noto Sans JP"}
"""Of the paper; the page has its own."""
OUTER, INNER, MIDDLE = (0.1, 0.9), (0.25, 0.75), 0.5
TICKS = (2, 5, 10, 20, 30, 40, 50, 60, 80)


def drawn(forecast: "Forecast", output: str, voice: Voice) -> str:
    """The figure of one output: every arm on the same scales, side by side."""
    courses = forecast[output]
    scores = [one.score or 0 for one in forecast.observations if one.output == output]
    top = _top(max([float(courses.sel(quantile=OUTER[1]).max()), *scores]))
    rows = ceil(len(forecast.arms) / COLUMNS)
    tall = TOP + rows * (HEAD + HEIGHT + GAP)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="courses" viewBox="0 0 {WIDTH} {tall}" '
        f'width="{WIDTH}" height="{tall}" font-family="{FONTS[voice.lang]}" font-size="12" '
        'fill="currentColor" aria-hidden="true" focusable="false">'
    )
    parts = [
        head,
        *_key(voice),
    ]
    for at, arm in enumerate(forecast.arms):
        x = LEFT + (at % COLUMNS) * (FIELD + LEFT + 16)
        y = TOP + (at // COLUMNS) * (HEAD + HEIGHT + GAP)
        parts += [
            f'<g transform="translate({x} {y + HEAD})">',
            *_field(arm, forecast, courses, top, voice),
            "</g>",
        ]
    return "\n".join([*parts, "</svg>"])


def _key(voice: Voice) -> Iterator[str]:
    """What line, bands and circles mean, drawn and said."""
    said = voice.words["forecast"]
    yield f'<path d="M0 12H26" stroke="{SEA}" stroke-width="2.4" fill="none"/>' + _text(
        32, 16, said["key_line"]
    )
    yield _box(353, 5, 0.45) + _text(385, 16, said["key_inner"])
    yield _box(0, 25, 0.18) + _text(32, 36, said["key_outer"])
    yield _dot(366, 32) + _text(385, 36, said["key_dot"])


def _field(
    arm: "ArmForecast", forecast: "Forecast", courses: "xr.DataArray", top: float, voice: Voice
) -> Iterator[str]:
    """One arm: its name, the axes, two bands, the median, and what was measured."""
    weeks = courses["week"].values
    across = weeks / weeks[-1] * FIELD
    up = {
        level: _up(courses.sel(arm=arm.name, quantile=level).values, top)
        for level in (*OUTER, *INNER, MIDDLE)
    }
    yield f'<text x="-20" y="-10" font-weight="bold">{escape(arm.label.within(voice.lang))}</text>'
    for tick in _ticks(top):
        y = float(_up(np.array([tick]), top)[0])
        yield f'<path d="M0 {y:.1f}H{FIELD}" stroke="currentColor" stroke-opacity=".2" fill="none"/>'
        yield _text(-6, y + 4, f"{tick:g}", anchor="end")
    for week, anchor in ((0, "start"), (weeks[-1] // 2, "middle"), (weeks[-1], "end")):
        said = voice.fill("forecast", "week", week=int(week))
        yield _text(week / weeks[-1] * FIELD, HEIGHT + 15, said, anchor=anchor)
    for (low, high), opacity in ((OUTER, 0.18), (INNER, 0.45)):
        edge = [*zip(across, up[low], strict=True), *zip(across[::-1], up[high][::-1], strict=True)]
        yield f'<path d="M{_points(edge)}Z" fill="{SEA}" fill-opacity="{opacity}"/>'
    dashed = ' stroke-dasharray="7 4"' if arm.route else ""
    line = _points([*zip(across, up[MIDDLE], strict=True)])
    yield f'<path d="M{line}" fill="none" stroke="{SEA}" stroke-width="2.4"{dashed}/>'
    for one in forecast.observations:
        if one.output == courses.name and one.week >= 0 and (one.week == 0 or arm.name == forecast.followed):
            yield _dot(one.week / weeks[-1] * FIELD, float(_up(np.array([one.score]), top)[0]))


def _up(values: npt.NDArray[np.float64], top: float) -> npt.NDArray[np.float64]:
    """Scores as heights on the page, counted from above."""
    return HEIGHT * (1 - np.clip(values / top, 0, 1))


def _points(points: list[tuple[float, float]]) -> str:
    return "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _dot(x: float, y: float) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="#fff" stroke="#1d2b2e" stroke-width="2"/>'


def _box(x: float, y: float, opacity: float) -> str:
    return f'<rect x="{x}" y="{y}" width="26" height="14" fill="{SEA}" fill-opacity="{opacity}"/>'


def _text(x: float, y: float, said: str, *, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(said)}</text>'


def _top(highest: float) -> float:
    """The end of the scale: the next tick."""
    return float(next((tick for tick in TICKS if tick >= highest), TICKS[-1]))


def _ticks(top: float) -> tuple[float, ...]:
    return (0, top / 2, top)
