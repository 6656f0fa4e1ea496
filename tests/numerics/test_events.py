"""Triggers, schedules, relays, visits, doses and switches in the compiled loops, against the plain interpreter."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import sympy
from equations.flares import Flares, More, composed
from numerics.problems import model as problem
from scipy import stats

from nagi.equations.model import Arm, Dose, Model, Switch
from nagi.equations.notation import Rescue
from nagi.errors import NagiError
from nagi.numerics.driver.rehearsal import Patient, rehearse
from nagi.numerics.engine import Engine
from nagi.numerics.methods.tableau import tableau
from nagi.numerics.printers.interpreter import evaluate
from nagi.numerics.protocols import protocol_of
from nagi.numerics.status import Status
from nagi.numerics.symbolic.lowering import lower

WEEKS = np.linspace(0, 24, 97)
HELP = Rescue(output="severity", above=8.0, weeks=(4, 8, 12, 16), effects={"em": 0.9}, lasting=6)
PLAIN = Arm(name="plain", effects={}, weeks=24)
BUSY = Arm(
    name="busy", effects={"em": 0.2}, weeks=24, rescues=(HELP,), stream=3,
    switches=(Switch(week=3.5, effects={"em": 0.0}),), doses=(Dose(week=10.25, state="x", amount=2.0),),
)  # fmt: skip
ARMS = (PLAIN, BUSY)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kernels")


@pytest.fixture(scope="module")
def engine(folder: Path) -> Engine:
    return Engine.of(composed(), folder=folder)


def drawn(model: Model, count: int) -> np.ndarray:
    z = np.random.default_rng(5).standard_normal((count, len(model.population)))
    return np.exp([p.mean_ln for p in model.population] + z * [p.sd_ln for p in model.population])


@pytest.mark.parametrize(("threads", "lanes"), [(1, None), (2, None), (3, 2), (1, 1)])
def test_results_do_not_depend_on_threads_lanes_order_or_split(
    engine: Engine, folder: Path, threads: int, lanes: int | None
) -> None:
    table = drawn(engine.model, 40)
    whole = engine.run(table, ARMS, weeks=WEEKS, seed=11, threads=1)
    other = Engine.of(engine.model, folder=folder, lanes=lanes)
    order = np.random.default_rng(2).permutation(40)
    for rows in (order[:15], order[15:]):
        part = other.run(table[rows], ARMS[::-1], weeks=WEEKS, seed=11, names=rows, threads=threads)
        assert np.array_equal(part.outputs[:, ::-1], whole.outputs[rows])
        assert np.array_equal(part.rescued[:, ::-1], whole.rescued[rows], equal_nan=True)
    assert (whole.status == Status.OK).all()


def test_the_slow_printer_draws_the_same(engine: Engine, folder: Path) -> None:
    table = drawn(engine.model, 6)
    fast = engine.run(table, ARMS, weeks=WEEKS, seed=11)
    slow = Engine.of(engine.model, printer="scalar", folder=folder).run(table, ARMS, weeks=WEEKS, seed=11)
    assert slow.outputs[..., 2] == pytest.approx(fast.outputs[..., 2], rel=1e-14)
    assert slow.outputs == pytest.approx(fast.outputs, rel=1e-4, abs=1e-4)


def test_the_interpreter_agrees(folder: Path) -> None:
    model = composed()
    table, weeks = drawn(model, 3), np.linspace(0, 24, 49)
    run = Engine.of(model, accuracy="reference", folder=folder).run(
        table, ARMS, weeks=weeks, seed=4, names=[7, 10**12, -3]
    )
    lowered, protocol = lower(model, tableau()), protocol_of(model, ARMS, weeks, seed=4)
    for row, name in enumerate([7, 10**12, -3]):
        for arm in range(2):
            patient = Patient(parameters=table[row], start=run.baseline[row], name=name)
            found = rehearse(lowered, protocol, arm, patient, rtol=1e-8, scales=[1.0, 1.0])
            assert not found.failed
            assert found.outputs[:, 2] == pytest.approx(run.outputs[row, arm, :, 2], rel=1e-14)
            assert found.outputs == pytest.approx(run.outputs[row, arm], rel=1e-6, abs=1e-6)
            assert found.rescued == pytest.approx(run.rescued[row, arm], nan_ok=True)
    assert np.isfinite(run.rescued[:, 1]).any()


def test_what_is_kept_from_week_to_week_is_what_would_be_prepared_anew(engine: Engine) -> None:
    changing = replace(BUSY, rescues=(), stream=0)
    table = drawn(engine.model, 20)
    kept = engine.run(table, [PLAIN, changing], weeks=WEEKS, seed=11)
    anew = engine.run(table, [PLAIN, changing, BUSY], weeks=WEEKS, seed=11)  # visits: nothing is kept
    assert np.array_equal(kept.outputs, anew.outputs[:, :2])


def test_chance_reaches_few_constants_and_they_are_the_same_either_way() -> None:
    lowered = lower(composed(), tableau())
    inputs = {name: 0.3 + 0.01 * at for at, name in enumerate(lowered.prep.inputs)}
    whole, redrawn = evaluate(lowered.prep, inputs), evaluate(lowered.redraw, inputs)
    assert 0 < len(redrawn) < len(whole)
    assert redrawn == {name: whole[name] for name in redrawn}
    triggers = {trigger.chance for trigger in composed().triggers}
    other = evaluate(lowered.prep, inputs | dict.fromkeys(triggers, 0.999))
    assert {name for name in whole if whole[name] != other[name]} <= set(redrawn)


def test_arms_of_one_stream_share_their_triggers(engine: Engine) -> None:
    table = drawn(engine.model, 30)
    arms = (PLAIN, replace(PLAIN, name="twin"), replace(PLAIN, name="stranger", stream=1))
    shared = engine.run(table, arms, weeks=WEEKS, seed=1).outputs[..., 2]
    assert np.array_equal(shared[:, 0], shared[:, 1])
    assert (shared[:, 0] != shared[:, 2]).any()
    assert (engine.run(table, arms[:1], weeks=WEEKS, seed=2).outputs[:, 0, :, 2] != shared[:, 0]).any()


def test_a_value_is_drawn_each_week_by_its_law(engine: Engine) -> None:
    table = np.tile([0.5, 3.0, 2.0], (3_000, 1))
    inside = np.arange(24) + 0.5
    hits = engine.run(table, [PLAIN], weeks=inside, seed=8).outputs[:, 0, :, 2] / 3.0
    assert set(np.unique(hits)) == {0.0, 1.0}
    share = 1 - np.exp(-0.5)
    weekly = stats.binomtest(int(hits.sum()), hits.size, share).pvalue
    assert weekly > 1e-3
    assert hits.sum(axis=1).var() == pytest.approx(24 * share * (1 - share), rel=0.1)


def test_the_value_holds_from_one_week_to_the_next(engine: Engine) -> None:
    fine = np.linspace(0, 24, 24 * 8 + 1)
    hits = engine.run(drawn(engine.model, 4), [PLAIN], weeks=fine, seed=8).outputs[:, 0, :, 2]
    weeks = hits[:, 1:].reshape(4, 24, 8)
    assert (weeks == weeks[..., :1]).all()


def test_another_trigger_shifts_no_other(engine: Engine, folder: Path) -> None:
    table = drawn(engine.model, 8)
    more = Engine.of(composed(Flares, More), folder=folder)
    wide = np.column_stack([table, np.ones(8)])
    found = more.run(wide, [PLAIN], weeks=WEEKS, seed=3).outputs
    assert found[..., 2] == pytest.approx(
        engine.run(table, [PLAIN], weeks=WEEKS, seed=3).outputs[..., 2], rel=1e-14
    )


def test_triggers_of_size_zero_change_nothing(engine: Engine) -> None:
    table = drawn(engine.model, 10)
    table[:, 1] = 0.0
    one = engine.run(table, [PLAIN], weeks=WEEKS, seed=1).outputs
    two = engine.run(table, [PLAIN], weeks=WEEKS, seed=2).outputs
    assert np.array_equal(one, two)
    assert (one[..., 2] == 0).all()


def test_the_baseline_knows_no_forcing(engine: Engine) -> None:
    states, status = engine.baseline(drawn(engine.model, 5))
    assert (status == Status.OK).all()
    assert states == pytest.approx(np.zeros((5, 2)))


def test_a_relay_turns_where_its_quantity_crosses() -> None:
    """Against the solution on paper: x = 10 exp(-2 t) from 10 with R = 1 until 0.2, then exp(-t)."""
    quiet = composed(steady=False)
    table = np.array([[1e-9, 1e-9, 1.0]])
    weeks = np.linspace(0, 1.99, 200)
    model = replace(quiet, schedules=tuple(replace(s, weeks=(), values=()) for s in quiet.schedules))
    engine = Engine.of(model, accuracy="reference")
    x = engine.run(table, [PLAIN], weeks=weeks, start=[[1.5, 1.0]], seed=1).outputs[0, 0]
    turn = np.log(1.5 / 0.2) / 2
    expected = np.where(weeks < turn, 1.5 * np.exp(-2 * weeks), 0.2 * np.exp(-(weeks - turn)))
    assert x[:, 0] / 10 == pytest.approx(expected, rel=1e-7)
    assert np.array_equal(x[:, 1], (weeks < turn).astype(float))


def test_a_relay_that_starts_beyond_its_crossing_turns_at_once(engine: Engine) -> None:
    x = engine.run([[1e-9, 1e-9, 1.0]], [PLAIN], weeks=[0, 0.1], start=[[1.5, 0.0]], seed=1).outputs
    assert x[0, 0, :, 1].tolist() == [0.0, 1.0]


def test_a_visit_sees_what_the_result_reports(engine: Engine) -> None:
    table = drawn(engine.model, 60)
    weeks = np.arange(25.0)
    run = engine.run(table, [BUSY], weeks=weeks, seed=21)
    for row in range(60):
        seen = [week for week in HELP.weeks if run.outputs[row, 0, int(week), 0] > HELP.above]
        first = seen[0] if seen else np.nan
        assert run.rescued[row, 0] == pytest.approx(first, nan_ok=True)
    assert 5 < np.isfinite(run.rescued).sum() < 60


def test_a_rescue_lasts_as_long_as_it_says(folder: Path) -> None:
    """Every week a hit is certain without help and impossible with it."""
    model = composed()
    rescue = Rescue(output="severity", above=-1.0, weeks=(4, 6, 9, 20), effects={"em": 1.0}, lasting=3.0)
    arm = Arm(name="a", effects={}, weeks=24, rescues=(rescue,))
    hits = Engine.of(model, folder=folder).run([[1e3, 1.0, 2.0]], [arm], weeks=np.arange(24) + 0.5, seed=1)
    helped = np.flatnonzero(hits.outputs[0, 0, :, 2] == 0).tolist()
    assert helped == [4, 5, 6, 9, 10, 11, 20, 21, 22]
    assert hits.rescued.tolist() == [[4.0]]


REFUSED = [
    (replace(PLAIN, rescues=(replace(HELP, output="EASI"),)), "NAGI-N209"),
    (replace(PLAIN, rescues=(replace(HELP, below=1.0),)), "NAGI-N209"),
    (replace(PLAIN, rescues=(replace(HELP, above=None),)), "NAGI-N209"),
    (replace(PLAIN, rescues=(replace(HELP, weeks=(0, 4)),)), "NAGI-N209"),
    (replace(PLAIN, rescues=(replace(HELP, weeks=(24,)),)), "NAGI-N209"),
    (replace(PLAIN, rescues=(replace(HELP, lasting=0),)), "NAGI-N209"),
    (replace(PLAIN, rescues=(replace(HELP, effects={"cream": 1}),)), "NAGI-N208"),
    (replace(PLAIN, stream=-1), "NAGI-N209"),
    (replace(PLAIN, weeks=1e7), "NAGI-N209"),
]  # fmt: skip


@pytest.mark.parametrize(("arm", "code"), REFUSED)
def test_what_cannot_be_run_is_refused(engine: Engine, arm: Arm, code: str) -> None:
    with pytest.raises(NagiError) as caught:
        engine.run(drawn(engine.model, 1), [arm], weeks=[0, 1], seed=1)
    assert {problem.code for problem in caught.value.problems} == {code}


@pytest.mark.parametrize("seed", [None, -1, 1.5, True])
def test_a_model_with_triggers_needs_a_seed(engine: Engine, seed: object) -> None:
    with pytest.raises(NagiError, match="NAGI-N210"):
        engine.run(drawn(engine.model, 1), [PLAIN], weeks=[0, 1], seed=seed)  # type: ignore[arg-type]


def test_a_choice_is_solved_and_differentiated(folder: Path) -> None:
    """`where` in a rate: falls at 2 above 1, at 1 below, and the Jacobian follows the choice."""
    x = sympy.Symbol("x", real=True)
    speed = sympy.Piecewise((1, x < 1), (2, True))
    steep = problem({"x": 3.0}, {"x": "-x"})
    steep = replace(steep, rates=(replace(steep.rates[0], expression=-speed * x),))
    weeks = np.linspace(0, 2, 21)
    found = Engine.of(steep, accuracy="reference", folder=folder).run(
        np.empty((1, 0)), [replace(PLAIN, weeks=2)], weeks=weeks, start=[[3.0]]
    )
    turn = np.log(3) / 2
    expected = np.where(weeks < turn, 3 * np.exp(-2 * weeks), np.exp(-(weeks - turn)))
    assert found.outputs[0, 0, :, 0] == pytest.approx(expected, rel=1e-6)
    slopes = evaluate(lower(steep, tableau()).jacobian, {"y0": np.array([0.5, 1.5])})
    assert slopes["j0_0"].tolist() == [-1.0, -2.0]
