"""What must not change an answer: the weeks asked for, a stop on the way, order, names, units, the clock."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import sympy
from numpy.typing import NDArray

from nagi.equations.model import Arm, Model, Switch
from nagi.numerics.engine import Engine
from nagi.numerics.results import Run
from nagi.physiology.library import load_model
from nagi.simulation.cohort import parameter_array, virtual_patients

Array = NDArray[np.float64]
M1, M2 = load_model("miyano2021"), load_model("miyano2022-saureus")
WEEKS = np.arange(0.0, 25.0)
ARMS = [M1.arms[name] for name in ("placebo", "dupilumab", "rIFNg")]
TO_ROUNDING = 1e-7
"""At `reference`: steps may fall elsewhere, so that the method's own error (1e-8) differs as well."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kernels")


def patients(model: Model, count: int = 12) -> Array:
    return parameter_array(model, virtual_patients(model, count, seed=21))[0]


def run(model: Model, folder: Path, table: Array, arms: list[Arm] = ARMS, weeks: Array = WEEKS) -> Run:
    found = Engine.of(model, accuracy="reference", folder=folder).run(table, arms, weeks=weeks)
    assert (found.status == 0).all()
    return found


@pytest.fixture(scope="module")
def plain(folder: Path) -> Run:
    return run(M1, folder, patients(M1))


def test_more_weeks_change_no_bit_of_the_others(plain: Run, folder: Path) -> None:
    finer = run(M1, folder, patients(M1), weeks=np.linspace(0, 24, 24 * 16 + 1))
    assert np.array_equal(finer.outputs[:, :, ::16], plain.outputs)
    last = run(M1, folder, patients(M1), weeks=np.array([24.0]))
    assert np.array_equal(last.outputs[:, :, 0], plain.outputs[:, :, -1])
    assert np.array_equal(last.steps, plain.steps)


def test_patients_in_parts_change_no_bit(plain: Run, folder: Path) -> None:
    table = patients(M1)
    parts = [run(M1, folder, table[part]).outputs for part in (slice(0, 1), slice(1, 8), slice(8, 12))]
    assert np.array_equal(np.concatenate(parts), plain.outputs)


def test_an_engine_serves_several_threads_at_once(plain: Run, folder: Path) -> None:
    engine, table = Engine.of(M1, accuracy="reference", folder=folder), patients(M1)
    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(lambda _: engine.run(table, ARMS, weeks=WEEKS, threads=2).outputs, range(8)))
    assert all(np.array_equal(found, plain.outputs) for found in runs)


def test_a_stop_on_the_way_changes_nothing(plain: Run, folder: Path) -> None:
    engine, table = Engine.of(M1, accuracy="reference", folder=folder), patients(M1)
    for column, arm in enumerate(ARMS):
        half = engine.run(table, [replace(arm, weeks=10.0)], weeks=WEEKS[:11])
        rest = engine.run(table, [replace(arm, weeks=14.0)], weeks=WEEKS[:15], start=half.last[:, 0])
        joined = np.concatenate([half.outputs[:, 0, :-1], rest.outputs[:, 0]], axis=1)
        np.testing.assert_allclose(joined, plain.outputs[:, column], rtol=TO_ROUNDING)


def test_a_switch_to_the_same_effects_changes_nothing(plain: Run, folder: Path) -> None:
    arms = [
        replace(arm, switches=tuple(Switch(week=w, effects=arm.effects) for w in (3, 7.5))) for arm in ARMS
    ]
    np.testing.assert_allclose(run(M1, folder, patients(M1), arms).outputs, plain.outputs, rtol=TO_ROUNDING)


