"""The course of outcomes as SVG: a field for each score; sessions and flares are marked by shape and words.

Letters and colours are those of the page (classes), so that both languages and a dark screen work.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from math import ceil

WIDTH, LEFT, RIGHT, INSET = 640, 44, 24, 24
HEAD, FIELD, GAP = 26, 104, 36
FEWEST_DAYS = 28
TICKS = (7, 14, 28, 56, 84, 182, 365)
MOST_TICKS = 8
STEPS = (1, 2, 5, 10, 20, 25, 50)
MOST_STEPS = 5


@dataclass(frozen=True, kw_only=True)
class Series:
    """One score over time: its name, the values by day, and the highest total it may have."""

    name: str
    points: Sequence[tuple[date, float]]
    high: float


@dataclass(frozen=True, kw_only=True)
class Outcomes:
    """What is drawn: scores, days of sessions, days with a flare; and the words for them."""

    series: Sequence[Series]
    sessions: Sequence[date]
    flares: Sequence[date]
    title: str
    session_word: str
    flare_word: str
    day_word: str


def drawn(outcomes: Outcomes) -> str:
    """The whole figure; an empty text if there is nothing to draw."""
    days = [day for one in outcomes.series for day, _ in one.points]
    if not days:
        return ""
    days += [*outcomes.sessions, *outcomes.flares]
    first, span = min(days), max((max(days) - min(days)).days, FEWEST_DAYS)
    tall = len(outcomes.series) * (HEAD + FIELD + GAP) + 4
    head = f'<svg class="outcomes" viewBox="0 0 {WIDTH} {tall}" role="img" aria-label="{escape(outcomes.title)}">'
    fields = [
        "".join(_field(one, outcomes, first, span, at * (HEAD + FIELD + GAP)))
        for at, one in enumerate(outcomes.series)
    ]
    return "".join([head, _hatch(), *fields, "</svg>"])


def _hatch() -> str:
    return (
        '<defs><pattern id="flare" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><line x1="0" y1="0" x2="0" y2="6" class="hatch"/></pattern></defs>'
    )


def _field(one: Series, outcomes: Outcomes, first: date, span: int, top: int) -> Iterator[str]:
    """One score: its scale, its days, what happened, and the values as a line with circles."""
    high = _top(one)

    def x(day: date) -> float:
        return LEFT + INSET + (day - first).days / span * (WIDTH - LEFT - INSET - RIGHT)

    def y(value: float) -> float:
        return HEAD + FIELD - value / high * FIELD

    yield f'<g transform="translate(0 {top})"><text x="{LEFT}" y="14" class="name">{escape(one.name)}</text>'
    for day in outcomes.flares:
        wide = max(x(day + timedelta(days=1)) - x(day), 3)
        yield (
            f'<rect x="{x(day):.1f}" y="{HEAD}" width="{wide:.1f}" height="{FIELD}" fill="url(#flare)">'
            f"<title>{escape(outcomes.flare_word)} {day.isoformat()}</title></rect>"
        )
    yield from _scale(high, y)
    yield from _days(first, span, x, outcomes.day_word)
    for turn, day in enumerate(outcomes.sessions, 1):
        yield f'<line x1="{x(day):.1f}" x2="{x(day):.1f}" y1="{HEAD}" y2="{HEAD + FIELD}" class="session"/>'
        name = f"{escape(outcomes.session_word)}{turn}"
        yield f'<text x="{x(day) + 3:.1f}" y="{HEAD + FIELD - 5}" class="small">{name}</text>'
    places = [(x(day), y(value), value) for day, value in one.points]
    yield f'<polyline points="{" ".join(f"{a:.1f},{b:.1f}" for a, b, _ in places)}" class="course"/>'
    for a, b, value in places:
        yield f'<circle cx="{a:.1f}" cy="{b:.1f}" r="4" class="value"/>'
        yield f'<text x="{a:.1f}" y="{b - 8:.1f}" class="small middle">{value:g}</text>'
    yield "</g>"


def _scale(high: float, y: Callable[[float], float]) -> Iterator[str]:
    step = next((one for one in STEPS if high / one <= MOST_STEPS), STEPS[-1])
    for value in range(0, int(high) + 1, step):
        yield f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(value):.1f}" y2="{y(value):.1f}" class="grid"/>'
        yield f'<text x="{LEFT - 6}" y="{y(value) + 4:.1f}" class="small end">{value}</text>'


def _days(first: date, span: int, x: Callable[[date], float], word: str) -> Iterator[str]:
    """Days since the first, in weeks as long as there is room."""
    step = next((one for one in TICKS if span / one <= MOST_TICKS), TICKS[-1])
    for days in range(0, span + 1, step):
        day = first + timedelta(days=days)
        said = escape(word.format(day=days))
        yield f'<text x="{x(day):.1f}" y="{HEAD + FIELD + 16}" class="small middle">{said}</text>'


def _top(one: Series) -> float:
    """A little above the highest value, never above the highest total there is."""
    seen = max(value for _, value in one.points)
    return float(min(one.high, max(ceil(seen * 1.25), one.high / 4, 1)))
