"""The counter-based generator gives the numbers of NumPy's Philox, and what is drawn follows its law."""

import numba
import numpy as np
import pytest
import sympy
from scipy import stats

from nagi.equations.draws import Bernoulli, Exponential, Poisson, Uniform, drawn
from nagi.numerics.driver.chance import chance, philox


@numba.njit
def compiled_philox(keys, counters):  # type: ignore[no-untyped-def]
    found = np.empty(len(keys), np.uint64)
    for i in range(len(keys)):
        found[i] = philox(keys[i, 0], keys[i, 1], counters[i, 0], counters[i, 1], counters[i, 2])
    return found


@numba.njit
def compiled_chances(patients, periods):  # type: ignore[no-untyped-def]
    found = np.empty((patients, periods))
    for i in range(patients):
        for k in range(periods):
            found[i, k] = chance(np.uint64(7), np.uint64(9), i, 0, k)
    return found


def test_the_numbers_are_those_of_numpy() -> None:
    rng = np.random.default_rng(1)
    keys = rng.integers(0, 2**64, (200, 2), dtype=np.uint64)
    counters = rng.integers(0, 2**64, (200, 3), dtype=np.uint64)
    keys[0], counters[0] = 0, 0
    keys[1], counters[1] = 2**64 - 1, 2**64 - 1
    expected = []
    for key, counter in zip(keys, counters, strict=True):
        number = sum(int(word) << (64 * place) for place, word in enumerate(counter)) - 1
        expected.append(np.random.Philox(counter=number % 2**256, key=key).random_raw())
    assert compiled_philox(keys, counters).tolist() == expected


def test_numbers_are_even_and_independent_over_patients_and_periods() -> None:
    found = compiled_chances(2_000, 25)
    assert found.min() > 0
    assert found.max() < 1
    assert stats.kstest(found.ravel(), "uniform").pvalue > 1e-3
    assert abs(np.corrcoef(found[:, 0], found[:, 1])[0, 1]) < 0.07
    assert abs(np.corrcoef(found[:-1, 3], found[1:, 3])[0, 1]) < 0.07


m, u = sympy.symbols("m u", real=True)
LAWS = {
    "bernoulli": (Bernoulli(m, 3), lambda x: 3.0 * (x < 0.4), 0.4),
    "poisson": (Poisson(m), lambda x: stats.poisson(1.7).ppf(x), 1.7),
    "exponential": (Exponential(m), lambda x: stats.expon(scale=2.5).isf(x), 2.5),
    "uniform": (Uniform(-1, m), lambda x: stats.uniform(-1, 3.5).ppf(x), 2.5),
}


@pytest.mark.parametrize("name", LAWS)
def test_a_law_is_the_inverse_of_its_distribution_function(name: str) -> None:
    law, expected, value = LAWS[name]
    numbers = (np.arange(5_000) + 0.5) / 5_000
    found = sympy.lambdify([u, m], drawn(law, u, 0.0), "numpy")(numbers, value)
    assert found == pytest.approx(expected(numbers), rel=1e-12, abs=1e-12)


def test_at_rest_nothing_is_drawn() -> None:
    for law, _, value in LAWS.values():
        assert float(drawn(law, u, 0.25).subs({u: 1, m: value})) == 0.25


def test_a_poisson_count_ends_at_twenty() -> None:
    assert float(drawn(Poisson(m), u, 0.0).subs({u: 1 - 1e-15, m: 6.0})) == 20