def test_the_order_of_states_rates_parameters_and_effects_changes_nothing(plain: Run, folder: Path) -> None:
    shuffle = np.random.default_rng(5)
    order = shuffle.permutation(len(M1.population))
    mixed = replace(
        M1,
        states=tuple(M1.states[i] for i in shuffle.permutation(len(M1.states))),
        rates=tuple(M1.rates[i] for i in shuffle.permutation(len(M1.rates))),
        population=tuple(M1.population[i] for i in order),
        effects=M1.effects[::-1],
    )
    np.testing.assert_allclose(
        run(mixed, folder, patients(M1)[:, order]).outputs, plain.outputs, rtol=TO_ROUNDING
    )


def renamed(model: Model, names: dict[str, str]) -> Model:
    """Every symbol under another name."""
    new = {sympy.Symbol(old, real=True): sympy.Symbol(name, real=True) for old, name in names.items()}
    return replace(
        model,
        states=tuple(replace(s, name=names[s.name]) for s in model.states),
        population=tuple(replace(p, name=names[p.name]) for p in model.population),
        effects=tuple(replace(e, name=names[e.name]) for e in model.effects),
        rates=tuple(
            replace(r, state=names[r.state], expression=r.expression.xreplace(new)) for r in model.rates
        ),
        outputs=tuple(replace(o, expression=o.expression.xreplace(new)) for o in model.outputs),
        assignments=(),
    )


def test_names_change_nothing(plain: Run, folder: Path) -> None:
    """Also names that the programs use for themselves, and words of Python and C."""
    used = [*M1.state_names, *M1.parameters, *M1.effect_names]
    evil = "c0 c1 y0 y1 h rtol a0 n0 err wish rest ok d0_0 lambda double r0 x0 attempt w".split()  # noqa: SIM905
    names = dict(zip(used, [*evil, *(f"z{i}_" for i in range(len(used)))], strict=False))
    arms = [replace(arm, effects={names[n]: v for n, v in arm.effects.items()}) for arm in ARMS]
    found = run(renamed(M1, names), folder, patients(M1), arms)
    np.testing.assert_allclose(found.outputs, plain.outputs, rtol=TO_ROUNDING)


def scaled(model: Model, unit: str, factor: float) -> tuple[Model, dict[str, float]]:
    """The model with `unit` made smaller by `factor`, so that its numbers grow; and what parameters grow by."""

    def growth(text: str) -> float:
        above, *below = text.split("/")
        return factor ** (above.split("*").count(unit) - sum(part.split("*").count(unit) for part in below))

    states = tuple(
        replace(s, start=s.start * growth(s.unit), scale=s.scale * growth(s.unit)) for s in model.states
    )
    return replace(model, states=states), {p.name: growth(p.unit) for p in model.population}


@pytest.mark.parametrize("factor", [1e3, 1e-3])
def test_the_unit_of_concentration_changes_nothing(factor: float, plain: Run, folder: Path) -> None:
    """Every number with `conc` in its unit is converted; EASI has none."""
    model, grown = scaled(M1, "conc", factor)
    arms = [
        replace(a, effects={n: v * (factor if n == "add_IFNg" else 1) for n, v in a.effects.items()})
        for a in ARMS
    ]
    found = run(model, folder, patients(M1) * np.array([grown[n] for n in M1.parameters]), arms)
    np.testing.assert_allclose(found.outputs, plain.outputs, rtol=TO_ROUNDING)


def test_the_unit_of_time_changes_nothing(folder: Path) -> None:
    """M2 in days: every rate a seventh, seven times as long."""
    table = patients(M2)
    a_seventh = np.array([1 / 7 if "/week" in p.unit else 1.0 for p in M2.population])
    arms = [M2.arms["dupilumab"], M2.arms["flucloxacillin"]]
    slow = [
        replace(a, weeks=7 * a.weeks, switches=tuple(replace(s, week=7 * s.week) for s in a.switches))
        for a in arms
    ]
    weeks = run(M2, folder, table, arms, np.arange(17.0))
    days = run(replace(M2, run_in_weeks=7000.0), folder, table * a_seventh, slow, 7 * np.arange(17.0))
    np.testing.assert_allclose(days.outputs, weeks.outputs, rtol=2e-6)
