"""What the engine promises: events happen when they should, failures are values, unusable input is refused."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import sympy
from numerics import toys
from numerics.problems import model as problem

from nagi.equations.model import Arm, Dose, Model, Output, Switch
from nagi.errors import NagiError
from nagi.numerics.accuracy import control_of
from nagi.numerics.engine import Engine
from nagi.numerics.methods.tableau import NAMES
from nagi.numerics.status import Status
from nagi.physiology.library import load_model
from nagi.simulation.cohort import virtual_patients

WEEKS = np.arange(11.0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kernels")


def engine(model: Model, folder: Path) -> Engine:
    return Engine.of(model, accuracy="reference", folder=folder)


def rates(*values: float) -> npt.NDArray[np.float64]:
    return np.array(values)[:, None]


def test_it_works(folder: Path) -> None:
    run = engine(toys.decay(), folder).run(
        rates(0.5, 1, 2), [Arm(name="a", effects={"u": 1}, weeks=10)], weeks=WEEKS
    )
    k = np.array([0.5, 1, 2])[:, None]
    np.testing.assert_allclose(run.outputs[:, 0, :, 0], 1 - np.exp(-k * WEEKS), atol=1e-8)
    assert (run.status == Status.OK).all()
    assert (run.week == 10).all()


def test_the_scalar_path_gives_the_same(folder: Path) -> None:
    model, arms = toys.decay(), [Arm(name="a", effects={"u": 1}, weeks=10)]
    slow = Engine.of(model, accuracy="reference", printer="scalar", folder=folder)
    fast = engine(model, folder)
    found = [each.run(rates(0.5, 1, 2), arms, weeks=WEEKS).outputs for each in (slow, fast)]
    np.testing.assert_allclose(found[0], found[1], rtol=1e-9, atol=1e-12)


def test_switches_and_doses_happen_at_their_week(folder: Path) -> None:
    """u = 1 until week 4, then 0; a dose of 2 at week 7. Outputs at an event are those just before it."""
    arm = Arm(
        name="a", effects={"u": 1}, weeks=10, switches=(Switch(week=4, effects={"u": 0}),),
        doses=(Dose(week=7, state="x", amount=2),),
    )  # fmt: skip
    found = engine(toys.decay(), folder).run(rates(1.0), [arm], weeks=WEEKS).outputs[0, 0, :, 0]
    top = 1 - np.exp(-4.0)
    at7 = top * np.exp(-3.0)
    expected = np.where(WEEKS <= 4, 1 - np.exp(-WEEKS), top * np.exp(-(WEEKS - 4)))
    expected = np.where(WEEKS > 7, (at7 + 2) * np.exp(-(WEEKS - 7)), expected)
    np.testing.assert_allclose(found, expected, atol=1e-8)


def test_resets_happen_at_the_beginning_of_segments(folder: Path) -> None:
    model = replace(toys.decay(), resets={"x": toys.x + 1})
    arm = Arm(name="a", effects={"u": 0}, weeks=10, switches=(Switch(week=5, effects={}),))
    found = engine(model, folder).run(rates(1.0), [arm], weeks=WEEKS, start=[[1.0]]).outputs[0, 0, :, 0]
    np.testing.assert_allclose(found[:6], [1, *(2 * np.exp(-WEEKS[1:6]))], atol=1e-8)
    np.testing.assert_allclose(found[6], (2 * np.exp(-5.0) + 1) * np.exp(-1.0), atol=1e-8)


def test_one_bad_patient_does_not_disturb_the_others(folder: Path) -> None:
    """x' = k x^2 is infinite at week 1/k: patients 0.05 and 0.01 get to week 10, patient 0.5 stops at week 2."""
    model = toys.explosion()
    made = engine(model, folder)
    table, arms = rates(0.05, 0.5, 0.01), list(model.arms.values())
    run = made.run(table, arms, weeks=WEEKS)
    assert run.status[:, 0].tolist()[::2] == [Status.OK, Status.OK]
    assert run.status[1, 0] in {Status.NOT_FINITE, Status.STEP_TOO_SMALL}
    assert np.isnan(run.outputs[1]).all()
    np.testing.assert_allclose(run.outputs[0, 0, :, 0], 1 / (1 - 0.05 * WEEKS), rtol=1e-6)
    (outcome,) = made.failures(run, table, arms)
    assert (outcome.state, outcome.equation, outcome.mechanism) == ("x", "eq-x", "toy")
    assert outcome.week == pytest.approx(2, abs=1e-3)
    assert outcome.last["x"] > 100
    assert "eq-x" in outcome.said.ja
    assert "eq-x" in outcome.said.en


