"""The published 14-state model written by hand for the peers, from the equations of the paper (our own script).

States: s p T1 T2 T17 T22 c4 c13 c17 c22 c31 g l o. Effects: u0 u4 u13 u17 u22 u31 uL uO uG. Time in weeks.
"""

import numpy as np
from numba import njit

STATES, PARAMETERS = 14, 51
EFFECTS = ("u0", "u4", "u13", "u17", "u22", "u31", "uL", "uO", "uG")


def slopes(y, k, u, f):
    """Fill `f` with the time derivatives of `y` for parameters `k` (published order) and effects `u`."""
    k1, k2, k3, b1, b2, b3, b4, b5, d1, d2, d3, b6, d4, d5, d6, d7, b7, b8, d8 = k[:19]
    k5, k9, d9, b9, k6, k10, k7, k8, k11, k12, d10, k13, k14, d11, k15, k16, d12 = k[19:36]
    k17, k18, d13, k19, k20, d14, k21, k22, d15, k23, k24, d16, k25, k26, d17 = k[36:51]
    s, p, t1, t2, t17, t22, c4, c13, c17, c22, c31, g, tslp, ox = y[:14]
    e4, e13, e17 = (1 - u[1]) * c4, (1 - u[2]) * c13, (1 - u[3]) * c17
    e22, e31 = (1 - u[4]) * c22, (1 - u[5]) * c31
    el, eo, eg = (1 - u[6]) * tslp, (1 - u[7]) * ox, g + u[8]
    hindered = (1 + b1 * e4) * (1 + b2 * e13) * (1 + b3 * e17) * (1 + b4 * e22) * (1 + b5 * e31)
    f[0] = (1 - s) * (k1 + k2 * e22 + u[0] * k3) / hindered - s * (d1 * (1 + d3 * p) + d2 * e31)
    killing = (
        (1 + d4 * p) * (1 + d5 * e17) * (1 + d6 * e22) * (1 + d7 * eg) / ((1 + b7 * e4) * (1 + b8 * e13))
    )
    f[1] = d8 / (1 + b6 * s) - p * (killing + d8)
    choice = 4 + k9 * eg + k10 * e4
    loss = d9 / (1 + b9 * eo)
    f[2] = k5 * p * (1 + k9 * eg) / choice - loss * t1
    f[3] = k6 * p * (1 + k10 * e4) / choice - loss * t2
    f[4] = k7 * p / choice - loss * t17
    f[5] = k8 * p / choice - loss * t22
    f[6] = k11 * t2 + k12 - d10 * c4
    f[7] = k13 * t2 + k14 - d11 * c13
    f[8] = k15 * t17 + k16 - d12 * c17
    f[9] = k17 * t22 + k18 - d13 * c22
    f[10] = k19 * t2 + k20 - d14 * c31
    f[11] = k21 * t1 + k22 - d15 * g
    f[12] = k23 * p + k24 - d16 * tslp
    f[13] = k25 * el + k26 - d17 * ox


fill = njit(slopes, error_model="numpy")


@njit(error_model="numpy")
def derivative(y, t, k, u):
    """As `scipy.integrate.odeint` calls it."""
    f = np.empty(14)
    fill(y, k, u, f)
    return f


def easi(y: np.ndarray) -> np.ndarray:
    """EASI of states (..., 14)."""
    return 36.0 * (y[..., 1] + 1.0 - y[..., 0])
