"""An independent calculation of Miyano 2022 (S. aureus), from the printed equations, without nagi's language.

Arrays follow the published orders: parameters `P2`, states `S2`, effects `E2`. Time in weeks.
`python tests/published/reference_m2.py` writes `miyano2022_cases.npz`: 8 patients, all arms, weekly (ShA9: every
0.1 week).
"""

# ruff: noqa: SIM905 - names in a row read like the published order

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

Array = NDArray[np.float64]

P2 = ("k1 k2 k3 k4 k5 k6 k7 b1 b2 b3 b4 d1 d2 d3 d4 d5 d6 d7 d8 d9 dA9as dA9ar dA9h bA9a dfa dfh").split()
S2 = "s a h c".split()
E2 = "placebo_on block_IL4_IL13 ShA9_sensitive ShA9_resistant flucloxacillin".split()
START = np.array([0.5931, 7.0, 7.0, 39.2])
RUN_IN = 1000.0
HERE = Path(__file__).parent
PARAMETERS = HERE.parents[1] / "src" / "nagi" / "knowledge" / "parameters" / "miyano2022-saureus.toml"
UNTREATED = np.zeros(5)
PLACEBO = np.array([1.0, 0.0, 0.0, 0.0, 0.0])
WEEKLY = np.arange(17.0)
SHORT = np.linspace(0.0, 1.6, 17)

Segments = Sequence[tuple[float, Array]]
ARMS: Mapping[str, tuple[Array, Segments]] = {
    "placebo": (WEEKLY, [(16.0, PLACEBO)]),
    "dupilumab": (WEEKLY, [(16.0, np.array([1.0, 0.99, 0.0, 0.0, 0.0]))]),
    "ShA9_sensitive": (SHORT, [(1.6, np.array([1.0, 0.0, 1.0, 0.0, 0.0]))]),
    "ShA9_resistant": (SHORT, [(1.6, np.array([1.0, 0.0, 0.0, 1.0, 0.0]))]),
    "flucloxacillin": (WEEKLY, [(4.0, np.array([1.0, 0.0, 0.0, 0.0, 1.0])), (16.0, PLACEBO)]),
}


def agr(y: Array, params: Array, effects: Array) -> Array:
    """Expression of the toxin regulator agr, 0 to 1; states in the last axis."""
    k = dict(zip(P2, params, strict=True))
    a, h = np.maximum(y[..., 1], 0), np.maximum(y[..., 2], 0)
    sha9 = max(effects[2], effects[3])
    return np.asarray(np.tanh(k["k1"] * a / ((1 + k["b1"] * h) * (1 + k["bA9a"] * sha9))))


def easi(y: Array, params: Array, effects: Array) -> Array:
    """Severity, 0 to 72; it depends on the effects because ShA9 silences agr at once."""
    return np.asarray(36 * (agr(y, params, effects) + 1 - y[..., 0]))


def rhs(y: Array, params: Array, effects: Array) -> Array:
    """Time derivatives of the 4 states; bacteria below zero act as zero."""
    k = dict(zip(P2, params, strict=True))
    s, a, h, c = y[0], max(y[1], 0.0), max(y[2], 0.0), y[3]
    u0, u4, us, ur, uf = effects
    ua = max(us, ur)
    e4 = (1 - u4) * c
    toxin = float(agr(y, params, effects))
    peptides = 1 / (1 + k["b4"] * e4)
    kill_a = k["d3"] * h + k["d4"] * peptides + k["d5"] + k["dA9as"] * us + k["dA9ar"] * ur + k["dfa"] * uf
    kill_h = k["d6"] * a + k["d7"] * peptides + k["d8"] + k["dA9h"] * ua + k["dfh"] * uf
    return np.array(
        [
            (1 - s) * (k["k2"] + u0 * k["k3"]) / (1 + k["b2"] * e4) - s * (k["d1"] + k["d2"] * toxin),
            k["k4"] * (1 - a / 7) / (1 + k["b3"] * s) - kill_a,
            k["k5"] * (1 - h / 7) - kill_h,
            k["k6"] * toxin + k["k7"] - k["d9"] * c,
        ]
    )


def reset(y: Array) -> Array:
    """Bacteria below zero back to zero, as the authors do at the start of a segment and in outputs."""
    fixed = np.array(y)
    fixed[..., 1:3] = np.maximum(fixed[..., 1:3], 0)
    return fixed


def segment(start: Array, params: Array, effects: Array, times: Array) -> Array:
    """States `(time, state)` at `times`, from `start` at the first of them."""
    solved = solve_ivp(
        lambda _, y: rhs(y, params, effects),
        (times[0], times[-1]),
        reset(start),
        method="Radau",
        t_eval=times,
        rtol=1e-10,
        atol=1e-12,
        max_step=max(0.05, (times[-1] - times[0]) / 200),
    )
    assert solved.success, solved.message
    return np.asarray(solved.y.T)


def baseline(params: Array) -> Array:
    """The patient's state after exactly 1000 weeks; it is still drifting, so it is no steady state."""
    return reset(segment(START, params, UNTREATED, np.array([0.0, RUN_IN]))[-1])


def run(start: Array, params: Array, arm: str) -> tuple[Array, Array]:
    """EASI `(week,)` and states `(week, state)` of one arm on its own weeks."""
    weeks, parts = ARMS[arm]
    states, easis, begin, state = [], [], 0.0, start
    for end, effects in parts:
        last = end >= weeks[-1]
        inside = weeks[(weeks >= begin) & ((weeks < end) | last)]
        solved = segment(state, params, effects, np.union1d(inside, [begin, end]))
        shown = reset(solved[np.isin(np.union1d(inside, [begin, end]), inside)])
        states.append(shown)
        easis.append(easi(shown, params, effects))
        begin, state = end, solved[-1]
    return np.concatenate(easis), np.concatenate(states)


def draw(n: int, seed: int) -> Array:
    """Parameters `(patient, parameter)` of `n` virtual patients, always the same for a seed."""
    records = {each["name"]: each for each in tomllib.loads(PARAMETERS.read_text("utf-8"))["parameter"]}
    mean, sd = (np.array([records[name][key] for name in P2]) for key in ("mean_ln", "sd_ln"))
    return np.asarray(np.exp(mean + sd * np.random.default_rng(seed).standard_normal((n, len(P2)))))


def write(path: Path) -> None:
    """The cases of 8 patients."""
    params = draw(8, 20261122)
    starts = np.array([baseline(each) for each in params])
    cases: dict[str, Array] = {"params": params, "baseline_state": starts}
    for arm, (weeks, _) in ARMS.items():
        solved = [run(start, each, arm) for start, each in zip(starts, params, strict=True)]
        cases[f"{arm}_weeks"] = weeks
        cases[f"{arm}_easi"] = np.array([one[0] for one in solved])
        cases[f"{arm}_states"] = np.array([one[1] for one in solved])
    np.savez_compressed(path, **cases)  # type: ignore[arg-type]


if __name__ == "__main__":
    write(HERE / "miyano2022_cases.npz")