def test_an_oscillating_patient_has_no_baseline(folder: Path) -> None:
    model = toys.oscillator()
    made = engine(model, folder)
    states, status = made.baseline(rates(1.0, 3.0))
    assert status.tolist() == [Status.OSCILLATING] * 2
    assert np.isnan(states).all()
    run = made.run(rates(1.0), list(model.arms.values()), weeks=WEEKS)
    assert run.status.tolist() == [[Status.OSCILLATING]]
    assert np.isnan(run.outputs).all()


def test_a_state_that_leaves_its_range_is_reported_not_clipped(folder: Path) -> None:
    model = toys.drain()
    made = engine(model, folder)
    run = made.run(rates(0.05, 0.5), list(model.arms.values()), weeks=WEEKS)
    assert run.status[:, 0].tolist() == [Status.OK, Status.NEGATIVE]
    assert run.week[1, 0] == pytest.approx(2, abs=1e-6)


def test_a_run_in_that_is_not_steady_ends_at_its_week(folder: Path) -> None:
    slow = toys.toy(rates={"x": -toys.k * toys.x}, steady=False)
    states, status = engine(slow, folder).baseline(rates(0.01))
    assert status.tolist() == [Status.OK]
    np.testing.assert_allclose(states[0, 0], np.exp(-0.5), rtol=1e-8)


@pytest.mark.parametrize(("begin", "branch"), [(0.1, 1.0), (-0.1, -1.0)])
def test_a_baseline_stays_on_the_branch_of_its_run_in(begin: float, branch: float, folder: Path) -> None:
    """x' = k (x - x^3) rests at -1 and 1, and at 0 where it cannot stay."""
    rate = toys.k * (toys.x - toys.x**3)
    model = toys.toy(rates={"x": rate}, steady=True, states=(toys.state("x", start=begin),))
    states, status = engine(model, folder).baseline(rates(1.0, 3.0))
    assert status.tolist() == [Status.OK] * 2
    np.testing.assert_allclose(states[:, 0], branch, rtol=1e-12)


def test_a_known_model_starts_without_the_symbolic_pass(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine(toys.decay(), folder)

    def refuse(*_: object) -> None:
        raise AssertionError("the cache knows this model")

    monkeypatch.setattr("nagi.numerics.solvers._lowered", refuse)
    assert engine(toys.decay(), folder).solver.kernels.kernel.states == 1


def test_too_many_steps(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = engine(toys.decay(), folder)
    few = control_of(made.model, 1e-10)._replace(most=5)
    monkeypatch.setattr("nagi.numerics.engine.control_of", lambda model, rtol: few)
    run = made.run(rates(1.0), [Arm(name="a", effects={"u": 1}, weeks=10)], weeks=WEEKS, start=[[0.0]])
    assert run.status.tolist() == [[Status.TOO_MANY_STEPS]]
    assert run.steps.tolist() == [[5]]


def test_nobody_and_no_arm_are_no_error(folder: Path) -> None:
    made = engine(toys.decay(), folder)
    assert made.run(np.empty((0, 1)), [Arm(name="a", effects={}, weeks=1)], weeks=[0, 1]).outputs.size == 0


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ([[1.0, 2.0]], "NAGI-N201"),
        ([1.0], "NAGI-N201"),
        ("rubbish", "NAGI-N201"),
        ([[np.nan]], "NAGI-N202"),
        ([[1.0], [np.inf]], "NAGI-N202"),
        ([[-1.0]], "NAGI-N203"),
    ],
)
def test_unusable_parameters_are_refused_by_name(parameters: object, code: str, folder: Path) -> None:
    with pytest.raises(NagiError) as refused:
        engine(toys.decay(), folder).baseline(parameters)  # type: ignore[arg-type]
    (problem,) = refused.value.problems
    assert problem.code == code
    assert "k" in problem.line("ja")


