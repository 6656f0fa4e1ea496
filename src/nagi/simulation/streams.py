"""Random numbers that never shift: one stream per seed and name, one place in it per patient.

A number depends on the seed, the names and its place, and on nothing else: not on how many patients are drawn,
in which order, by how many threads, or which other parameters a model has.
"""

import hashlib

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

_KEPT_BITS = 52
"""Of each 64-bit number; with half a step added, every value is exact and neither 0 nor 1."""


def stream(seed: int, *names: str) -> np.random.Philox:
    """The counter-based source of raw numbers for `names`, e.g. `stream(1, "cohort", "k1")`."""
    words = np.frombuffer(hashlib.sha256("\x1f".join(names).encode()).digest(), dtype="<u4")
    return np.random.Philox(np.random.SeedSequence([seed, *words.tolist()]))


def uniforms(seed: int, *names: str, count: int) -> npt.NDArray[np.float64]:
    """The first `count` numbers of a stream, evenly between 0 and 1 and never either.

    Each takes one raw number, so that the i-th never depends on the others, nor on a release of NumPy.
    """
    raw = stream(seed, *names).random_raw(count) >> np.uint64(64 - _KEPT_BITS)
    return np.asarray((raw + 0.5) / 2**_KEPT_BITS, dtype=np.float64)


def standard_normals(seed: int, *names: str, count: int) -> npt.NDArray[np.float64]:
    """The first `count` standard normal numbers of a stream, by inversion of the distribution function."""
    return np.asarray(ndtri(uniforms(seed, *names, count=count)), dtype=np.float64)
