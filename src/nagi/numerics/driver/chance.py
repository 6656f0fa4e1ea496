"""Random numbers that are computed, not kept: Philox 4x64-10, a function of key and counter alone.

Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011, doi:10.1145/2063384.2063405.
The same numbers as NumPy's Philox with the same key; NumPy adds 1 to the counter before its first block.
"""

from typing import Any

import numpy as np

from nagi.numerics.driver.calling import inner

ROUNDS = 10
MULTIPLIERS = (np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157))
STEPS = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBB67AE8584CAA73B))
LOW, HALF = np.uint64(0xFFFFFFFF), np.uint64(32)
KEPT, DROPPED = 2.0**-52, np.uint64(12)
"""Of each 64-bit number 52 bits are kept; with half a step added every value is exact and neither 0 nor 1."""

Word = Any


@inner
def _high(a: Word, b: Word) -> Word:
    """The upper 64 bits of a product."""
    a_low, a_high, b_low, b_high = a & LOW, a >> HALF, b & LOW, b >> HALF
    middle = a_high * b_low + ((a_low * b_low) >> HALF)
    other = a_low * b_high + (middle & LOW)
    return a_high * b_high + (middle >> HALF) + (other >> HALF)


@inner
def philox(key_0: Word, key_1: Word, c_0: Word, c_1: Word, c_2: Word) -> Word:
    """The first of the four 64-bit numbers for a counter whose fourth word is 0."""
    c_3 = np.uint64(0)
    for _ in range(ROUNDS):
        low_0, low_1 = MULTIPLIERS[0] * c_0, MULTIPLIERS[1] * c_2
        high_0, high_1 = _high(MULTIPLIERS[0], c_0), _high(MULTIPLIERS[1], c_2)
        c_0, c_1, c_2, c_3 = high_1 ^ c_1 ^ key_0, low_1, high_0 ^ c_3 ^ key_1, low_0
        key_0, key_1 = key_0 + STEPS[0], key_1 + STEPS[1]
    return c_0


@inner
def chance(key_0: Word, key_1: Word, patient: int, stream: int, period: int) -> float:
    """A uniform number between 0 and 1 (neither included) for one trigger of a patient in one period."""
    word = philox(key_0, key_1, np.uint64(period), np.uint64(stream), np.uint64(patient))
    return (np.float64(word >> DROPPED) + 0.5) * KEPT
