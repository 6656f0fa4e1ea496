"""What a file of SBML declares, and what kind of thing each id is."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property
from typing import Any

from nagi.interchange.sbml.library import libsbml
from nagi.interchange.sbml.refusals import Refusals


class Kind(Enum):
    """How the value of an id comes about."""

    CONSTANT = "never changes"
    HELD = "changes only at events"
    STATE = "has a rate, by a rule or by reactions"
    ASSIGNED = "given by an assignment rule"


@dataclass(frozen=True)
class Content:
    """The parts of a model by id, and the kind of each that has a value."""

    model: Any
    compartments: Mapping[str, Any]
    species: Mapping[str, Any]
    parameters: Mapping[str, Any]
    reactions: Mapping[str, Any]
    stoichiometries: Mapping[str, Any]
    rules: Mapping[str, Any]
    beginnings: Mapping[str, Any]
    """Initial assignments, by what they set."""
    events: tuple[Any, ...]
    functions: Mapping[str, Any]
    kinds: Mapping[str, Kind]

    @property
    def valued(self) -> Mapping[str, Any]:
        """Compartments, species and parameters."""
        return {**self.compartments, **self.species, **self.parameters}

    def of_kind(self, kind: Kind) -> list[str]:
        """The ids of one kind, in the order of the file."""
        return [name for name, found in self.kinds.items() if found is kind]

    @cached_property
    def mentioned(self) -> set[str]:
        """The ids that a formula uses, and compartments that concentrations are moved in."""
        moved = (n for n in self.species if self.is_concentration(n) and self.kinds[n] is Kind.STATE)
        return {self.species[name].getCompartment() for name in moved}.union(*map(names_in, self._trees))

    @cached_property
    def conditions(self) -> list[Any]:
        """The conditions of all choices."""
        return [condition for tree in self._trees for condition in _conditions(tree)]

    @cached_property
    def _trees(self) -> list[Any]:
        """Every formula but the bodies of functions."""
        laws = [one.getKineticLaw() for one in self.reactions.values()]
        setting = [s for event in self.events for s in _all(event.getListOfEventAssignments())]
        parts = [*self.rules.values(), *self.beginnings.values(), *laws, *setting]
        trees = [part.getMath() for part in parts] + [event.getTrigger().getMath() for event in self.events]
        return [tree for tree in trees if tree is not None]

    def is_concentration(self, name: str) -> bool:
        """Whether `name` is a species that stands for its concentration in a formula."""
        return name in self.species and not self.species[name].getHasOnlySubstanceUnits()

    def is_stretched(self, name: str) -> bool:
        """Whether `name` is a concentration, moved by reactions, in a compartment that changes."""
        if not self.is_concentration(name) or self.kinds[name] is not Kind.STATE or name in self.rules:
            return False
        return self.kinds[self.species[name].getCompartment()] is not Kind.CONSTANT


def content(model: Any, refusals: Refusals) -> Content:
    """The content of a libSBML model; what nagi has no words for is noted in `refusals`."""
    _refuse_foreign(model, refusals)
    reactions = _by_id(model.getListOfReactions())
    stoichiometries = {
        reference.getId(): reference
        for reaction in reactions.values()
        for reference in references(reaction)
        if reference.isSetId()
    }
    found = Content(
        model=model,
        compartments=_by_id(model.getListOfCompartments()),
        species=_by_id(model.getListOfSpecies()),
        parameters=_by_id(model.getListOfParameters()),
        reactions=reactions,
        stoichiometries=stoichiometries,
        rules={rule.getVariable(): rule for rule in _all(model.getListOfRules()) if not rule.isAlgebraic()},
        beginnings={one.getSymbol(): one for one in _all(model.getListOfInitialAssignments())},
        events=tuple(_all(model.getListOfEvents())),
        functions={one.getId(): one.getMath() for one in _all(model.getListOfFunctionDefinitions())},
        kinds={},
    )
    changed = {s.getVariable() for event in found.events for s in _all(event.getListOfEventAssignments())}
    for name in stoichiometries:
        if name in found.rules or name in changed:
            ja, en = "変化する化学量論係数は使えません。", "a stoichiometry that changes cannot be taken over"
            refusals.refuse("NAGI-X109", name, ja=ja, en=en)
    whole = replace(found, kinds=_kinds(found, changed))
    for name in whole.species:
        _refuse_in_changing_compartment(whole, name, refusals)
    return whole


def _refuse_in_changing_compartment(found: Content, name: str, refusals: Refusals) -> None:
    """A concentration that nothing moves, in a compartment that changes: which of the two stays, is not said."""
    resting = found.kinds[name] in {Kind.CONSTANT, Kind.HELD} and found.is_concentration(name)
    if resting and found.kinds[found.species[name].getCompartment()] is not Kind.CONSTANT:
        refusals.refuse(
            "NAGI-X108", name,
            ja="体積の変わる区画にある、反応も規則もない濃度は使えません。hasOnlySubstanceUnits を真にしてください。",
            en="a concentration without reaction or rule in a compartment that changes; set hasOnlySubstanceUnits",
        )  # fmt: skip


def references(reaction: Any) -> list[Any]:
    """Reactants, then products."""
    return [*_all(reaction.getListOfReactants()), *_all(reaction.getListOfProducts())]


def _all(listed: Any) -> Iterator[Any]:
    """Its elements; libSBML's lists are counted, not iterated, for the sake of old versions."""
    return (listed.get(number) for number in range(listed.size()))


