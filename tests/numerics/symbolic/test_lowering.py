"""The symbolic pass against SymPy's own derivatives, complex steps and dense linear algebra."""

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from numerics.problems import HIRES, KAPS, ROBERTSON, model

from nagi.equations.model import Model
from nagi.errors import NagiError
from nagi.numerics.driver.reference import constants
from nagi.numerics.methods.tableau import tableau
from nagi.numerics.printers.interpreter import evaluate
from nagi.numerics.symbolic import admission
from nagi.numerics.symbolic.lowered import Lowered
from nagi.numerics.symbolic.lowering import lower

STATES, PARAMETERS = ("x", "y", "z"), ("k", "c0", "y0")  # names that collide with those of programs
VALUES, EFFECTS = (0.7, 1.3, 2.1), (0.4,)

SMOOTH = st.sampled_from(
    [
        "k*x", "c0*y*z", "x/(1 + k*y)", "y0/(2 + x + (1 - e)*z)**2", "k*exp(-x)", "log(1 + y0*y)",
        "sqrt(1 + x*z)", "tanh(x - c0)", "z**3", "(1 + y)**k", "1/sqrt(2 + x)", "1/(1 + 1/(1 + c0*y))",
        "x**1.5", "(1 + k*(e + x))*y/((1 + x)*(2 + k*z))", "k**x", "(1 + x)**y", "-x*(c0 - y)", "y0", "2*x - 3",
        "y*(1/(1 + x))**k", "(x + y)**(z/3)", "cbrt(x*y)", "x/(x + k*z)**c0", "1/((1 + x)*(1 + y)**2)",
    ]
)  # fmt: skip
KINKED = st.sampled_from(
    [
        "Piecewise((k*x**2, x < y), (z, True))",
        "x*Piecewise((y, z > k), (Piecewise((x, y > 1), (k, True)), True))",
        "Piecewise((x, x <= c0), (y*z, y >= 2), (1, True))",
        "Max(x, k*y)",
        "Min(x, y, z)",
        "Abs(x - y)*z",
        "Max(0, z - c0)**2",
        "Max(x*y, 1, k)",
    ]
)


def random_model(rates: list[list[str]]) -> Model:
    texts = {s: " + ".join(f"({t})" for t in terms) for s, terms in zip(STATES, rates, strict=True)}
    return model(dict.fromkeys(STATES, 1.0), texts, parameters=PARAMETERS, effects=("e",))


def rates_of(terms: st.SearchStrategy[str]) -> st.SearchStrategy[list[list[str]]]:
    return st.lists(st.lists(terms, min_size=1, max_size=3), min_size=3, max_size=3)


def exact_slopes(problem: Model, states: np.ndarray) -> list[complex]:
    names = [sympy.Symbol(n, real=True) for n in (*STATES, *PARAMETERS, "e")]
    at = [*states, *VALUES, *EFFECTS]
    return [complex(sympy.lambdify(names, r.expression, "numpy")(*at)) for r in problem.rates]


def dense_jacobian(lowered: Lowered, inputs: dict[str, float]) -> np.ndarray:
    got, size = evaluate(lowered.jacobian, inputs), range(len(lowered.states))
    return np.array([[got.get(f"j{i}_{k}", 0.0) for k in size] for i in size])


positive = st.lists(st.floats(0.1, 3.0), min_size=3, max_size=3)


@settings(max_examples=60, deadline=None)
@given(rates=rates_of(SMOOTH), states=positive)
def test_every_jacobian_entry_equals_a_complex_step(rates: list[list[str]], states: list[float]) -> None:
    problem = random_model(rates)
    lowered = lower(problem, tableau("rodas4"))
    inputs = {f"y{i}": v for i, v in enumerate(states)} | constants(lowered, VALUES, EFFECTS)
    slopes = evaluate(lowered.rhs, inputs)
    found = dense_jacobian(lowered, inputs)
    for k in range(3):
        moved = np.array(states, complex)
        moved[k] += 1e-30j
        exact = exact_slopes(problem, moved)
        assert found[:, k] == pytest.approx([v.imag * 1e30 for v in exact], rel=1e-9, abs=1e-9)
        assert [slopes[f"f{i}"] for i in range(3)] == pytest.approx(
            [v.real for v in exact], rel=1e-11, abs=1e-11
        )


