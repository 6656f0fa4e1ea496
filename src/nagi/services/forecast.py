"""Forecast: what each route would probably do to this person, beside nothing, guideline care and needling with saline.

A forecast stands beside a decision; no rule ever reads one.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import date
from math import ceil

from nagi.dermatology.clinic import Clinic
from nagi.dermatology.cost.prices import documented_prices
from nagi.dermatology.cost.quotation import Quotation
from nagi.dermatology.cost.quoter import quotation
from nagi.dermatology.decision.verdict import Decision, Overall
from nagi.dermatology.intake.case import Case
from nagi.dermatology.phrases import load_phrases
from nagi.dermatology.plan.planner import plan_for
from nagi.equations.model import Model
from nagi.errors import NagiError, Problem
from nagi.evidence.library import load_knowledge
from nagi.evidence.rules import ROUTES, Route, RuleTable
from nagi.language import Text
from nagi.physiology.library import load_model
from nagi.services.assessment import assess
from nagi.services.care_of_case import CareOfCase, filled
from nagi.services.foretold import ArmForecast, Forecast, SiteForecast, Worth
from nagi.services.site_forecast import SiteTwins
from nagi.simulation.problems import refuse_no_model
from nagi.simulation.provenance import evidence_digest, nagi_version
from nagi.simulation.twin.assumptions import Assumptions, Compared, assumptions
from nagi.simulation.twin.chances import Meaning
from nagi.simulation.twin.instruments import Measure
from nagi.simulation.twin.observations import Observation
from nagi.simulation.twin.prediction import CARE, Prediction, predict, weeks_of
from nagi.simulation.twin.twin import Twin, futures, twin

MODEL = "nagi-skin"
SEED = 1


def forecast(  # noqa: PLR0913 (the case, and what may differ from the usual)
    case: Case,
    *,
    routes: Iterable[str] | None = None,
    observations: Iterable[Observation] = (),
    followed: str = CARE,
    seed: int = SEED,
    patients: int | None = None,
    model: Model | None = None,
    clinic: Clinic | None = None,
    on: date | None = None,
    threads: int | None = None,
) -> Forecast:
    """The probable course of one person under each arm: nothing, guideline care, needling with saline, and `routes`.

    `routes`: by default all that the decision does not refuse. `observations`: scores beside those of the case, at
    any week (0 is the day of the decision), made under the arm `followed` since then. `patients`: virtual patients.
    `on`: the day of the plan that is quoted (default: the day of the prices). A forecast may be silent: see `silence`.
    Raises NagiError: NAGI-S010 (no such route), S011 (a refused route is never forecast), S012 (no such arm),
    M100, M101, M130 to M133.
    """
    clinic = clinic or Clinic()
    table = load_knowledge().table.with_thresholds(clinic.thresholds)
    decision = assess(case, table).decision
    skin = load_model(MODEL) if model is None else model
    refuse_no_model(skin)
    assumed = assumptions(skin.name)
    compared = _compared(assumed, _asked(routes, decision))
    problems = _unknown_arms(skin, [each.name for each in compared] + [followed])
    if problems:
        raise NagiError(problems)
    care = CareOfCase(case=case, model=skin, assumed=assumed, table=table)
    telling = _Telling(care, decision, table, compared, followed, threads)
    reason = _not_for_this_model(care, decision)
    if reason is not None:
        return telling.silent(reason, seed=seed)
    made = telling.twin(observations, seed, patients)
    if made.silence not in (None, "nothing_measured"):
        return telling.silent(made.silence, seed=seed, made=made)
    prices = clinic.price_list() or documented_prices()
    plan = plan_for(case, decision, table=table, on=on or _first_day(prices.as_of))
    return telling.spoken(made, quotation(plan, prices, table=table), seed=seed)


def allowed(decision: Decision) -> tuple[Route, ...]:
    """The routes that the decision allows somewhere, or could allow later: all that are not refused everywhere."""
    open_somewhere = {route for _, route, decided in decision.routes() if decided.status != "refused"}
    return tuple(route for route in ROUTES if route in open_somewhere)


class _Telling:
    """One case being forecast."""

    def __init__(  # noqa: PLR0913, PLR0917 (all that a forecast rests on)
        self, care: CareOfCase, decision: Decision, table: RuleTable, compared: Sequence[Compared],
        followed: str, threads: int | None,
    ) -> None:  # fmt: skip
        self.care, self.decision, self.table, self.compared = care, decision, table, compared
        self.case, self.model, self.assumed = care.case, care.model, care.assumed
        self.followed, self.threads = followed, threads

    def twin(self, observations: Iterable[Observation], seed: int, patients: int | None) -> Twin:
        """The twin, from the scores of the case that the model has outputs for, and those given beside it."""
        outputs = {output.name for output in self.model.outputs}
        return twin(
            self.model, [*_scores(self.case, self.assumed, outputs), *observations], assumed=self.assumed,
            before=self.care.today(), followed=self.care.arm(self.followed), seed=seed, patients=patients,
            threads=self.threads,
        )  # fmt: skip

    def spoken(self, made: Twin, quoted: Quotation | None, *, seed: int) -> Forecast:
        """The whole forecast: the person, and each site if the person is known."""
        hold = ceil(self.table.bounds.thresholds["min_stable_weeks"])
        arms = [self.care.arm(each.name) for each in self.compared]
        sites = None if made.silence else SiteTwins.of(self.care, self.decision, self.table, made)
        apart = sites.speaking.values() if sites else ()
        first, *others = futures([made, *apart], arms, weeks_of(self.assumed).tolist())
        prediction = predict(made, arms, first, assumed=self.assumed, meaning=_meaning(), hold=hold)
        told = tuple(sites.forecasts(arms, others)) if sites else ()
        return self._forecast(made.silence, seed, made, prediction, quoted, told)

    def silent(self, reason: str, *, seed: int, made: Twin | None = None) -> Forecast:
        """No forecast, and why."""
        return self._forecast(reason, seed, made, None, None)

    def _forecast(  # noqa: PLR0913, PLR0917 (everything that a forecast holds)
        self,
        silence: str | None,
        seed: int,
        made: Twin | None,
        prediction: Prediction | None,
        quoted: Quotation | None,
        sites: tuple[SiteForecast, ...] = (),
    ) -> Forecast:
        return Forecast(
            case_id=self.case.id,
            silence=silence,
            silence_said=self._said(silence) if silence else None,
            arms=tuple(self._arms(prediction, quoted)) if prediction else (),
            sites=sites,
            prediction=prediction,
            observations=made.observations if made else (),
            followed=self.followed,
            twin=made,
            seed=seed,
            model=self.model.name,
            model_title=self.model.title,
            model_digest=self.model.digest,
            evidence_digest=evidence_digest(),
            rules_digest=self.decision.rules_digest,
            software_version=nagi_version(),
            hold_weeks=ceil(self.table.bounds.thresholds["min_stable_weeks"]),
            assumed=(self.assumed.lead_note, *(each.note for each in self.assumed.calm)),
            care_notes=tuple(self.care.notes),
            care_today=self.case.patient.code("patient.standard_care") or "unknown",
        )

    def _said(self, silence: str) -> Text:
        said, names = self.assumed.reason[silence], self.care.unknown
        return filled(said, names) if names else said

    def _arms(self, prediction: Prediction, quoted: Quotation | None) -> Iterator[ArmForecast]:
        care = next((each.meaningful for each in prediction.outlooks if each.arm == CARE), None)
        claims, texts = load_knowledge().claims, load_phrases().texts
        for each, outlook in zip(self.compared, prediction.outlooks, strict=True):
            level = claims[each.claim].level
            gain = None if care is None else outlook.meaningful - care
            yield ArmForecast(
                name=each.name, route=each.route, label=each.label, claim_id=each.claim, level=level.name.lower(),
                level_said=texts[f"levels.{level.name.lower()}"], outlook=outlook, worth=_worth(each, gain, quoted),
            )  # fmt: skip


def _asked(routes: Iterable[str] | None, decision: Decision) -> tuple[str, ...]:
    """The routes to forecast; every one that is unknown or refused is a problem."""
    may = allowed(decision)
    if routes is None:
        return may
    asked = (routes,) if isinstance(routes, str) else tuple(routes)
    problems = []
    for route in asked:
        if route not in ROUTES:
            ja, en = f"候補: {', '.join(ROUTES)}", f"there is {', '.join(ROUTES)}"
            problems.append(_problem("NAGI-S010", route, ja, en))
        elif route not in may:
            ja, en = (
                "この方では認められない方法です。予測しません。",
                "is refused for this person and never forecast",
            )
            problems.append(_problem("NAGI-S011", route, ja, en))
    if problems:
        raise NagiError(problems)
    return asked


def _compared(assumed: Assumptions, routes: Sequence[str]) -> list[Compared]:
    """What is always beside an exosome, then the routes."""
    return [each for each in assumed.arm if each.route is None or each.route in routes]


def _unknown_arms(model: Model, names: Iterable[str]) -> list[Problem]:
    ja, en = f"モデルの群: {', '.join(model.arms)}", f"the model has {', '.join(model.arms)}"
    return [_problem("NAGI-S012", name, ja, en) for name in dict.fromkeys(names) if name not in model.arms]


def _not_for_this_model(care: CareOfCase, decision: Decision) -> str | None:
    if decision.overall is Overall.URGENT_REFERRAL:
        return "urgent"
    if care.case.patient.flag("patient.ad_diagnosis_confirmed") is False:
        return "other_disease"
    return "medicine" if care.unknown else None


def _scores(case: Case, assumed: Assumptions, known: Container[str]) -> Iterator[Observation]:
    """The scores of the case, on the day of the decision, and the history of flares."""
    measures: tuple[Measure | None, ...] = (*assumed.instrument, assumed.history)
    for each in measures:
        if each is not None and each.field is not None and each.output in known:
            yield Observation(week=0, output=each.name, score=case.patient.number(each.field))


def _meaning() -> Meaning:
    number = load_phrases().number
    return Meaning(
        poem=number("poem_meaningful_points"), itch=number("itch_meaningful_points"),
        floor=number("easi_percent_floor"),
    )  # fmt: skip


def _worth(arm: Compared, gain: float | None, quoted: Quotation | None) -> Worth | None:
    """What a course costs, and what it costs for one person more with a meaningful change than under guideline care."""
    routes = {each.route: each for each in quoted.routes} if quoted else {}
    if arm.route is None or arm.route not in routes or gain is None:
        return None
    course = routes[arm.route].course
    return Worth(course=course, gain=gain)


def _first_day(when: str) -> date:
    """The first day of a year, a month or a day: 2026-11 is 2026-11-01. Only the prices of a plan are read here."""
    year, month, day = (int(part) for part in f"{when}-01-01".split("-")[:3])
    return date(year, month, day)


def _problem(code: str, key: str, ja: str, en: str) -> Problem:
    return Problem(code=code, where="forecast", key=key, said=Text(ja=ja, en=en))
