"""The double switch: published turning points, both branches, hysteresis; the steady state never on the wrong one."""

# ruff: noqa: N803, N806 - the paper's symbols

from dataclasses import replace
from functools import cache

import numpy as np
import numpy.typing as npt
import pytest
from scipy.optimize import brentq

from nagi.equations.model import Arm, Model
from nagi.numerics.engine import Engine
from nagi.numerics.status import Status
from nagi.physiology.library import load_model

Array = npt.NDArray[np.float64]
DAYS = 7.0
LOAD, RECEPTOR, BARRIER, CELLS, LASTING = range(5)
START = np.array([50.0, 1.0, 0.0, 1.0, 0.0])


@cache
def engine(accuracy: str = "reference") -> Engine:
    return Engine.of(load_model("dominguez2017"), accuracy=accuracy)  # type: ignore[arg-type]


def patients(kP: Array | float, aI: Array | float) -> Array:
    model = load_model("dominguez2017")
    pairs = np.broadcast(kP, aI)
    table = np.tile(np.exp([p.mean_ln for p in model.population]), (pairs.size, 1))
    table[:, model.parameters.index("kP")] = kP
    table[:, model.parameters.index("aI")] = aI
    return table


def course(kP: float, aI: float, *, barrier: float = 1.0, days: float = 40.0) -> tuple[Array, Array]:
    """Days, and the outputs on them, from the start of the published examples."""
    start = START.copy()
    start[1] = barrier
    day = np.linspace(0, days, round(days * 1000) + 1)
    arm = Arm(name="a", effects={}, weeks=days / DAYS)
    weeks = np.minimum(day / DAYS, arm.weeks)
    run = engine().run(patients(kP, aI), [arm], weeks=weeks, start=start[None])
    assert run.status.tolist() == [[Status.OK]]
    return day, run.outputs[0, 0]


def turns(day: Array, values: Array) -> list[float]:
    return day[np.flatnonzero(np.diff(values)) + 1].tolist()


@pytest.mark.parametrize(
    ("kP", "aI", "barrier", "off"),
    [(0.6, 0.3, 1.0, 0.1218), (0.6, 0.25, 1.0, 0.1455), (0.6, 0.05, 1.0, 0.7815)],
)
def test_a_flare_ends_when_published_and_the_skin_heals(
    kP: float,
    aI: float,
    barrier: float,
    off: float,
) -> None:
    day, found = course(kP, aI, barrier=barrier)
    assert turns(day, found[:, RECEPTOR]) == [pytest.approx(off, abs=1.1e-3)]
    assert found[-1, [LOAD, BARRIER, LASTING]] == pytest.approx([28.5, 1.0, 0.0], rel=1e-6)


def test_recurrent_flares_are_a_limit_cycle() -> None:
    day, found = course(1.0, 0.3)
    late = found[day > 20]
    assert late[:, LOAD].min() == pytest.approx(26.6, abs=1e-2)
    assert late[:, LOAD].max() == pytest.approx(40.0, abs=1e-2)
    assert [late[:, BARRIER].min(), late[:, BARRIER].max()] == pytest.approx([0.806, 0.868], abs=1e-3)
    assert late[:, CELLS].max() == pytest.approx(17.3, abs=0.05)
    assert not late[:, LASTING].any()
    lengths = np.diff(turns(day, found[:, RECEPTOR]))[-2:]
    assert sorted(lengths) == pytest.approx([0.093, 0.770], abs=2e-3)


def test_chronic_damage_turns_the_second_switch() -> None:
    day, found = course(1.0, 0.05)
    assert turns(day, found[:, RECEPTOR]) == []
    assert turns(day, found[:, LASTING]) == [pytest.approx(2.0225, abs=1.1e-3)]
    assert found[-1, LOAD] == pytest.approx(51.7, abs=0.05)
    assert found[-1, BARRIER] < 0.002


def test_the_same_patient_heals_or_stays_ill_by_the_start() -> None:
    _, found = course(0.6, 0.05, barrier=0.5)
    assert found[-1, [LOAD, RECEPTOR]] == pytest.approx([31.0, 1.0], abs=0.05)
    assert found[-1, BARRIER] == pytest.approx(0.002, abs=1e-3)


def ill(kP: float, aI: float) -> tuple[float, float]:
    """Load and barrier of the diseased branch on paper: one equation for the barrier, both switches on."""
    p = load_model("dominguez2017")
    Penv, gB, _, _, dP, kB, gR, dB, _, _, Ron, m, beta, gG, Gon, *_ = np.exp(
        [each.mean_ln for each in p.population]
    )

    def load(b: float) -> float:
        return float(Penv * kP / (1 + gB * b) / (aI * Ron + dP))

    def slope(b: float) -> float:
        return float(kB * (1 - b) / ((1 + gR * Ron) * (1 + gG * Gon)) - dB * (m * load(b) - beta) * b)

    barrier = brentq(slope, 0.0, 0.3, xtol=1e-15)
    return load(barrier), barrier