@settings(max_examples=30, deadline=None)
@given(rates=rates_of(KINKED), seed=st.integers(0, 2**31))
def test_derivatives_of_maxima_choose_the_right_side(rates: list[list[str]], seed: int) -> None:
    problem = random_model(rates)
    lowered = lower(problem, tableau("rodas4"))
    fixed, width = constants(lowered, VALUES, EFFECTS), 1e-6
    states = np.random.default_rng(seed).uniform(0.1, 3.0, 3)  # never within `width` of a kink in practice
    found = dense_jacobian(lowered, fixed | {f"y{i}": v for i, v in enumerate(states)})
    for k in range(3):
        move = width * np.eye(3)[k]
        up, down = (np.real(exact_slopes(problem, states + m)) for m in (move, -move))
        assert found[:, k] == pytest.approx((up - down) / (2 * width), rel=1e-6, abs=1e-6)


def dense_step(lowered: Lowered, fixed: dict[str, float], y: np.ndarray, h: float) -> np.ndarray:
    """The method as in a textbook, with a dense solver."""
    method, size = tableau(), len(y)
    jacobian = dense_jacobian(lowered, fixed | {f"y{i}": v for i, v in enumerate(y)})
    matrix = np.eye(size) / (h * method.gamma) - jacobian
    stages: list[np.ndarray] = []
    for a, c in zip(((), *method.a), ((), *method.c), strict=True):
        inner = y + sum((w * u for w, u in zip(a, stages, strict=True)), np.zeros(size))
        got = evaluate(lowered.rhs, fixed | {f"y{i}": v for i, v in enumerate(inner)})
        right = np.array([got[f"f{i}"] for i in range(size)])
        right += sum((w * u for w, u in zip(c, stages, strict=True)), np.zeros(size)) / h
        stages.append(np.linalg.solve(matrix, right))
    return y + sum((w * u for w, u in zip(method.b, stages, strict=True)), np.zeros(size))


@pytest.mark.parametrize("problem", [HIRES, KAPS], ids=["hires", "kaps"])
@pytest.mark.parametrize("h", [1e-3, 0.05, 2.0])
def test_a_written_out_step_equals_the_textbook_step(problem: Model, h: float) -> None:
    lowered = lower(problem, tableau())
    y = np.array([state.start + 0.1 for state in problem.states])
    size = range(len(y))
    fixed = {f"a{i}": 1.0 for i in size}
    got = evaluate(lowered.step, fixed | {f"y{i}": y[i] for i in size} | {"h": h, "rtol": 1e-3})
    assert [got[f"n{i}"] for i in size] == pytest.approx(
        dense_step(lowered, fixed, y, h), rel=1e-9, abs=1e-10
    )


def test_newton_finds_a_steady_state_and_says_how_far_it_was() -> None:
    lowered = lower(KAPS, tableau())
    there = {"y0": 0.1, "y1": 0.05, "a0": 1.0, "a1": 1.0}
    for _ in range(6):
        got = evaluate(lowered.newton, there)
        there |= {"y0": got["n0"], "y1": got["n1"]}
    assert evaluate(lowered.newton, there)["res"] < 1e-14
    assert there["y0"] == pytest.approx(0.0, abs=1e-12)


def test_what_does_not_depend_on_the_state_is_computed_once() -> None:
    problem = model(
        {"x": 1.0},
        {"x": "exp(k)*(1 + b*(x + u)) - sqrt(k/b)*x"},
        parameters=("k", "b"),
        effects=("u",),
    )
    lowered = lower(problem, tableau())
    used = {o.op for o in lowered.rhs.operations}
    assert used <= {"input", "fma", "sub", "mul", "add", "neg"}
    assert {o.op for o in lowered.prep.operations} >= {"exp", "sqrt"}