@pytest.mark.parametrize(
    ("arm", "weeks", "code"),
    [
        (Arm(name="a", effects={}, weeks=10), [1.0, 0.0], "NAGI-N205"),
        (Arm(name="a", effects={}, weeks=10), [-1.0], "NAGI-N205"),
        (Arm(name="a", effects={}, weeks=10), [12.0], "NAGI-N206"),
        (Arm(name="a", effects={}, weeks=0), [], "NAGI-N207"),
        (Arm(name="a", effects={}, weeks=3, switches=(Switch(week=3, effects={}),)), [], "NAGI-N207"),
        (Arm(name="a", effects={"v": 1}, weeks=3), [], "NAGI-N208"),
        (Arm(name="a", effects={"u": np.nan}, weeks=3), [], "NAGI-N208"),
        (Arm(name="a", effects={}, weeks=3, doses=(Dose(week=1, state="z", amount=1),)), [], "NAGI-N208"),
    ],
)
def test_unusable_arms_and_weeks_are_refused(arm: Arm, weeks: list[float], code: str, folder: Path) -> None:
    with pytest.raises(NagiError) as refused:
        engine(toys.decay(), folder).run(rates(1.0), [arm], weeks=weeks)
    assert {problem.code for problem in refused.value.problems} == {code}


def test_start_states_must_fit_the_patients(folder: Path) -> None:
    with pytest.raises(NagiError, match="NAGI-N204"):
        engine(toys.decay(), folder).run(rates(1.0), [], weeks=[], start=[[1.0], [2.0]])


def test_segments_of_every_length_are_run_to_their_end(folder: Path) -> None:
    """Lengths that steps of 0.05, 0.3, 1.8 … weeks fill up to rounding: nothing may be left that is no step."""
    model = toys.toy(rates={"x": -1e-3 * toys.k * toys.x}, steady=False)
    arms = [
        Arm(
            name=f"{dose}+{length}",
            effects={},
            weeks=dose + length,
            doses=(Dose(week=dose, state="x", amount=1.0),),
        )
        for dose in (0.7, 1.0, 3.0, 1 / 3, 24.0, 100.1)
        for length in (0.05, 0.35, 2.15, 12.95, 77.75)
    ]
    run = engine(model, folder).run(rates(1.0), arms, weeks=[0.0], start=[[1.0]])
    assert (run.status == Status.OK).all()
    exact = [np.exp(-1e-3 * a.weeks) + np.exp(-1e-3 * (a.weeks - a.doses[0].week)) for a in arms]
    np.testing.assert_allclose(run.last[0, :, 0], exact, rtol=1e-6)


def test_named_expressions_of_a_model_are_part_of_what_the_cache_knows(folder: Path) -> None:
    q = sympy.Symbol("q", real=True)
    for factor in (1, 2):
        model = toys.toy(rates={"x": -q * toys.x}, steady=False, assignments=(("q", factor * toys.k),))
        run = engine(model, folder).run(rates(1.0), list(model.arms.values()), weeks=[1.0], start=[[1.0]])
        np.testing.assert_allclose(run.outputs.item(), np.exp(-factor), rtol=1e-6)


def test_a_run_in_that_fails_says_when_and_in_which_state(folder: Path) -> None:
    model = toys.toy(rates={"x": toys.k * toys.x**2}, steady=False)  # infinite at 1 / k weeks
    made, table, arms = engine(model, folder), rates(0.001, 0.5), list(model.arms.values())
    run = made.run(table, arms, weeks=[0.0, 1.0])
    assert run.status[0].tolist() == [Status.OK]
    assert np.isnan(run.baseline[1]).all()
    (outcome,) = made.failures(run, table, arms)
    assert (outcome.arm, outcome.state) == ("run-in", "x")
    assert outcome.week == pytest.approx(2, abs=1e-3)
    assert outcome.last["x"] > 100


def test_a_patient_without_a_steady_state_shows_where_the_run_in_ended(folder: Path) -> None:
    model = toys.oscillator()
    made, arms = engine(model, folder), list(model.arms.values())
    run = made.run(rates(1.0), arms, weeks=[0.0])
    (outcome,) = made.failures(run, rates(1.0), arms)
    assert outcome.week == model.run_in_weeks
    assert np.hypot(outcome.last["x"], outcome.last["y"]) == pytest.approx(1, abs=0.1)


def test_a_summary_of_no_weeks_is_refused(folder: Path) -> None:
    with pytest.raises(NagiError, match="NAGI-N205"):
        engine(toys.decay(), folder).run(
            rates(1.0), [Arm(name="a", effects={}, weeks=1)], weeks=[], summary=True
        )


