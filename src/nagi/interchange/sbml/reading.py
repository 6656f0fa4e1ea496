"""Import: ordinary differential equations of an SBML file as a model of nagi."""

from math import inf, log
from pathlib import PurePath

from nagi.equations.model import Arm, Dose, Effect, Model, Output, Parameter, State, Switch
from nagi.errors import NagiError
from nagi.interchange.sbml.content import Content, Kind, content
from nagi.interchange.sbml.equations import Equations
from nagi.interchange.sbml.formulas import Formulas
from nagi.interchange.sbml.gate import admitted
from nagi.interchange.sbml.happenings import Happenings
from nagi.interchange.sbml.refusals import Refusals
from nagi.interchange.sbml.starts import Starts
from nagi.interchange.sbml.times import times_per_week, unit_text

ARM = "file"
"""The one arm of an imported model: the events of its file."""


MECHANISM = "SBML"


def read_sbml(text: str, *, where: str = "sbml") -> Model:
    """The model in the text of an SBML file (Level 3 core; Level 1 and 2 as libSBML converts them).

    States are species moved by reactions and variables with a rate rule. Constants above 0 are parameters of the
    patient (without spread); others, and what only events change, are effects. The arm `file` holds the events and
    runs as long as is asked for; it starts from the values of the file. Numbers that starts, times and amounts of
    events rest on are fixed. Time is in weeks: rates are converted if the file names another unit of time.
    Every species, variable and assigned value is an output. `where` names the file in messages.
    Raises NagiError (NAGI-X001, X101 to X121) with everything the model has that nagi cannot take over.
    """
    refusals = Refusals(where)
    document = admitted(text, refusals)
    found = content(document.getModel(), refusals)
    refusals.stop()
    try:
        equations = _equations(found, refusals)
        refusals.stop()
        return _model(equations, where)
    except RecursionError:
        ja, en = "式の入れ子が深すぎます。", "formulas use each other too deeply"
        refusals.refuse("NAGI-X114", "", ja=ja, en=en)
        raise NagiError(refusals.found) from None


def _equations(found: Content, refusals: Refusals) -> Equations:
    starts = Starts(found, Formulas(refusals, found.functions))
    happenings = Happenings(found, starts)
    starts.settle()
    happenings.run()
    equations = Equations(found, starts, happenings, times_per_week(found.model, refusals))
    equations.read()
    if not equations.begins:
        ja, en = "動くものがありません。", "nothing in the model changes by a rate or a reaction"
        refusals.refuse("NAGI-X121", "model", ja=ja, en=en)
    return equations


def _model(equations: Equations, where: str) -> Model:
    source = equations.content.model
    name = source.getId() or PurePath(where).stem or "sbml"
    return Model(
        name=name,
        title=source.getName() or name,
        work=where,
        states=_states(equations),
        population=tuple(
            Parameter(
                **_said(equations, one), mean_ln=log(value), sd_ln=0.0, zero=0.0, id="", mechanism=MECHANISM
            )
            for one, value in equations.parameters.items()
        ),
        effects=tuple(
            Effect(**_said(equations, one), default=value) for one, value in equations.effects.items()
        ),
        rates=equations.rates,
        outputs=tuple(
            Output(**_said(equations, one), expression=equations.written_out(one))
            for one, kind in equations.content.kinds.items()
            if kind in {Kind.STATE, Kind.ASSIGNED}
        ),
        arms={ARM: _arm(equations)},
        run_in_weeks=0.0,
        run_in_is_steady=False,
        resets=equations.resets,
        assignments=equations.assignments,
    )


def _states(equations: Equations) -> tuple[State, ...]:
    """Their typical sizes are their starts; for those that start at 0 the smallest of the others, at most 1."""
    begins = equations.begins
    least = min([abs(value) for value in begins.values() if value] + [1.0])
    of = {equations.state(one): one for one in equations.content.of_kind(Kind.STATE)}
    said = {name: _said(equations, one) | {"name": name} for name, one in of.items()}
    return tuple(
        State(
            **said.get(name, {"name": name, "label": "time", "unit": ""}),
            start=start, scale=abs(start) or least, lower=None, upper=None, mechanism=MECHANISM,
        )
        for name, start in begins.items()
    )  # fmt: skip


def _said(equations: Equations, one: str) -> dict[str, str]:
    """Name, label and unit of an id."""
    source, name = equations.content, equations.names[one]
    element = source.valued.get(one)
    if element is None:
        return {"name": name, "label": name, "unit": ""}
    units = element.getSubstanceUnits() if one in source.species else element.getUnits()
    unit = "" if source.is_concentration(one) else unit_text(source.model, units)
    return {"name": name, "label": element.getName() or one, "unit": unit}


def _arm(equations: Equations) -> Arm:
    """Without an end: a file says what happens when, not how long to look."""
    names, weeks, happenings = equations.names, equations.weeks, equations.happenings
    switches = tuple(
        Switch(week=weeks(s.week), effects={names[n]: v for n, v in s.effects.items()})
        for s in happenings.switches
    )
    doses = tuple(Dose(week=weeks(d.week), state=names[d.state], amount=d.amount) for d in happenings.doses)
    return Arm(name=ARM, effects={}, weeks=inf, switches=switches, doses=doses)
