"""What is known of the steady states that Newton steps lead to, and the spectrum that decides whether they can stay."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nagi.numerics.driver.tables import Floats

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Polished:
    """States after Newton steps: their residual per week, how far they moved (relative), and whether they can stay.

    `growth` is the largest real part of the spectrum per week (0 where it was not needed because it is surely
    negative), `turning` whether that eigenvalue is one of a complex pair, `beyond` whether a relay would turn there.
    """

    states: Floats
    residual: Floats
    moved: Floats
    growth: Floats
    turning: Flags
    beyond: Flags


def spectrum(slopes: Floats, asked: Flags) -> tuple[Floats, Flags]:
    """The real part of the leading eigenvalue of each Jacobian, and whether it is one of a pair, where asked."""
    growth, turning = np.zeros(len(slopes)), np.zeros(len(slopes), dtype=bool)
    unsure = np.flatnonzero(asked & np.isfinite(slopes).all(axis=(1, 2)))
    if unsure.size:
        values = np.linalg.eigvals(slopes[unsure])
        leading = values[np.arange(unsure.size), np.argmax(values.real, axis=1)]
        growth[unsure], turning[unsure] = leading.real, leading.imag != 0
    return growth, turning