def test_several_fractions_cost_one_division() -> None:
    problem = model(
        {"x": 1.0, "y": 1.0},
        {"x": "1/(1 + x) - y/(1 + y)", "y": "x/((2 + x)*(3 + y)*(4 + x)) - 1/(1 + 1/(5 + x))"},
    )
    divisions = [o for o in lower(problem, tableau()).rhs.operations if o.op == "div"]
    assert len(divisions) == 2  # one level of nesting


def test_only_states_that_outputs_need_get_dense_output() -> None:
    problem = model(
        {"x": 1.0, "y": 1.0},
        {"x": "-x", "y": "x - y"},
        parameters=("k",),
        outputs={"twice": "2*k*y", "one": "1"},
    )
    lowered = lower(problem, tableau())
    assert lowered.needed_states == (1,)
    assert {n for n in lowered.step.results if n.startswith("d")} == {"d0_1", "d1_1", "d2_1"}
    got = evaluate(lowered.outputs_program, {"y1": 3.0} | constants(lowered, [2.0], []))
    assert (got["o0"], got["o1"]) == (12.0, 1.0)


def test_resets_are_written_out() -> None:
    problem = model({"x": 1.0, "y": 1.0}, {"x": "-x", "y": "-y"}, effects=("u",), resets={"y": "x*(1 - u)"})
    lowered = lower(problem, tableau())
    got = evaluate(lowered.resets, {"y0": 4.0, "y1": 9.0} | constants(lowered, [], [0.25]))
    assert got == {"n1": 3.0}


def test_nan_and_infinity_pass_through() -> None:
    problem = model({"x": 1.0}, {"x": "k*x - x*0.5 + Max(x, k)"}, parameters=("k",))
    lowered = lower(problem, tableau())
    fixed = constants(lowered, [np.nan], [])
    got = evaluate(lowered.step, fixed | {"y0": 1.0, "a0": 1.0, "h": 0.1, "rtol": 1e-3})
    assert np.isnan(got["err"])


def test_programs_run_on_arrays_lane_by_lane() -> None:
    lowered = lower(ROBERTSON, tableau("ros34pw2"))
    lanes = np.array([0.03, 0.04, 0.05])
    fixed = {"a0": 1.0, "a1": 1e-6, "a2": 1.0, "h": 0.1, "rtol": 1e-3, "y0": 1.0, "y1": 0.0, "y2": 0.0}
    together = evaluate(lowered.step, fixed | constants(lowered, [lanes, 3e7, 1e4], []))
    for lane, k1 in enumerate(lanes):
        alone = evaluate(lowered.step, fixed | constants(lowered, [k1, 3e7, 1e4], []))
        assert {n: v[lane] for n, v in together.items()} == alone


def test_the_same_model_gives_the_same_statements() -> None:
    assert lower(HIRES, tableau()) == lower(HIRES, tableau())


@pytest.mark.parametrize(
    ("rate", "code"),
    [
        ("Piecewise((x, x < 1))", "NAGI-N102"),
        ("t*x", "NAGI-N101"),
        ("gamma(x)", "NAGI-N102"),
        ("stranger*x", "NAGI-N103"),
    ],
)
def test_what_cannot_be_written_out_is_refused(rate: str, code: str) -> None:
    with pytest.raises(NagiError, match=code) as caught:
        lower(model({"x": 1.0}, {"x": rate}), tableau())
    assert code in caught.value.report("ja")


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(NagiError) as caught:
        lower(model({"x": 1.0, "y": 1.0}, {"x": "t*gamma(x) + stranger"}), tableau())
    assert {p.code for p in caught.value.problems} == {"NAGI-N101", "NAGI-N102", "NAGI-N103", "NAGI-N104"}


@pytest.mark.parametrize("cap", ["MOST_OPERATIONS", "MOST_WITH_DERIVATIVES"])
def test_equations_beyond_the_cap_are_refused(cap: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, cap, 20)
    with pytest.raises(NagiError, match="NAGI-N105"):
        lower(HIRES, tableau())
