"""Courses of treatment as arms: a route, a product, sessions weeks apart, with background care kept."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from math import isfinite

from pydantic import Field

from nagi.equations.notation import Arm, Dose, Switch
from nagi.errors import NagiError, Problem
from nagi.evidence.files import Reader, knowledge_root
from nagi.evidence.record import Record
from nagi.language import Text
from nagi.physiology.published.miyano2021 import PROTOCOL

WITHOUT_PRODUCT = "needling_saline"
GONE_AT_ONCE = ("add_IFNg", "block_IL33")
"""What has no kinetics: it ends with its last dose."""


class RouteRead(Record):
    """Where a dose goes (None: nowhere, as with saline), whether it needles, and the skin it reaches in cm2."""

    place: str | None = None
    pores: float = Field(default=0.0, ge=0)
    area: float = Field(gt=0)


class CourseRead(Record):
    """What a course is unless something else is asked for, and what it can be at most.

    Doses in 10^9 counted particles, protein in micrograms, depth in mm.
    """

    sessions: int = Field(ge=1)
    every: float = Field(gt=0)
    weeks: float = Field(gt=0)
    dose: float = Field(gt=0)
    most: float = Field(gt=0)
    least_protein: float = Field(gt=0)
    most_protein: float = Field(gt=0)
    depth: float = Field(gt=0)
    deepest: float = Field(gt=0)


class StoppedRead(Record):
    """A published drug that is given until a week of an arm of so many weeks."""

    drug: str
    until: float = Field(gt=0)
    weeks: float = Field(gt=0)


class Courses(Record):
    """Routes, kinds of product, levels of care, and drugs that are stopped, as the knowledge gives them."""

    care: Mapping[str, Mapping[str, float]]
    course: CourseRead
    product: Mapping[str, float]
    route: Mapping[str, RouteRead]
    stopped: Mapping[str, StoppedRead]


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
    protein: float | None = None,
    area: float | None = None,
    depth: float | None = None,
    weeks: float | None = None,
    care: str = "guideline_care",
    name: str | None = None,
) -> Arm:
    """An arm of `nagi-skin`: `sessions` by `route`, `every` so many weeks from week `first` on.

    `route` is one of `courses().route`, or a level of care alone (`nothing`, `guideline_care`). `dose` of one session in
    10^9 counted particles, `area` in cm2, `depth` in mm. What is left out is the usual course of the knowledge.
    `protein` is what was measured in the same dose, in micrograms: then protein per particle says how much of the
    product is soluble, and not the word `product`.
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
    problems = [
        *_unknown_words(route, product, care),
        *_impossible(asked, alone=route in known.care),
        *_without_particles(protein, known.route.get(route), asked["dose"]),
    ]
    if problems:
        raise NagiError(problems)
    arm = Arm(name=name or route, effects=dict(known.care[care]), weeks=float(asked["weeks"]))
    if route in known.care:
        return arm
    made_of = _made_of(known.product[product], protein, asked["dose"])
    return _with_sessions(arm, known.route[route], made_of, asked)


def stopped(arm: Arm, week: float, *, weeks: float, name: str) -> Arm:
    """`arm` for `weeks`, its drug given until `week`: how long it works then is for the extension `kinetics`."""
    at_once = dict.fromkeys((effect for effect in GONE_AT_ONCE if effect in arm.effects), 0.0)
    end = Switch(week=float(week), effects={"dosing": 0.0, **at_once})
    return replace(arm, name=name, weeks=float(weeks), switches=(*arm.switches, end))


def _made_of(supernatant: float, protein: float | None, dose: float) -> dict[str, float]:
    """What is told of a product: its protein per particle where it was measured, else what kind it is."""
    if protein is not None:
        return {"protein": protein / dose}
    return {"supernatant": supernatant} if supernatant else {}


def _with_sessions(
    arm: Arm, route: RouteRead, made_of: Mapping[str, float], asked: Mapping[str, float]
) -> Arm:
    begins = [asked["first"] + turn * asked["every"] for turn in range(int(asked["sessions"]))]
    given = {route.place: asked["dose"], "pores": route.pores}
    doses = [
        Dose(week=week, state=place, amount=float(amount))
        for week in begins
        for place, amount in given.items()
        if place is not None and amount
    ]
    held = {"area": float(asked["area"])}
    if route.place is not None:
        held |= made_of
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


def _without_particles(protein: float | None, route: RouteRead | None, dose: float) -> list[Problem]:
    """Protein that no measurement gives, or that no particles came with."""
    usual = courses().course
    low, high = usual.least_protein, usual.most_protein
    if protein is None:
        return []
    if isinstance(protein, bool) or not isfinite(protein) or not low <= protein <= high:
        ja = f"{protein} は {low:g}〜{high:g} µg の数でなければなりません。"
        return [_problem("protein", ja, f"is {protein}; needs a number from {low:g} to {high:g} micrograms")]
    if route is None or route.place is None or not dose > 0:
        ja = "粒子を与えない群に、製剤のタンパク量は指定できません。"
        return [_problem("protein", ja, "is that of a product, and no particles are given")]
    return []


def _problem(key: str, ja: str, en: str) -> Problem:
    return Problem(code="NAGI-P004", where="course", key=key, said=Text(ja=ja, en=en))


def arms_of_skin() -> Mapping[str, Arm]:
    """The arms of `nagi-skin`: care alone, the usual course of each route, the published biologics, one stopped."""
    known = courses()
    arms = {name: course(name) for name in (*known.care, *known.route)}
    care = dict(known.care["guideline_care"])
    for name, arm in PROTOCOL.arms.items():
        blocks = {word: value for word, value in arm.effects.items() if word != "placebo_on"}
        if blocks:
            arms[name] = Arm(name=name, effects={**care, **blocks}, weeks=known.course.weeks)
    arms |= {
        name: stopped(arms[one.drug], one.until, weeks=one.weeks, name=name)
        for name, one in known.stopped.items()
    }
    return arms
