"""Small models for the tests of the numerics: published stiff problems, and ones with known solutions."""

from collections.abc import Mapping, Sequence

import sympy

from nagi.equations.model import Effect, Model, Output, Parameter, Rate, State


def model(
    starts: Mapping[str, float],
    rates: Mapping[str, str],
    *,
    parameters: Sequence[str] = (),
    effects: Sequence[str] = (),
    outputs: Mapping[str, str] | None = None,
    resets: Mapping[str, str] | None = None,
) -> Model:
    """A model from text; without `outputs` every state is one."""
    names = {n: sympy.Symbol(n, real=True) for n in [*starts, *parameters, *effects, "t", "stranger"]}

    def read(text: str) -> sympy.Expr:
        return sympy.sympify(text, locals=names)

    read_outs = outputs or {n: n for n in starts}
    return Model(
        name="m",
        title="m",
        work="w",
        states=tuple(
            State(name=n, label=n, unit="1", start=v, scale=1.0, lower=None, upper=None, mechanism="m")
            for n, v in starts.items()
        ),
        population=tuple(
            Parameter(name=n, label=n, unit="1", mean_ln=0.0, sd_ln=0.0, id=n, mechanism="m")
            for n in parameters
        ),
        effects=tuple(Effect(name=n, label=n, unit="1", default=0.0) for n in effects),
        rates=tuple(Rate(state=n, expression=read(r), equation="", mechanism="m") for n, r in rates.items()),
        outputs=tuple(Output(name=n, label=n, unit="1", expression=read(o)) for n, o in read_outs.items()),
        arms={},
        run_in_weeks=10.0,
        run_in_is_steady=True,
        resets={n: read(r) for n, r in (resets or {}).items()},
    )


LOTKA = model({"u": 1.5, "v": 0.7}, {"u": "u - u*v", "v": "u*v - v"})
"""Smooth, not stiff."""

KAPS = model({"a": 1.0, "b": 1.0}, {"a": "-4*a + 2*b**2", "b": "a - b - b**2"})
"""Mildly stiff; a = exp(-2 t), b = exp(-t)."""

SATURATION = model({"x": 0.3, "z": 1.0}, {"x": "1/(1 + z) - x*sqrt(1 + z)", "z": "exp(-x) - z/(1 + x**2)"})
"""Fractions, a root and an exponential."""

ROBERTSON = model(
    {"a": 1.0, "b": 0.0, "c": 0.0},
    {"a": "-k1*a + k3*b*c", "b": "k1*a - k3*b*c - k2*b**2", "c": "k2*b**2"},
    parameters=("k1", "k2", "k3"),
)
ROBERTSON_RATES = (0.04, 3e7, 1e4)

VAN_DER_POL = model({"x": 2.0, "v": -0.66}, {"x": "v", "v": "((1 - x**2)*v - x)*mu"}, parameters=("mu",))

HIRES = model(
    {f"h{n}": v for n, v in enumerate([1.0, 0, 0, 0, 0, 0, 0, 0.0057])},
    {
        "h0": "-1.71*h0 + 0.43*h1 + 8.32*h2 + 0.0007",
        "h1": "1.71*h0 - 8.75*h1",
        "h2": "-10.03*h2 + 0.43*h3 + 0.035*h4",
        "h3": "8.32*h1 + 1.71*h2 - 1.12*h3",
        "h4": "-1.745*h4 + 0.43*h5 + 0.43*h6",
        "h5": "-280*h5*h7 + 0.69*h3 + 1.71*h4 - 0.43*h5 + 0.69*h6",
        "h6": "280*h5*h7 - 1.81*h6",
        "h7": "-280*h5*h7 + 1.81*h6",
    },
)

OREGO = model(
    {"p": 1.0, "q": 2.0, "r": 3.0},
    {
        "p": "77.27*(q + p*(1 - 8.375e-6*p - q))",
        "q": "(r - (1 + p)*q)/77.27",
        "r": "0.161*(p - r)",
    },
)