def _by_id(listed: Any) -> dict[str, Any]:
    return {one.getId(): one for one in _all(listed)}


def _kinds(found: Content, changed: Iterable[str]) -> dict[str, Kind]:
    changed = set(changed)
    reacted = {reference.getSpecies() for one in found.reactions.values() for reference in references(one)}
    kinds = {}
    for name, element in found.valued.items():
        rule = found.rules.get(name)
        if rule is not None:
            kinds[name] = Kind.STATE if rule.isRate() else Kind.ASSIGNED
        elif name in reacted and not (element.getBoundaryCondition() or element.getConstant()):
            kinds[name] = Kind.STATE
        elif element.getConstant() or (name in found.compartments and name not in changed):
            kinds[name] = Kind.CONSTANT
        else:
            kinds[name] = Kind.HELD
    return kinds


def _refuse_foreign(model: Any, refusals: Refusals) -> None:
    """Whole elements that an ordinary system of differential equations does not have."""
    for number, rule in enumerate(_all(model.getListOfRules()), start=1):
        if rule.isAlgebraic():
            ja, en = (
                "代数規則は使えません。解いて代入規則にしてください。",
                "an algebraic rule; solve it to an assignment rule",
            )
            refusals.refuse("NAGI-X105", f"rule {number}", ja=ja, en=en)
    for number, _ in enumerate(_all(model.getListOfConstraints()), start=1):
        ja, en = (
            "制約 (constraint) は使えません。",
            "a constraint cannot be taken over; remove it and check afterwards",
        )
        refusals.refuse("NAGI-X105", f"constraint {number}", ja=ja, en=en)
    for reaction in _all(model.getListOfReactions()):
        name = reaction.getId()
        if reaction.isSetFast() and reaction.getFast():
            ja, en = (
                "速い反応 (fast) は使えません。",
                "a fast reaction cannot be taken over; write its equilibrium",
            )
            refusals.refuse("NAGI-X106", name, ja=ja, en=en)
        if not reaction.isSetKineticLaw():
            ja, en = "反応に速度式がありません。", "the reaction has no kinetic law"
            refusals.refuse("NAGI-X107", name, ja=ja, en=en)
    if model.isSetConversionFactor() or any(
        s.isSetConversionFactor() for s in _all(model.getListOfSpecies())
    ):
        ja, en = (
            "conversionFactor は使えません。",
            "a conversionFactor cannot be taken over; write it into the kinetic laws",
        )
        refusals.refuse("NAGI-X105", "conversionFactor", ja=ja, en=en)


def names_in(tree: Any) -> set[str]:
    """The ids that a formula uses; `time` by its csymbol is none."""
    if tree is None:
        return set()
    found = {tree.getName()} if tree.getType() == libsbml().AST_NAME else set()
    return found.union(*(names_in(tree.getChild(number)) for number in range(tree.getNumChildren())))


def _conditions(tree: Any) -> Iterator[Any]:
    """The conditions of every piecewise in a formula."""
    parts = [tree.getChild(number) for number in range(tree.getNumChildren())]
    if tree.getType() == libsbml().AST_FUNCTION_PIECEWISE:
        yield from parts[1::2]
    for part in parts:
        yield from _conditions(part)


def has_time(tree: Any) -> bool:
    """Whether a formula uses the time."""
    now = tree.getType() == libsbml().AST_NAME_TIME
    return now or any(has_time(tree.getChild(number)) for number in range(tree.getNumChildren()))