def with_start(load: float, barrier: float, receptor: float) -> Model:
    """The model whose run-in begins elsewhere."""
    model = load_model("dominguez2017")
    values = dict(zip(model.state_names, (load, barrier, 0.0, receptor, 0.0), strict=True))
    return replace(model, states=tuple(replace(s, start=values[s.name]) for s in model.states))


def test_the_steady_state_is_on_the_branch_of_the_start_for_thousands() -> None:
    """On both sides of the bistable region and inside it: the branch is that of a tight integration, never the other."""
    rng = np.random.default_rng(1)
    kP, aI = rng.uniform(0.4, 1.0, 3_000), rng.uniform(0.0, 0.3, 3_000)
    table = patients(kP, aI)
    seen = []
    for load, barrier, receptor in ((50.0, 1.0, 1.0), (50.0, 0.3, 1.0), (20.0, 1.0, 0.0)):
        made = replace(engine("1e-4"), model=with_start(load, barrier, receptor))
        states, status = made.baseline(table)
        weeks = made.model.run_in_weeks
        start = np.tile([load, barrier, 0.0, receptor, 0.0], (3_000, 1))
        tight = engine().run(table, [Arm(name="a", effects={}, weeks=weeks)], weeks=[weeks], start=start)
        good = status == Status.OK
        assert set(np.unique(status)) <= {Status.OK, Status.OSCILLATING, Status.NOT_STEADY}
        assert (status == Status.NOT_STEADY).sum() <= 5
        assert np.array_equal(states[good][:, 3:], tight.last[good, 0, 3:])
        assert states[good][:, :2] == pytest.approx(tight.last[good, 0, :2], rel=1e-6, abs=1e-9)
        calm = good & (states[:, 3] == 0)
        assert states[calm][:, 0] == pytest.approx(95 * kP[calm] / 2, rel=1e-9)
        diseased = np.flatnonzero(good & (states[:, 3] == 1))
        for row in diseased[:200]:
            assert states[row, :2] == pytest.approx(ill(kP[row], aI[row]), rel=1e-8)
        seen.append((calm, good & (states[:, 3] == 1)))
    both = (seen[0][1] | seen[1][1]) & seen[2][0]
    assert both.sum() > 200, "the region where the start decides was not covered"
    assert seen[0][0].sum() > 200
    assert seen[1][1].sum() > 200


def test_patients_in_a_cycle_have_no_baseline_and_are_called_oscillating() -> None:
    _, status = engine("1e-4").baseline(patients(1.0, np.array([0.3, 0.25, 0.05])))
    assert status.tolist() == [Status.OSCILLATING, Status.OSCILLATING, Status.OK]


def test_the_way_up_is_not_the_way_down() -> None:
    """More and more entry of pathogens, then less: the flare begins at another entry than it ends."""
    aI, arm = 0.02, Arm(name="a", effects={}, weeks=20.0)
    steps = np.linspace(0.34, 0.94, 61)
    state, flare = np.array([[19.0, 1.0, 0.0, 0.0, 0.0]]), {}
    for way, entries in (("up", steps), ("down", steps[::-1])):
        flare[way] = []
        for kP in entries:
            run = engine("1e-4").run(patients(kP, aI), [arm], weeks=[20.0], start=state)
            assert run.status.tolist() == [[Status.OK]]
            state = run.last[0]
            flare[way].append(state[0, 3])
    begins, ends = steps[np.argmax(flare["up"])], steps[::-1][np.argmin(flare["down"])]
    assert begins == pytest.approx(2 * 40.0 / 95, abs=0.011)
    lost = brentq(lambda kP: ill(kP, aI)[0] - 26.6, 0.35, 0.8)
    assert ends == pytest.approx(lost, abs=0.011)
    assert ends < begins - 0.2


def test_treatments_act_where_the_source_puts_them() -> None:
    """An antibiotic ends a flare that would last; corticosteroid weakens clearance too, so the load rises."""
    start = np.array([[31.0, 0.002, 133.6, 1.0, 1.0]])
    arms = [
        Arm(name="nothing", effects={}, weeks=2),
        Arm(name="antibiotic", effects={"antibiotic": 2.0}, weeks=2),
        Arm(name="corticosteroid", effects={"corticosteroid": 1.0}, weeks=2),
        Arm(name="emollient", effects={"emollient": 0.01}, weeks=2),
    ]
    found = engine().run(patients(0.6, 0.05), arms, weeks=[2.0], start=start).outputs[0, :, 0]
    assert found[:, RECEPTOR].tolist()[:2] == [1.0, 0.0]
    assert found[2, LOAD] > found[0, LOAD]
    assert found[3, BARRIER] > found[0, BARRIER]
    assert (found[:, LASTING] == 1).all()
