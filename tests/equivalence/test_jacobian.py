"""Every entry of the Jacobians of the models, by complex steps of the equations as composed.

A slightly wrong entry would only cost order and steps, so that no curve shows it.
"""

import numpy as np
import pytest
import sympy

from nagi.numerics.driver.reference import constants
from nagi.numerics.methods.tableau import tableau
from nagi.numerics.printers.interpreter import evaluate
from nagi.numerics.symbolic.lowering import lower
from nagi.physiology.library import load_model, model_names
from nagi.simulation.cohort import parameter_array, virtual_patients

TINY = 1e-30


@pytest.mark.parametrize("name", model_names())
def test_every_entry_in_every_arm(name: str) -> None:
    model = load_model(name)
    lowered, size = lower(model, tableau()), len(model.states)
    table, _ = parameter_array(model, virtual_patients(model, len(model.arms), seed=2))
    names = [sympy.Symbol(n, real=True) for n in (*model.state_names, *model.parameters, *model.held_names)]
    slopes = sympy.lambdify(names, [rate.expression for rate in model.rates], "numpy", dummify=True)
    away = np.random.default_rng(3)
    for values, arm in zip(table, model.arms.values(), strict=True):
        effects = [arm.effects.get(e.name, e.default) for e in model.effects]
        held = [*effects, *model.resting[len(effects) :]]
        states = np.array([state.start for state in model.states]) * away.uniform(0.2, 1.5, size)
        inputs = constants(lowered, list(values), held) | {f"y{i}": y for i, y in enumerate(states)}
        found = evaluate(lowered.jacobian, inputs)
        entries = np.array([[found.get(f"j{i}_{k}", 0.0) for k in range(size)] for i in range(size)])
        for k in range(size):
            moved = states.astype(complex)
            moved[k] += TINY * 1j
            exact = np.imag(np.array(slopes(*moved, *values, *held), dtype=complex)) / TINY
            np.testing.assert_allclose(
                entries[:, k], exact, rtol=1e-10, atol=1e-12, err_msg=f"{arm.name} {k}"
            )
