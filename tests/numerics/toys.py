"""Small models whose answers are known by hand."""

import sympy

from nagi.equations.events import Relay, Schedule
from nagi.equations.model import Arm, Dose, Effect, Model, Output, Parameter, Rate, State, Switch

x, y, k, u = (sympy.Symbol(name, real=True) for name in "xyku")


def state(name: str, *, start: float = 1.0, lower: float | None = None, upper: float | None = None) -> State:
    return State(
        name=name, label=name, unit="1", start=start, scale=1.0, lower=lower, upper=upper, mechanism="toy"
    )


def toy(*, rates: dict[str, sympy.Expr], steady: bool, **changes: object) -> Model:
    """A model of the given rates, with one parameter k, one effect u (0 by default) and x as output."""
    fields: dict[str, object] = {
        "name": "toy",
        "title": "toy",
        "work": "none",
        "states": tuple(state(name) for name in rates),
        "population": (
            Parameter(name="k", label="k", unit="1", mean_ln=0, sd_ln=0, id="k", mechanism="toy"),
        ),
        "effects": (Effect(name="u", label="u", unit="1", default=0.0),),
        "rates": tuple(
            Rate(state=name, expression=rate, equation=f"eq-{name}", mechanism="toy")
            for name, rate in rates.items()
        ),
        "outputs": (Output(name="X", label="x", unit="1", expression=x),),
        "arms": {"arm": Arm(name="arm", effects={"u": 1.0}, weeks=10.0)},
        "run_in_weeks": 50.0,
        "run_in_is_steady": steady,
    }
    return Model(**(fields | changes))  # type: ignore[arg-type]


def decay() -> Model:
    """dx/dt = k (u - x): relaxes to the effect at rate k."""
    return toy(rates={"x": k * (u - x)}, steady=True, run_in_weeks=400.0)


def busy() -> Model:
    """dx/dt = k (u + h - x) with a schedule h, resets, switches and doses; two arms."""
    held = Schedule(
        name="h", label="h", unit="1", resting=0.5, weeks=(2.0, 4.0, 6.5), values=(1.0, 0.0, 2.0), mechanism="toy"
    )  # fmt: skip
    switched = Arm(
        name="a", effects={"u": 1}, weeks=10, switches=(Switch(week=4, effects={"u": 0}),),
        doses=(Dose(week=7, state="x", amount=2),),
    )  # fmt: skip
    arms = {"a": switched, "b": Arm(name="b", effects={}, weeks=12)}
    rates = {"x": k * (u + sympy.Symbol("h", real=True) - x)}
    return toy(rates=rates, steady=True, resets={"x": x + 1}, schedules=(held,), arms=arms)


def relayed() -> Model:
    """A decay with a relay that turns on above 2 and never back."""
    rates = {"x": k * (u - x), "y": sympy.Integer(0)}
    relay = Relay(name="y", on=x - 2, off=None)
    return toy(rates=rates, steady=True, states=(state("x"), state("y", start=0.0)), relays=(relay,))


def explosion() -> Model:
    """dx/dt = u k x^2: infinite at 1 / k weeks after treatment begins from x = 1; at rest before."""
    return toy(rates={"x": u * k * x**2}, steady=False)


def oscillator() -> Model:
    """A circle of radius 1 at rate k: never at rest."""
    return toy(rates={"x": k * y + x * (1 - x**2 - y**2), "y": -k * x + y * (1 - x**2 - y**2)}, steady=True)


def balanced() -> Model:
    """dx/dt = k x (1 - x) from x = 0: it stays there, but the least difference leads away."""
    return toy(rates={"x": k * x * (1 - x)}, steady=True, states=(state("x", start=0.0),))


def drain() -> Model:
    """dx/dt = -u k: falls through zero, where x must not go."""
    return toy(rates={"x": -u * k}, steady=False, states=(state("x", lower=0.0),))
