"""The Numba type of each table of `driver.tables`, for the compiled loops."""

from typing import Any

import numba

from nagi.numerics.driver.tables import Control, Jobs, Kernel, Lanes, Protocol, Results

types: Any = numba.types
INTS, REALS = types.Array(types.int64, 1, "C"), types.Array(types.float64, 1, "C")
GRID, CUBE = types.Array(types.float64, 2, "C"), types.Array(types.float64, 3, "C")
COUNTS, WORDS = types.Array(types.int64, 2, "C"), types.Array(types.uint64, 2, "C")
KERNEL = types.NamedTuple([types.int64] * 15 + [INTS] * 4, Kernel)
PROTOCOL = types.NamedTuple(
    [INTS, REALS, GRID, GRID, REALS, COUNTS, INTS, INTS, WORDS, COUNTS, GRID, GRID], Protocol
)
CONTROL = types.NamedTuple([types.float64] * 3 + [types.int64, REALS], Control)
JOBS = types.NamedTuple([INTS, INTS, GRID, GRID, INTS], Jobs)
RESULTS = types.NamedTuple([CUBE, CUBE, INTS, REALS, GRID, INTS, INTS, REALS], Results)
LANES = types.NamedTuple([GRID] + [REALS] * 2 + [INTS] * 4 + [GRID] * 2, Lanes)
