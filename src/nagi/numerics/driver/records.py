"""The tables of `driver.tables` with the Numba type of each, for the compiled loops."""

from typing import Any

import numba

from nagi.numerics.driver.tables import (
    AT_END,
    ERR,
    NEGATIVE,
    NEXT,
    NO_JOB,
    NOT_FINITE,
    NOT_STEADY,
    OK,
    POINT,
    REJECTED,
    SEGMENT,
    STEP_TOO_SMALL,
    STEPS,
    TOO_MANY_STEPS,
    USED,
    Control,
    Floats,
    Integers,
    Jobs,
    Kernel,
    Lanes,
    Protocol,
    Results,
)

__all__ = [
    "AT_END",
    "CONTROL",
    "CUBE",
    "ERR",
    "GRID",
    "INTS",
    "JOBS",
    "KERNEL",
    "NEGATIVE",
    "NEXT",
    "NOT_FINITE",
    "NOT_STEADY",
    "NO_JOB",
    "OK",
    "POINT",
    "PROTOCOL",
    "REALS",
    "REJECTED",
    "RESULTS",
    "SEGMENT",
    "STEPS",
    "STEP_TOO_SMALL",
    "TOO_MANY_STEPS",
    "USED",
    "Control",
    "Floats",
    "Integers",
    "Jobs",
    "Kernel",
    "Lanes",
    "Protocol",
    "Results",
    "types",
]  # fmt: skip

types: Any = numba.types
INTS, REALS = types.Array(types.int64, 1, "C"), types.Array(types.float64, 1, "C")
GRID, CUBE = types.Array(types.float64, 2, "C"), types.Array(types.float64, 3, "C")
KERNEL = types.NamedTuple([types.int64] * 10 + [INTS] * 3, Kernel)
PROTOCOL = types.NamedTuple([INTS, REALS, GRID, GRID, REALS], Protocol)
CONTROL = types.NamedTuple([types.float64] * 3 + [types.int64, REALS], Control)
JOBS = types.NamedTuple([INTS, INTS, GRID, GRID], Jobs)
RESULTS = types.NamedTuple([CUBE, CUBE, INTS, REALS, GRID, INTS, INTS], Results)
