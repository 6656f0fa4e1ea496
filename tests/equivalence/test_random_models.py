"""Random models within the language: compiled, interpreted and solved by SciPy, they agree.

Right-hand sides are sums of what models are made of; every model is a pool with inflow and loss, so that it has a
solution for all time.
"""

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import sympy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from nagi.equations import notation as n
from nagi.equations.model import Arm, Dose, Model, Switch
from nagi.equations.quantity import Quantity
from nagi.numerics.driver.reference import Lane, constants, integrate
from nagi.numerics.engine import Engine
from nagi.numerics.methods.tableau import tableau
from nagi.numerics.symbolic.lowering import lower

Array = NDArray[np.float64]
Term = Callable[..., Quantity]
WEEKS = np.linspace(0.0, 3.0, 13)
ARM = Arm(name="a", effects={"u": 0.8}, weeks=3.0)
EVENTS = Arm(
    name="b",
    effects={"u": 0.0},
    weeks=3.0,
    switches=(Switch(week=0.7, effects={"u": 1.3}), Switch(week=2.25, effects={"u": 0.1})),
    doses=(Dose(week=0.7, state="x", amount=0.5), Dose(week=1.5, state="z", amount=2.0)),
)
GAINS: dict[str, Term] = {
    "basal": lambda x, y, z, k, q, u: q,
    "saturating": lambda x, y, z, k, q, u: k * y / (1 + q * y),
    "hill": lambda x, y, z, k, q, u: n.hill(z, 1 + k, 3),
    "real hill": lambda x, y, z, k, q, u: n.hill(0.1 + n.maximum(y, 0), q, 1 + k / 2),
    "inhibited": lambda x, y, z, k, q, u: k / ((1 + x * (1 - u / 2)) * (1 + q * z)),
    "driven": lambda x, y, z, k, q, u: u * k,
    "exponential": lambda x, y, z, k, q, u: n.exp(-k * x) * q,
    "logarithm": lambda x, y, z, k, q, u: n.log(1 + n.absolute(z)) * k,
    "root": lambda x, y, z, k, q, u: n.sqrt(1 + y**2) * q,
    "switch-like": lambda x, y, z, k, q, u: 1 + n.tanh(5 * (y - q)),
    "positive part": lambda x, y, z, k, q, u: n.maximum(y - q, 0) * k,
    "bottleneck": lambda x, y, z, k, q, u: n.minimum(y, z, k),
    "difference": lambda x, y, z, k, q, u: n.absolute(x - y) * k,
    "abrupt": lambda x, y, z, k, q, u: n.where(n.less(u, 0.5), then=k, otherwise=q * y),
    "power": lambda x, y, z, k, q, u: (1 + n.absolute(y)) ** 0.75,
}  # fmt: skip
LOSSES: dict[str, Term] = {
    "linear": lambda x, y, z, k, q, u: k * x,
    "fast": lambda x, y, z, k, q, u: 300 * q * x,
    "raised": lambda x, y, z, k, q, u: x * (1 + k * y**2),
    "quadratic": lambda x, y, z, k, q, u: q * x * n.absolute(x) + x,
    "with a drug": lambda x, y, z, k, q, u: (1 + u) * k * x / (1 + n.maximum(x, 0)) + x,
}


def pool(choice: tuple[str, ...], *names: Quantity) -> Quantity:
    """What a pool gains less what it loses."""
    *gains, loss = choice
    return sum((GAINS[gain](*names) for gain in gains), -LOSSES[loss](*names))


