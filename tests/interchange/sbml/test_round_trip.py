"""A model written and read back is the same model: published ones, and small ones made at random."""

from dataclasses import replace

import numpy as np
import pytest
import sympy
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from interchange.sbml.peers import in_roadrunner
from numerics.toys import toy

import nagi
from nagi.equations.model import Arm, Dose, Model, Parameter, Switch
from nagi.simulation.cohort import Patients

WEEKS = np.linspace(0, 8, 12)
"""At none of them anything happens: there a result holds what is before, other simulators what is after."""


def simulated(model: Model, arm: str | Arm, patients: Patients) -> xr.Dataset:
    return nagi.simulate(model, patients, arms=arm, weeks=WEEKS, accuracy="reference")


def file_patient(model: Model) -> Patients:
    return nagi.virtual_patients(model, n=1, seed=0)


@pytest.mark.parametrize(
    ("name", "arm"),
    [("miyano2021", "placebo"), ("miyano2021", "dupilumab"), ("miyano2022-saureus", "flucloxacillin")],
)
def test_a_published_model_comes_back(name: str, arm: str) -> None:
    model = nagi.load_model(name)
    patient = nagi.virtual_patients(model, n=1, seed=7)
    back = nagi.read_sbml(nagi.write_sbml(model, patient=patient, arm=arm))
    assert set(back.parameters) == set(model.parameters)
    assert {one.name: one.unit for one in back.population} == {one.name: one.unit for one in model.population}
    assert {one.name: one.label for one in back.states} == {one.name: one.label for one in model.states}
    assert set(back.effect_names) == set(model.effect_names)
    before = simulated(model, arm, patient)["EASI"].values[0, 0]
    after = simulated(back, "file", file_patient(back))["EASI"].values[0, 0]
    np.testing.assert_allclose(after, before, rtol=1e-8)


x, y, k, u = (sympy.Symbol(name, real=True) for name in "xyku")
numbers = st.sampled_from(
    [sympy.Float(0.37), sympy.Integer(2), sympy.Rational(3, 7), sympy.Float(1e-5), sympy.pi]
)
leaves = st.one_of(st.sampled_from([x, y, k, u]), numbers)


def grown(inner: st.SearchStrategy[sympy.Expr]) -> st.SearchStrategy[sympy.Expr]:
    """Operations that stay finite and smooth enough wherever their arguments are."""
    return st.one_of(
        st.builds(sympy.Add, inner, inner),
        st.builds(sympy.Mul, inner, inner),
        st.builds(sympy.Max, inner, inner),
        st.builds(sympy.Min, inner, inner),
        st.builds(lambda a, b: a / (1 + b**2), inner, inner),
        st.builds(lambda a: sympy.sqrt(1 + a**2), inner),
        st.builds(lambda a: -a, inner),
        st.builds(lambda a: sympy.exp(-(a**2)), inner),
        st.builds(lambda a: sympy.log(1 + sympy.Abs(a)), inner),
        st.builds(sympy.tanh, inner),
    )


formulas = st.recursive(leaves, grown, max_leaves=7)
weeks = st.sampled_from([0.0, 1.5, 3.0, 6.25])
doses = st.builds(
    Dose, week=weeks, state=st.sampled_from(["x", "y"]), amount=st.sampled_from([-0.5, 0.1, 2.0])
)
switches = st.builds(
    Switch, week=weeks, effects=st.fixed_dictionaries({"u": st.sampled_from([0.0, 0.3, -1.0])})
)
arms = st.builds(
    Arm,
    name=st.just("made"),
    effects=st.fixed_dictionaries({"u": st.sampled_from([0.0, 0.7])}),
    weeks=st.just(8.0),
    switches=st.lists(switches, max_size=3).map(lambda many: tuple(sorted(many, key=lambda one: one.week))),
    doses=st.lists(doses, max_size=3).map(lambda many: tuple(sorted(many, key=lambda one: one.week))),
)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(first=formulas, second=formulas, arm=arms, reset=st.booleans())
def test_a_random_model_comes_back_and_runs_elsewhere(
    first: sympy.Expr, second: sympy.Expr, arm: Arm, reset: bool
) -> None:
    model = toy(
        rates={"x": sympy.tanh(first) - x / 2, "y": sympy.tanh(second) - y},
        steady=False,
        resets={"y": sympy.Max(y, 0)} if reset else {},
        population=(
            Parameter(name="k", label="k", unit="1/week", mean_ln=0.2, sd_ln=0.0, id="", mechanism="toy"),
        ),
    )
    start, patient = [0.8, 0.2], [[1.3]]
    text = nagi.write_sbml(model, patient=patient, arm=arm, start=start)
    back = nagi.read_sbml(text)
    ours = simulated(replaced(model, start), arm, patient)
    again = simulated(back, "file", [[1.3]] if back.parameters else np.empty((1, 0)))
    assert str(ours["status"].values[0, 0]) == str(again["status"].values[0, 0]) == "ok"
    before = ours["X"].values[0, 0][1:]
    np.testing.assert_allclose(again["x"].values[0, 0][1:], before, rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(in_roadrunner(text, WEEKS, ["X"])[1:, 0], before, rtol=1e-6, atol=1e-8)


def replaced(model: Model, start: list[float]) -> Model:
    """`model` from `start`, without a run-in."""
    states = tuple(replace(one, start=value) for one, value in zip(model.states, start, strict=True))
    return replace(model, states=states, run_in_weeks=0.0)
