"""The decision in words: the phase of each site, the matrix of routes and sites, reasons, questions."""

from collections.abc import Iterable, Iterator
from typing import Any

from nagi.dermatology.decision.decider import WITHHOLDING
from nagi.dermatology.decision.questions import Question
from nagi.dermatology.decision.verdict import Decision, Fired, RouteDecision, SiteDecision
from nagi.dermatology.intake.case import Case
from nagi.dermatology.naming import site_names
from nagi.dermatology.phrases import load_phrases
from nagi.evidence.conditions import MissingAny, names_behind
from nagi.evidence.rules import DRIP, LOCAL_ROUTES, ROUTES, Route, Rule
from nagi.reports.view.voice import Voice
from nagi.services.assessment import Assessment

Places = dict[str | None, str]
"""What to call the person (None), each site and each route."""

URGENCY = ("block", "hold", "review", "warn", "require", "info")
"""Severities, the most urgent first."""


def decision_view(assessment: Assessment, voice: Voice) -> dict[str, Any]:
    """Everything that is shown about the decision itself."""
    decision = assessment.decision
    places = place_names(assessment.case, voice)
    return {
        "overall": decision.overall.value,
        "sites": [_site(site, places, voice) for site in decision.sites],
        "matrix": _matrix(decision, places, voice),
        "reasons": list(_reasons(decision, places, voice)),
        "blocked": [voice.code("material", code) for code in decision.blocked_materials],
        "advice": [voice.code("advice", code) for code in decision.advice],
        "questions": list(_questions(assessment.questions, places, voice)),
    }


def place_names(case: Case, voice: Voice) -> Places:
    """What to call the person (None), each site, and each route."""
    names: Places = {None: voice.words["place"]["person"]}
    names |= {code: voice.plain(name) for code, name in site_names(case, voice.table, load_phrases()).items()}
    return names | {route: voice.code("route", route) for route in ROUTES}


def _site(site: SiteDecision, places: Places, voice: Voice) -> dict[str, Any]:
    criteria = site.criteria
    return {
        "code": site.code,
        "name": places[site.code],
        "phase": site.phase.value,
        "phase_said": voice.code("phase", site.phase.value),
        "active_met": _items(criteria.active_met, voice),
        "stable_met": _items(criteria.stable_met, voice),
        "missing": _items(criteria.missing, voice),
    }


def _items(codes: Iterable[str], voice: Voice) -> list[dict[str, str]]:
    return [{"code": code, "said": voice.code("criterion", code)} for code in codes]


def _matrix(decision: Decision, places: Places, voice: Voice) -> dict[str, Any]:
    """A row for each site with a cell for each local route; the drip stands once for the whole person."""
    return {
        "routes": [places[route] for route in LOCAL_ROUTES],
        "rows": [
            {
                "name": places[site.code],
                "cells": [_cell(r, site.routes[r], places, voice) for r in LOCAL_ROUTES],
            }
            for site in decision.sites
        ],
        "drip": _cell(DRIP, decision.drip, places, voice),
    }


def _cell(route: Route, decided: RouteDecision, places: Places, voice: Voice) -> dict[str, Any]:
    return {
        "route": places[route],
        "status": decided.status,
        "said": voice.code("status", decided.status),
        "rule_ids": list(dict.fromkeys(fired.rule.id for fired in decided.reasons)),
    }


def _reasons(decision: Decision, places: Places, voice: Voice) -> Iterator[dict[str, Any]]:
    """Every rule that fired, by place: the person, each site, each product; the most urgent first."""
    for place, name in places.items():
        here = sorted((f for f in decision.fired if f.place == place), key=_rank)
        if here:
            yield {"place": name, "entries": [_reason(fired, voice) for fired in here]}


def _rank(fired: Fired) -> tuple[int, str]:
    return URGENCY.index(fired.rule.severity), fired.rule.id


def _reason(fired: Fired, voice: Voice) -> dict[str, Any]:
    rule = fired.rule
    return {
        "id": rule.id,
        "severity": rule.severity,
        "severity_said": voice.code("severity", rule.severity),
        "said": voice.plain(rule.message),
        "facts": _facts(fired, voice),
        "effect": _effect(rule, fired.place, voice),
        "works": list(rule.works),
    }


def _effect(rule: Rule, place: str | None, voice: Voice) -> dict[str, str] | None:
    """The status it gives and the routes it gives it to; None for a rule that withholds nothing."""
    if rule.effect.type not in WITHHOLDING or not rule.effect.routes:
        return None
    routes = [place] if rule.scope == "product" and place else list(rule.effect.routes)
    status = rule.effect.status or "deferred"
    named = voice.listed([voice.code("route", route) for route in ROUTES if route in routes])
    every = len(routes) == len(ROUTES)
    return {
        "status": status,
        "said": voice.code("status", status),
        "routes": voice.words["place"]["every_route"] if every else named,
    }


def _facts(fired: Fired, voice: Voice) -> list[dict[str, str]]:
    """The answers behind a fired rule; of questions that must not stay open, those that are.

    A rule that fires for want of any answer shows the questions that were not answered.
    """
    table, when = voice.table, fired.rule.when
    if when is None:
        return []
    wanted = {name for leaf in when.leaves() if isinstance(leaf, MissingAny) for name in leaf.missing_any}
    names = names_behind(when, fired.facts, table.fields, table.bounds)
    telling = [name for name in names if (fired.facts.get(name) is None) == (name in wanted)]
    return [
        {
            "label": voice.plain(table.fields[name].label),
            "answer": voice.answer(table.fields[name], fired.facts.get(name)),
        }
        for name in telling or names
    ]


def _questions(questions: Iterable[Question], places: Places, voice: Voice) -> Iterator[dict[str, Any]]:
    asked = list(questions)
    for place in dict.fromkeys(question.place for question in asked):
        here = [q for q in asked if q.place == place]
        entries = [{"said": voice.plain(q.text), "rule_ids": list(q.rule_ids)} for q in here]
        yield {"place": places[place], "entries": entries}
