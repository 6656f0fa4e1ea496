"""A scenario as the text of an SBML file (Level 3 Version 2, core only).

The text is made here and not by libSBML because that keeps 15 digits of a number, one or two too few to give the same
curve again. Tests let libSBML check every part of it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import sympy

from nagi.equations.model import Model
from nagi.interchange.sbml.mathml import math
from nagi.interchange.sbml.scenario import Change, Scenario
from nagi.interchange.sbml.units import DIMENSIONLESS, Definition, definitions

SBML = "http://www.sbml.org/sbml/level3/version2/core"
XHTML = "http://www.w3.org/1999/xhtml"


def written(scenario: Scenario, *, notes: Sequence[str]) -> str:
    """The file as text, with `notes` as paragraphs for a reader."""
    model = scenario.model
    units = definitions(["week", *(unit for _, _, unit in _said(model))])
    sbml = Element("sbml", {"xmlns": SBML, "level": "3", "version": "2"})
    taken = {*scenario.parameters, *scenario.effects, *scenario.start, *dict(_assignments(model))}
    root = SubElement(
        sbml, "model", {"id": _free(model.name, taken), "name": model.title, "timeUnits": "week"}
    )
    body = SubElement(SubElement(root, "notes"), "body", {"xmlns": XHTML})
    for note in notes:
        SubElement(body, "p").text = note
    _list(root, "listOfUnitDefinitions", _unit_definitions(units))
    _list(root, "listOfParameters", _parameters(scenario, units))
    _list(root, "listOfRules", _rules(model))
    named = [(_free(f"week_event_{n}", taken), change) for n, change in enumerate(scenario.changes, start=1)]
    _list(root, "listOfEvents", [_event(name, change) for name, change in named])
    indent(sbml)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(sbml, encoding="unicode")}\n'


def _free(name: str, taken: Set[str]) -> str:
    """`name` as an id that nothing else has."""
    word = re.sub(r"\W", "_", name, flags=re.ASCII)
    word = word if re.match(r"[A-Za-z_]", word) else f"_{word}"
    while word in taken:
        word += "_"
    return word


def _said(model: Model) -> Iterator[tuple[str, str, str]]:
    """Name, words and unit of everything that has them."""
    yield from ((each.name, each.label, each.unit) for each in model.outputs)
    yield from ((each.name, each.label, each.unit) for each in model.states)
    yield from ((each.name, each.label, each.unit) for each in model.population)
    yield from ((each.name, each.label, each.unit) for each in model.effects)
    yield from ((each.name, each.label, each.unit) for each in model.schedules)


def _list(root: Element, tag: str, parts: Sequence[Element]) -> None:
    """A list of SBML; left out where it would be empty."""
    if parts:
        SubElement(root, tag).extend(parts)


def _unit_definitions(units: Mapping[str, Definition]) -> list[Element]:
    found = []
    for definition in {each.id: each for each in units.values()}.values():
        one = Element("unitDefinition", {"id": definition.id, "name": definition.name})
        factors = SubElement(one, "listOfUnits")
        for factor in definition.factors:
            said = {"kind": factor.kind, "exponent": repr(float(factor.exponent)), "scale": str(factor.scale)}
            SubElement(factors, "unit", said | {"multiplier": str(factor.multiplier)})
        found.append(one)
    return found


def _parameters(scenario: Scenario, units: Mapping[str, Definition]) -> list[Element]:
    """Numbers of the patient are constant; effects, states and named expressions are not."""
    model = scenario.model
    said_of = {name: (label, unit) for name, label, unit in _said(model)}
    assigned = dict.fromkeys((name for name, _ in _assignments(model)), None)
    values = {**scenario.parameters, **scenario.effects, **scenario.start, **assigned}
    found = []
    for name, value in values.items():
        label, unit = said_of.get(name, (name, ""))
        said = {"id": name, "name": label}
        said |= {} if value is None else {"value": repr(value)}
        if unit in units or unit == "1":
            said["units"] = units[unit].id if unit in units else DIMENSIONLESS
        said["constant"] = "true" if name in scenario.parameters else "false"
        found.append(Element("parameter", said))
    return found


def _assignments(model: Model) -> list[tuple[str, sympy.Expr]]:
    """The named expressions of the text, then outputs that stand neither among them nor among the symbols."""
    taken = {*dict(model.assignments), *model.state_names, *model.parameters, *model.held_names}
    return [*model.assignments, *((o.name, o.expression) for o in model.outputs if o.name not in taken)]


def _rules(model: Model) -> list[Element]:
    found = [_with_math("assignmentRule", name, expression) for name, expression in _assignments(model)]
    for rate in model.rates:
        one = _with_math("rateRule", rate.state, rate.expression if rate.written is None else rate.written)
        words = "; ".join(word for word in (f"{rate.mechanism}, equation {rate.equation}", rate.note) if word)
        one.insert(0, _notes(words))
        found.append(one)
    return found


def _notes(words: str) -> Element:
    notes = Element("notes")
    SubElement(notes, "p", {"xmlns": XHTML}).text = words
    return notes


def _with_math(tag: str, variable: str, expression: sympy.Expr) -> Element:
    one = Element(tag, {"variable": variable})
    one.append(math(expression, key=variable))
    return one


def _event(name: str, change: Change) -> Element:
    """At a week; `initialValue` keeps simulators from firing it at the start."""
    one = Element("event", {"id": name, "useValuesFromTriggerTime": "true"})
    trigger = SubElement(one, "trigger", {"initialValue": "true", "persistent": "true"})
    trigger.append(_reached(change.week))
    sets = SubElement(one, "listOfEventAssignments")
    sets.extend(_with_math("eventAssignment", name, value) for name, value in change.assigned.items())
    return one


def _reached(week: float) -> Element:
    """The condition that `week` has come: time >= week."""
    now = Element("csymbol", {"encoding": "text", "definitionURL": "http://www.sbml.org/sbml/symbols/time"})
    now.text = "time"
    whole = math(sympy.Ge(sympy.Dummy(), sympy.Float(week), evaluate=False), key="time")
    whole[0][1] = now
    return whole
