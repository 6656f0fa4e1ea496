"""Outputs may divide by what the rates divide by, even where rates divide by several things at once."""

import numpy as np
import sympy
from numerics.toys import k, toy, u, x, y

import nagi
from nagi.equations.model import Output


def test_an_output_may_share_divisions_with_the_rates() -> None:
    share = k / ((1 + x) * (2 + y))
    outputs = tuple(
        Output(name=name, label=name, unit="1", expression=expression)
        for name, expression in {"X": x, "Y": y, "share": share, "part": 1 / (1 + x)}.items()
    )
    model = toy(rates={"x": u - x * share, "y": share - y}, steady=False, outputs=outputs, run_in_weeks=0.0)
    found = nagi.simulate(model, [[1.5]], arms="arm", weeks=[0, 1, 5], accuracy="reference")
    values = {name: found[name].values[0, 0] for name in ("X", "Y", "share", "part")}
    compute = sympy.lambdify([x, y, k], [share, 1 / (1 + x)])
    expected = compute(values["X"], values["Y"], 1.5)
    np.testing.assert_allclose([values["share"], values["part"]], expected, rtol=1e-6)