def test_a_population_that_dies_out_has_a_steady_state(folder: Path) -> None:
    """x' = -k x, y' = k x - 0.3 y: both rest at 0, the lower bound, where rounding must not count."""
    dying = {"x": -toys.k * toys.x, "y": toys.k * toys.x - 0.3 * toys.y}
    states = tuple(toys.state(name, lower=0.0) for name in dying)
    model = toys.toy(rates=dying, steady=True, states=states, run_in_weeks=1000.0)
    found, status = engine(model, folder).baseline(rates(*np.linspace(0.1, 5, 50)))
    assert (status == Status.OK).all()
    np.testing.assert_allclose(found, 0, atol=1e-12)
    assert found.min() >= 0


@pytest.mark.parametrize("summary", [False, True])
def test_an_output_that_is_no_number_is_a_failure(summary: bool, folder: Path) -> None:
    """log(x - 1/2) of x = exp(-k t)."""
    output = Output(name="L", label="L", unit="1", expression=sympy.log(toys.x - 0.5))
    model = toys.toy(rates={"x": -toys.k * toys.x}, steady=False, outputs=(output,))
    run = engine(model, folder).run(
        rates(0.1, 1.0),
        [Arm(name="a", effects={}, weeks=5)],
        weeks=[0.0, 5.0],
        start=[[1.0]] * 2,
        summary=summary,
    )
    assert run.status[:, 0].tolist() == [Status.OK, Status.NOT_FINITE]
    shown = run.summary.endpoint[:, 0, 0] if run.summary else run.outputs[:, 0, -1, 0]
    assert np.isfinite(shown).tolist() == [True, False]
    assert np.isnan(run.outputs[1]).all()


def test_no_patient_of_a_bistable_switch_gets_the_wrong_branch(folder: Path) -> None:
    """Two genes that silence each other, 1,000 draws: the baseline is where a tight run of 1000 weeks ends."""
    switch = problem(
        {"x": 1.0, "y": 0.9}, {"x": "a/(1 + y**n) - x", "y": "b/(1 + x**n) - y"}, parameters=("a", "b", "n")
    )
    switch = replace(switch, run_in_weeks=1000.0)
    draw = np.random.default_rng(1)
    table = np.column_stack([draw.uniform(1, 10, (1000, 2)), draw.choice([2.0, 3.0, 4.0], 1000)])
    quick, status = engine(switch, folder).baseline(table)
    slow, _ = engine(replace(switch, run_in_is_steady=False), folder).baseline(table)
    assert (status == Status.OK).all()
    np.testing.assert_allclose(quick, slow, rtol=1e-6, atol=1e-9)
    assert 100 < (quick[:, 0] > quick[:, 1]).sum() < 900


@pytest.mark.parametrize("begin", [0.0, 1e-300])
def test_a_balance_that_cannot_last_is_no_steady_state(begin: float, folder: Path) -> None:
    """x' = k x (1 - x) rests at 0 until anything happens; 1e-300 grows for 700 weeks at k = 1."""
    states = (toys.state("x", start=begin, lower=0.0),)
    rate = toys.k * toys.x * (1 - toys.x)
    model = toys.toy(rates={"x": rate}, steady=True, states=states, run_in_weeks=50.0)
    assert engine(model, folder).baseline(rates(0.5, 1.0))[1].tolist() == [Status.UNSTABLE] * 2


@pytest.mark.parametrize("method", [name for name in NAMES if name != "ros34pw2"])
def test_every_method_draws_the_same_curves(method: str) -> None:
    model = load_model("miyano2021")
    cohort = virtual_patients(model, n=16, seed=4)
    table = np.stack([cohort[name].values for name in model.parameters], axis=1)
    arms, weeks = [model.arms["dupilumab"]], np.arange(0.0, 25.0, 4.0)
    exact = Engine.of(model, accuracy="reference").run(table, arms, weeks=weeks).outputs
    found = Engine.of(model, method=method).run(table, arms, weeks=weeks)
    assert found.outputs == pytest.approx(exact, rel=1e-4)
    assert (found.steps < 80).all()


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(NagiError, match="NAGI-N110"):
        Engine.of(load_model("miyano2021"), method="euler")


def test_outputs_before_treatment_keep_to_the_threads_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine.of(load_model("miyano2021"))
    table = np.tile(np.exp([p.mean_ln for p in engine.model.population]), (300, 1))
    states, _ = engine.baseline(table, threads=1)
    alone = engine.outputs_at(table, states)
    monkeypatch.setattr("nagi.numerics.driver.solving.ThreadPoolExecutor", None)
    assert np.array_equal(engine.outputs_at(table, states, threads=1), alone)
