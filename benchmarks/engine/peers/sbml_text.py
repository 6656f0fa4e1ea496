"""The model as SBML for the simulators of systems biology: states as rate rules, EASI as an assignment rule."""

import antimony
import sympy

import nagi


def sbml() -> str:
    """SBML of the benchmark's model, from nagi's own expressions. Parameters and effects are constants to be set."""
    model = nagi.load_model("miyano2021")
    effects = {effect.name: effect.default for effect in model.effects}
    lines = ["model miyano"]
    lines += [f"  {name} = 1; const {name};" for name in model.parameters]
    lines += [f"  {name} = {value}; const {name};" for name, value in effects.items()]
    lines += [f"  var {state.name} = {state.start!r};" for state in model.states]
    lines += [f"  {rate.state}' = {_text(rate.expression)};" for rate in model.rates]
    lines += [f"  {one.name} := {_text(one.expression)};" for one in model.outputs]
    antimony.clearPreviousLoads()
    if antimony.loadAntimonyString("\n".join([*lines, "end\n"])) < 0:
        raise ValueError(antimony.getLastError())
    return str(antimony.getSBMLString("miyano"))


def _text(expression: sympy.Expr) -> str:
    return sympy.sstr(expression).replace("**", "^")
