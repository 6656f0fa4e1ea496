"""An independent calculation of Miyano 2021, written from the printed equations, without nagi's language.

Arrays follow the published orders: parameters `P1`, states `S1`, effects `E1`. Time in weeks.
`python tests/published/reference_m1.py` writes `miyano2021_cases.npz`: 32 patients, all arms, weeks 0 to 24.
"""

# ruff: noqa: SIM905 - names in a row read like the published order

import tomllib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

Array = NDArray[np.float64]

P1 = (
    "k1 k2 k3 b1 b2 b3 b4 b5 d1 d2 d3 b6 d4 d5 d6 d7 b7 b8 d8 k5 k9 d9 b9 k6 k10 k7 k8 k11 k12 d10 "
    "k13 k14 d11 k15 k16 d12 k17 k18 d13 k19 k20 d14 k21 k22 d15 k23 k24 d16 k25 k26 d17"
).split()
S1 = "s p T1 T2 T17 T22 c4 c13 c17 c22 c31 g l o".split()
E1 = (
    "placebo_on block_IL4 block_IL13 block_IL17 block_IL22 block_IL31 block_TSLP block_OX40L add_IFNg"
).split()
START = np.array([0.5931, 0.4069, 3.1, 8.7, 2.0, 21.0, 38.0, 40.5, 5.4, 3.0, 2.0, 1.5, 4.4, 9.7])
RUN_IN = 1000.0
HERE = Path(__file__).parent
PARAMETERS = HERE.parents[1] / "src" / "nagi" / "knowledge" / "parameters" / "miyano2021.toml"
ARMS = {
    "placebo": [1, 0, 0, 0, 0, 0, 0, 0, 0],
    "dupilumab": [1, 0.99, 0.99, 0, 0, 0, 0, 0, 0],
    "nemolizumab": [1, 0, 0, 0, 0, 0.99, 0, 0, 0],
    "tezepelumab": [1, 0, 0, 0, 0, 0, 0.99, 0, 0],
    "GBR830": [1, 0, 0, 0, 0, 0, 0, 0.99, 0],
    "fezakinumab": [1, 0, 0, 0, 0.99, 0, 0, 0, 0],
    "secukinumab": [1, 0, 0, 0.99, 0, 0, 0, 0, 0],
    "rIFNg": [1, 0, 0, 0, 0, 0, 0, 0, 210],
    "tralokinumab": [1, 0, 0.99 * 0.4396, 0, 0, 0, 0, 0, 0],
    "lebrikizumab": [1, 0, 0.99, 0, 0, 0, 0, 0, 0],
}
WEEKS = np.arange(25.0)


def easi(y: Array) -> Array:
    """Severity, 0 to 72, from states in the last axis."""
    return np.asarray(36 * (y[..., 1] + 1 - y[..., 0]))


def rhs(y: Array, params: Array, effects: Array) -> Array:
    """Time derivatives of the 14 states."""
    k = dict(zip(P1, params, strict=True))
    s, p, t1, t2, t17, t22, c4, c13, c17, c22, c31, g, l_, o = y
    u0, u4, u13, u17, u22, u31, u_l, u_o, u_g = effects
    e4, e13, e17 = (1 - u4) * c4, (1 - u13) * c13, (1 - u17) * c17
    e22, e31, e_l, e_o, e_g = (1 - u22) * c22, (1 - u31) * c31, (1 - u_l) * l_, (1 - u_o) * o, g + u_g
    hindrance = (
        (1 + k["b1"] * e4)
        * (1 + k["b2"] * e13)
        * (1 + k["b3"] * e17)
        * (1 + k["b4"] * e22)
        * (1 + k["b5"] * e31)
    )
    repair = (1 - s) * (k["k1"] + k["k2"] * e22 + u0 * k["k3"]) / hindrance
    damage = s * (k["d1"] * (1 + k["d3"] * p) + k["d2"] * e31)
    clearance = (1 + k["d4"] * p) * (1 + k["d5"] * e17) * (1 + k["d6"] * e22) * (1 + k["d7"] * e_g)
    clearance /= (1 + k["b7"] * e4) * (1 + k["b8"] * e13)
    q = 4 + k["k9"] * e_g + k["k10"] * e4
    loss = k["d9"] / (1 + k["b9"] * e_o)
    return np.array(
        [
            repair - damage,
            k["d8"] / (1 + k["b6"] * s) - p * (clearance + k["d8"]),
            k["k5"] * p * (1 + k["k9"] * e_g) / q - loss * t1,
            k["k6"] * p * (1 + k["k10"] * e4) / q - loss * t2,
            k["k7"] * p / q - loss * t17,
            k["k8"] * p / q - loss * t22,
            k["k11"] * t2 + k["k12"] - k["d10"] * c4,
            k["k13"] * t2 + k["k14"] - k["d11"] * c13,
            k["k15"] * t17 + k["k16"] - k["d12"] * c17,
            k["k17"] * t22 + k["k18"] - k["d13"] * c22,
            k["k19"] * t2 + k["k20"] - k["d14"] * c31,
            k["k21"] * t1 + k["k22"] - k["d15"] * g,
            k["k23"] * p + k["k24"] - k["d16"] * l_,
            k["k25"] * e_l + k["k26"] - k["d17"] * o,
        ]
    )


def run(start: Array, params: Array, effects: Array, weeks: Sequence[float]) -> Array:
    """States `(week, state)` at `weeks`, integrated very tightly from `start` at week 0."""
    solved = solve_ivp(
        lambda _, y: rhs(y, params, effects),
        (0.0, weeks[-1]),
        start,
        method="Radau",
        t_eval=weeks,
        rtol=1e-10,
        atol=1e-12,
    )
    assert solved.success, solved.message
    return np.asarray(solved.y.T)


def baseline(params: Array) -> Array:
    """The patient's state after the authors' run-in without any treatment."""
    return run(START, params, np.zeros(len(E1)), [RUN_IN])[-1]


def draw(n: int, seed: int) -> Array:
    """Parameters `(patient, parameter)` of `n` virtual patients, always the same for a seed."""
    records = {each["name"]: each for each in tomllib.loads(PARAMETERS.read_text("utf-8"))["parameter"]}
    mean, sd = (np.array([records[name][key] for name in P1]) for key in ("mean_ln", "sd_ln"))
    return np.asarray(np.exp(mean + sd * np.random.default_rng(seed).standard_normal((n, len(P1)))))


def write(path: Path) -> None:
    """The cases of every second of 64 patients."""
    params = draw(64, 20261121)[::2]
    starts = np.array([baseline(each) for each in params])
    solved = [
        [run(start, each, np.array(arm), list(WEEKS)) for arm in ARMS.values()]
        for start, each in zip(starts, params, strict=True)
    ]
    states = np.array(solved)
    np.savez_compressed(
        path,
        params=params,
        baseline_state=starts,
        easi=easi(states),
        last_state=states[:, :, -1],
        arms=list(ARMS),
    )


if __name__ == "__main__":
    write(HERE / "miyano2021_cases.npz")
