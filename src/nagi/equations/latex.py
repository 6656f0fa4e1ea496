"""A model printed as the paper prints it: LaTeX with the numbers of the equations."""

import re
from collections.abc import Iterator, Mapping

import sympy

from nagi.equations.model import Model
from nagi.equations.units import WEEK, read_unit, show

GREEK = frozenset(
    (
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu",
        "xi", "pi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega",
    )
)  # fmt: skip
SUBSCRIPTED = re.compile(r"([A-Za-z])(\d[0-9A-Za-z]*|[A-Z][0-9A-Za-z]*|[a-z]{1,2})")


def latex(model: Model) -> str:
    """The forcings and relays, the named expressions, the rates with their equation numbers; comments hold units."""
    units = {state.name: read_unit(state.unit) for state in model.states}
    outputs = {output.name: output.unit for output in model.outputs}
    names = {symbol: latex_name(str(symbol)) for symbol in _symbols(model)}
    lines = [*_forcings(model, names), *_relays(model, names)]
    lines += [
        f"{latex_name(name)} &= {sympy.latex(written, symbol_names=names)} \\\\{_comment(outputs.get(name, ''))}"
        for name, written in model.assignments
    ]
    turning = {relay.name for relay in model.relays}
    for rate in (rate for rate in model.rates if rate.state not in turning):
        unit = units[rate.state]
        written = rate.expression if rate.written is None else rate.written
        lines.append(
            f"\\frac{{\\mathrm{{d}} {latex_name(rate.state)}}}{{\\mathrm{{d}} t}} &= "
            f"{sympy.latex(written, symbol_names=names)} \\tag{{{rate.equation}}} \\\\"
            f"{_comment('' if unit is None else show(unit / WEEK), rate.note)}"
        )
    return "\n".join(["\\begin{align*}", *lines, "\\end{align*}"])


def _forcings(model: Model, names: Mapping[sympy.Symbol, str]) -> Iterator[str]:
    for trigger in model.triggers:
        law = sympy.latex(trigger.law, symbol_names=names)
        said = f"drawn anew every {trigger.every:g} week"
        yield f"{latex_name(trigger.name)} &\\sim {law} \\\\{_comment(trigger.unit, said)}"
    for schedule in model.schedules:
        cases = [
            f"{value:g} & t \\ge {week:g}"
            for week, value in reversed(list(zip(schedule.weeks, schedule.values, strict=True)))
        ]
        cases.append(f"{schedule.resting:g} & \\text{{before}}")
        yield f"{latex_name(schedule.name)} &= {_cases(cases)}{_comment(schedule.unit)}"


def _relays(model: Model, names: Mapping[sympy.Symbol, str]) -> Iterator[str]:
    for relay in model.relays:
        cases = [f"1 & \\text{{once }} {sympy.latex(relay.on, symbol_names=names)} > 0"]
        if relay.off is not None:
            cases.append(f"0 & \\text{{once }} {sympy.latex(relay.off, symbol_names=names)} > 0")
        yield f"{latex_name(relay.name)} &\\leftarrow {_cases(cases)}"


def _cases(lines: list[str]) -> str:
    return "\\begin{cases} " + " \\\\ ".join(lines) + " \\end{cases} \\\\"


def latex_name(name: str) -> str:
    """A name as a symbol: k1 and k_rep get subscripts, lambda its letter, EASI and whole words stand upright."""
    if name in GREEK:
        return f"\\{name}"
    parts = SUBSCRIPTED.fullmatch(name)
    head, _, tail = name.partition("_")
    if parts is not None and not (name.isalpha() and name.isupper()):
        head, tail = parts.groups()
    upright = head if len(head) == 1 else latex_name(head) if head in GREEK else f"\\mathrm{{{head}}}"
    if not tail:
        return upright
    return (
        f"{upright}_{{{tail}}}" if tail.isdigit() else f"{upright}_{{\\mathrm{{{tail.replace('_', '~')}}}}}"
    )


def _symbols(model: Model) -> set[sympy.Symbol]:
    written = [expression for _, expression in model.assignments]
    written += [trigger.law for trigger in model.triggers]
    written += [expression for r in model.relays for expression in (r.on, r.off) if expression is not None]
    written += [rate.expression if rate.written is None else rate.written for rate in model.rates]
    return {symbol for expression in written for symbol in expression.free_symbols}


def _comment(*words: str) -> str:
    said = "; ".join(word for word in words if word)
    return f" % {said}" if said else ""
