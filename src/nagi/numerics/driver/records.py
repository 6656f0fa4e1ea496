"""The tables of `driver.tables` with the Numba type of each, for the compiled loops."""

from typing import Any

import numba

from nagi.numerics.driver.tables import (
    AT_END as AT_END,
    Control as Control,
    ERR as ERR,
    Floats as Floats,
    Integers as Integers,
    Jobs as Jobs,
    Kernel as Kernel,
    Lanes as Lanes,
    NEGATIVE as NEGATIVE,
    NEXT as NEXT,
    NOT_FINITE as NOT_FINITE,
    NOT_STEADY as NOT_STEADY,
    NO_JOB as NO_JOB,
    OK as OK,
    POINT as POINT,
    Protocol as Protocol,
    REJECTED as REJECTED,
    Results as Results,
    SEGMENT as SEGMENT,
    STEPS as STEPS,
    STEP_TOO_SMALL as STEP_TOO_SMALL,
    TOO_MANY_STEPS as TOO_MANY_STEPS,
    USED as USED,
)

types: Any = numba.types
INTS, REALS = types.Array(types.int64, 1, "C"), types.Array(types.float64, 1, "C")
GRID, CUBE = types.Array(types.float64, 2, "C"), types.Array(types.float64, 3, "C")
KERNEL = types.NamedTuple([types.int64] * 10 + [INTS] * 3, Kernel)
PROTOCOL = types.NamedTuple([INTS, REALS, GRID, GRID, REALS], Protocol)
CONTROL = types.NamedTuple([types.float64] * 3 + [types.int64, REALS], Control)
JOBS = types.NamedTuple([INTS, INTS, GRID, GRID], Jobs)
RESULTS = types.NamedTuple([CUBE, CUBE, INTS, REALS, GRID, INTS, INTS], Results)
