"""Courses of treatment as arms: a route, a product, sessions weeks apart, with background care kept."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from math import isfinite

from pydantic import Field

from nagi.equations.notation import Arm, Dose
from nagi.errors import NagiError, Problem
from nagi.evidence.files import Reader, knowledge_root
from nagi.evidence.record import Record
from nagi.language import Text
from nagi.physiology.published.miyano2021 import PROTOCOL

WITHOUT_PRODUCT = "needling_saline"


class RouteRead(Record):
    """Where a dose goes (None: nowhere, as with saline), whether it needles, and the skin it reaches in cm2."""

    place: str | None = None
    pores: float = Field(default=0.0, ge=0)
    area: float = Field(gt=0)


class CourseRead(Record):
    """What a course is unless something else is asked for; doses in 10^9 counted particles, depth in mm."""

    sessions: int = Field(ge=1)
    every: float = Field(gt=0)
    weeks: float = Field(gt=0)
    dose: float = Field(gt=0)
    most: float = Field(gt=0)
    depth: float = Field(gt=0)
    deepest: float = Field(gt=0)


class Courses(Record):
    """Routes, kinds of product, and levels of care, as the knowledge gives them."""

    care: Mapping[str, Mapping[str, float]]
    course: CourseRead
    product: Mapping[str, float]
    route: Mapping[str, RouteRead]


@cache
def courses() -> Courses:
    """What knowledge/parameters/nagi-skin.toml says about courses. Raises NagiError with every problem of the file."""
    reader = Reader(knowledge_root())
    path = reader.root / "parameters" / "nagi-skin.toml"
    table = reader.table(path)
    if reader.problems:
        raise NagiError(reader.problems)
    told = {key: table[key] for key in Courses.model_fields if key in table}
    return reader.whole(reader.record(Courses, told, path, "nagi-skin"))


def course(  # noqa: PLR0913 - the words of a course
    route: str,
    *,
    sessions: int | None = None,
    every: float | None = None,
    first: float = 0.0,
    dose: float | None = None,
    product: str = "vesicles",
    area: float | None = None,
    depth: float | None = None,
    weeks: float | None = None,
    care: str = "guideline_care",
    name: str | None = None,
) -> Arm:
    """An arm of `nagi-skin`: `sessions` by `route`, `every` so many weeks from week `first` on.

    `route` is one of `courses().route`, or a level of care alone (`nothing`, `guideline_care`). `dose` of one session in
    10^9 counted particles, `area` in cm2, `depth` in mm. What is left out is the usual course of the knowledge.
    Raises NagiError (NAGI-P004) with everything that is wrong.
    """
    known, usual = courses(), courses().course
    if route in known.care:
        care, sessions = route, 0
    asked = {
        "sessions": usual.sessions if sessions is None else sessions,
        "every": usual.every if every is None else every,
        "first": first,
        "dose": usual.dose if dose is None else dose,
        "area": known.route[route].area if area is None and route in known.route else area or 1.0,
        "depth": usual.depth if depth is None else depth,
        "weeks": usual.weeks if weeks is None else weeks,
    }
    problems = [*_unknown_words(route, product, care), *_impossible(asked, alone=route in known.care)]
    if problems:
        raise NagiError(problems)
    arm = Arm(name=name or route, effects=dict(known.care[care]), weeks=float(asked["weeks"]))
    return (
        arm if route in known.care else _with_sessions(arm, known.route[route], known.product[product], asked)
    )


def _with_sessions(arm: Arm, route: RouteRead, supernatant: float, asked: Mapping[str, float]) -> Arm:
    begins = [asked["first"] + turn * asked["every"] for turn in range(int(asked["sessions"]))]
    given = {route.place: asked["dose"], "pores": route.pores}
    doses = [
        Dose(week=week, state=place, amount=float(amount))
        for week in begins
        for place, amount in given.items()
        if place is not None and amount
    ]
    held = {"area": float(asked["area"])}
    if route.place is not None and supernatant:
        held["supernatant"] = supernatant
    if route.pores:
        held["needle_depth"] = float(asked["depth"])
    return replace(arm, effects={**arm.effects, **held}, doses=tuple(doses))


def _unknown_words(route: str, product: str, care: str) -> list[Problem]:
    known = courses()
    asked = (
        ("route", route, [*known.care, *known.route]),
        ("product", product, list(known.product)),
        ("care", care, list(known.care)),
    )
    return [
        _problem(
            key, f"{word!r} はありません。使えるもの: {', '.join(words)}。",
            f"there is no {word!r}; known: {', '.join(words)}",
        )
        for key, word, words in asked
        if word not in words
    ]  # fmt: skip


def _impossible(asked: Mapping[str, float], *, alone: bool) -> list[Problem]:
    """Numbers that no course can have."""
    usual = courses().course
    last = asked["first"] + (asked["sessions"] - 1) * asked["every"]
    bounds = {
        "sessions": (0 if alone else 1, 52),
        "every": (1 / 7, 52),
        "first": (0, asked["weeks"]),
        "dose": (0, usual.most),
        "area": (1, 20000),
        "depth": (0.1, usual.deepest),
        "weeks": (1, 520),
    }
    wrong = [
        _problem(
            key, f"{asked[key]} は {low:g}〜{high:g} の数でなければなりません。",
            f"is {asked[key]}; needs a number from {low:g} to {high:g}",
        )
        for key, (low, high) in bounds.items()
        if isinstance(asked[key], bool) or not isfinite(asked[key]) or not low <= asked[key] <= high
    ]  # fmt: skip
    if asked["sessions"] != int(asked["sessions"]):
        wrong.append(_problem("sessions", "整数にしてください。", "must be a whole number"))
    if not wrong and last >= asked["weeks"]:
        ja = f"最後の回 ({last:g} 週) が、期間 {asked['weeks']:g} 週の外にあります。"
        wrong.append(
            _problem("weeks", ja, f"the last session, at week {last:g}, lies beyond {asked['weeks']:g} weeks")
        )
    return wrong


def _problem(key: str, ja: str, en: str) -> Problem:
    return Problem(code="NAGI-P004", where="course", key=key, said=Text(ja=ja, en=en))


def arms_of_skin() -> Mapping[str, Arm]:
    """The arms of `nagi-skin`: care alone, the usual course of each route, and the published biologics."""
    known = courses()
    arms = {name: course(name) for name in (*known.care, *known.route)}
    care = dict(known.care["guideline_care"])
    for name, arm in PROTOCOL.arms.items():
        blocks = {word: value for word, value in arm.effects.items() if word != "placebo_on"}
        if blocks:
            arms[name] = Arm(name=name, effects={**care, **blocks}, weeks=known.course.weeks)
    return arms
