"""SBML files for tests, made by libSBML from a few words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import libsbml


@dataclass(frozen=True)
class Reaction:
    """What goes in, what comes out, how fast; `local` are parameters of its own."""

    takes: Mapping[str, float]
    makes: Mapping[str, float]
    law: str
    local: Mapping[str, float] = field(default_factory=dict)
    modifiers: Sequence[str] = ()


@dataclass(frozen=True)
class Event:
    """What is set when the trigger becomes true."""

    trigger: str
    sets: Mapping[str, str]
    initial: bool = True
    delay: str = ""


@dataclass(frozen=True)
class Species:
    """An amount or a concentration, given as one of both."""

    compartment: str = "cell"
    amount: float | None = None
    concentration: float | None = None
    counted: bool = False
    """hasOnlySubstanceUnits."""
    boundary: bool = False
    constant: bool = False


@dataclass(frozen=True, kw_only=True)
class File:
    """A whole model. Parameters in `varying` are not constant; a value of None is left out."""

    compartments: Mapping[str, float | None] = field(default_factory=lambda: {"cell": 1.0})
    stretching: Sequence[str] = ()
    species: Mapping[str, Species] = field(default_factory=dict)
    parameters: Mapping[str, float | None] = field(default_factory=dict)
    varying: Sequence[str] = ()
    functions: Mapping[str, str] = field(default_factory=dict)
    starts: Mapping[str, str] = field(default_factory=dict)
    assigned: Mapping[str, str] = field(default_factory=dict)
    rates: Mapping[str, str] = field(default_factory=dict)
    algebraic: Sequence[str] = ()
    constraints: Sequence[str] = ()
    reactions: Mapping[str, Reaction] = field(default_factory=dict)
    events: Sequence[Event] = ()
    time: tuple[float, int] | None = None
    """Multiplier and scale of the second in the unit of time."""
    level: int = 3
    version: int = 2

    def text(self) -> str:
        """The file."""
        document = libsbml.SBMLDocument(3, 2)
        model = document.createModel()
        model.setId("made")
        for part in (_time, _values, _species, _formulas, _reactions, _events):
            part(self, model)
        if (self.level, self.version) != (3, 2):
            assert document.setLevelAndVersion(self.level, self.version, False), (
                document.getErrorLog().toString()
            )
        return str(libsbml.writeSBMLToString(document))


def formula(text: str) -> Any:
    """The syntax tree of an infix formula."""
    tree = libsbml.parseL3Formula(text)
    assert tree is not None, libsbml.getLastParseL3Error()
    return tree


def _time(file: File, model: Any) -> None:
    if file.time is not None:
        definition = model.createUnitDefinition()
        definition.setId("tick")
        unit = definition.createUnit()
        unit.setKind(libsbml.UNIT_KIND_SECOND)
        unit.setExponent(1)
        unit.setMultiplier(file.time[0])
        unit.setScale(file.time[1])
        model.setTimeUnits("tick")


def _values(file: File, model: Any) -> None:
    for name, size in file.compartments.items():
        one = model.createCompartment()
        one.setId(name)
        one.setSpatialDimensions(3)
        one.setConstant(name not in file.stretching)
        if size is not None:
            one.setSize(size)
    for name, value in file.parameters.items():
        one = model.createParameter()
        one.setId(name)
        one.setConstant(name not in {*file.varying, *file.assigned, *file.rates})
        if value is not None:
            one.setValue(value)


def _species(file: File, model: Any) -> None:
    for name, species in file.species.items():
        one = model.createSpecies()
        one.setId(name)
        one.setCompartment(species.compartment)
        one.setHasOnlySubstanceUnits(species.counted)
        one.setBoundaryCondition(species.boundary)
        one.setConstant(species.constant)
        if species.amount is not None:
            one.setInitialAmount(species.amount)
        if species.concentration is not None:
            one.setInitialConcentration(species.concentration)


def _formulas(file: File, model: Any) -> None:
    for name, text in file.functions.items():
        one = model.createFunctionDefinition()
        one.setId(name)
        one.setMath(formula(text))
    for name, text in file.starts.items():
        one = model.createInitialAssignment()
        one.setSymbol(name)
        one.setMath(formula(text))
    for create, said in ((model.createAssignmentRule, file.assigned), (model.createRateRule, file.rates)):
        for name, text in said.items():
            one = create()
            one.setVariable(name)
            one.setMath(formula(text))
    for text in file.algebraic:
        model.createAlgebraicRule().setMath(formula(text))
    for text in file.constraints:
        model.createConstraint().setMath(formula(text))


def _reactions(file: File, model: Any) -> None:
    for name, reaction in file.reactions.items():
        one = model.createReaction()
        one.setId(name)
        one.setReversible(False)
        one.setFast(False)
        for create, side in ((one.createReactant, reaction.takes), (one.createProduct, reaction.makes)):
            for species, count in side.items():
                reference = create()
                reference.setSpecies(species)
                reference.setStoichiometry(count)
                reference.setConstant(True)
        for species in reaction.modifiers:
            one.createModifier().setSpecies(species)
        law = one.createKineticLaw()
        law.setMath(formula(reaction.law))
        for key, value in reaction.local.items():
            local = law.createLocalParameter()
            local.setId(key)
            local.setValue(value)


def _events(file: File, model: Any) -> None:
    for number, event in enumerate(file.events, start=1):
        one = model.createEvent()
        one.setId(f"event_{number}")
        one.setUseValuesFromTriggerTime(True)
        trigger = one.createTrigger()
        trigger.setInitialValue(event.initial)
        trigger.setPersistent(True)
        trigger.setMath(formula(event.trigger))
        if event.delay:
            one.createDelay().setMath(formula(event.delay))
        for name, text in event.sets.items():
            assignment = one.createEventAssignment()
            assignment.setVariable(name)
            assignment.setMath(formula(text))