@cache
def built(choices: tuple[tuple[str, ...], ...]) -> Model:
    """Three pools; `choices` are each one's gains, then its loss."""

    class Pools(n.Mechanism):
        source = "RANDOM"
        x = n.state("x", "1", start=1)
        y = n.state("y", "1", start=0.5)
        z = n.state("z", "1", start=2)
        k = n.parameter("k", "1", mean_ln=0, sd_ln=0.3)
        q = n.parameter("q", "1", mean_ln=0, sd_ln=0.3)
        u = n.effect("u", "1")
        used = n.quantity("keeps k, q and u in use", "1", equals=0 * 1 + k * 1e-9 + q * 1e-9 + u * 1e-9)
        per_week = n.number(1, "1/week")
        first = pool(choices[0], x, y, z, k, q, u) + used
        second = pool(choices[1], y, z, x, k, q, u) + used
        third = pool(choices[2], z, x, y, k, q, u) + used
        dx = n.rate(of=x, equals=per_week * first, equation="1")
        dy = n.rate(of=y, equals=per_week * second, equation="2")
        dz = n.rate(of=z, equals=per_week * third, equation="3")
        X = n.output("x", "1", equals=x)
        S = n.output("share", "1", equals=x / (1 + y**2) + n.maximum(z, k))

    return n.compose(
        name="random", title="random", work="RANDOM", mechanisms=[Pools], arms={"a": ARM, "b": EVENTS},
        run_in_weeks=1, run_in_is_steady=False,
    )  # fmt: skip


def by_scipy(model: Model, values: Array, start: Array, arm: Arm) -> Array:
    """Outputs (week, output) by Radau, segment by segment."""
    names = [*model.state_names, *model.parameters, *model.effect_names]
    symbols = [sympy.Symbol(name, real=True) for name in names]
    slopes = sympy.lambdify(symbols, [rate.expression for rate in model.rates])
    outputs = sympy.lambdify(symbols, [output.expression for output in model.outputs])
    effects, y, rows = dict(arm.effects), start, []
    turns = sorted({0.0, *(s.week for s in arm.switches), *(d.week for d in arm.doses), arm.weeks})
    for begin, end in pairwise(turns):
        effects |= {k: v for s in arm.switches if s.week == begin for k, v in s.effects.items()}
        moved = [
            sum(d.amount for d in arm.doses if (d.week, d.state) == (begin, s)) for s in model.state_names
        ]
        fixed = (*values, *(effects[name] for name in model.effect_names))
        if begin == 0.0:
            rows.append(outputs(*y, *fixed))
        solved = solve_ivp(
            lambda _, v, fixed=fixed: slopes(*v, *fixed), (begin, end), y + moved, method="Radau",
            rtol=1e-9, atol=1e-11, dense_output=True,
        )  # fmt: skip
        inside = WEEKS[np.searchsorted(WEEKS, begin, "right") : np.searchsorted(WEEKS, end, "right")]
        rows += [outputs(*solved.sol(week), *fixed) for week in inside]
        y = solved.y[:, -1]
    return np.array(rows)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kernels")


gains = st.lists(st.sampled_from(sorted(GAINS)), min_size=1, max_size=3, unique=True)
choice = st.builds(lambda g, loss: (*g, loss), gains, st.sampled_from(sorted(LOSSES)))


@settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(choices=st.tuples(choice, choice, choice), seed=st.integers(0, 2**31))
def test_compiled_interpreted_and_scipy_agree(
    choices: tuple[tuple[str, ...], ...], seed: int, folder: Path
) -> None:
    model = built(choices)
    draw = np.random.default_rng(seed)
    table = np.exp(0.5 * draw.standard_normal((3, len(model.parameters))))
    start = draw.uniform(0.2, 3.0, (3, 3))
    engine = Engine.of(model, accuracy="reference", folder=folder)
    run = engine.run(table, [ARM, EVENTS], weeks=WEEKS, start=start)
    assert (run.status == 0).all()
    for column, arm in enumerate((ARM, EVENTS)):
        exact = by_scipy(model, table[1], start[1], arm)
        np.testing.assert_allclose(run.outputs[1, column], exact, rtol=1e-6, atol=1e-7, err_msg=str(choices))
    lowered = lower(model, tableau())
    lane = Lane(
        start=list(start[2]), constants=constants(lowered, list(table[2]), [ARM.effects["u"]]), rtol=1e-6,
        scales=[state.scale for state in model.states],
    )  # fmt: skip
    slow = integrate(lowered, lane, until=3.0, times=list(WEEKS))
    np.testing.assert_allclose(run.outputs[2, 0], slow.outputs, rtol=1e-4, atol=1e-5, err_msg=str(choices))
