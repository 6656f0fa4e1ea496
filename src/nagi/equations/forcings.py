"""What a mechanism may declare beyond its equations: forcings from outside, and relays that remember."""

from collections.abc import Sequence
from dataclasses import dataclass

from nagi.equations.declarations import ZERO, AssignedDeclared, said, unnamed
from nagi.equations.draws import Draw
from nagi.equations.places import Fault
from nagi.equations.quantity import Declaration, Number, Quantity, as_quantity
from nagi.equations.refusal import refuse


@dataclass(frozen=True, eq=False)
class TriggerDeclared(AssignedDeclared):
    """A value drawn anew every period; `equals` is its law as it is written."""

    every: float = 1.0
    resting: float = 0.0


@dataclass(frozen=True, eq=False)
class ScheduleDeclared(Declaration):
    """A value that changes at given weeks."""

    resting: float = 0.0
    weeks: tuple[float, ...] = ()
    values: tuple[float, ...] = ()


@dataclass(frozen=True, eq=False)
class RelayDeclared(Declaration):
    """A state of 0 or 1 that turns on where `on` rises above 0, and off where `off` does."""

    start: float = 0.0
    on: Quantity = ZERO
    off: Quantity | None = None


def trigger(  # noqa: PLR0913 - the words of a declaration
    label: str, unit: str, *, draws: Draw, every: float = 1.0, resting: float = 0.0, symbol: str = ""
) -> Quantity:
    """A value drawn by `bernoulli`, `poisson`, `exponential` or `uniform` at the start of every period of an arm.

    `every` is the period in weeks. In the run-in, and so for a patient's baseline, it is `resting`.
    """
    if not isinstance(draws, Draw):
        refuse("NAGI-E107", "draws= には bernoulli, poisson, exponential, uniform のどれかを書いてください。",
               "draws= must be one of bernoulli, poisson, exponential, uniform")  # fmt: skip
    declared = TriggerDeclared(
        *said(label, unit, symbol), equals=draws.written, every=float(every), resting=float(resting)
    )
    return unnamed(declared)


def schedule(  # noqa: PLR0913 - the words of a declaration
    label: str,
    unit: str,
    *,
    weeks: Sequence[float],
    values: Sequence[float],
    resting: float = 0.0,
    symbol: str = "",
) -> Quantity:
    """A value that is `values[k]` from `weeks[k]` of every arm on; `resting` before that and in the run-in."""
    given = tuple(float(week) for week in weeks), tuple(float(value) for value in values)
    return unnamed(ScheduleDeclared(*said(label, unit, symbol), float(resting), *given))


def relay(  # noqa: PLR0913 - the words of a declaration
    label: str,
    *,
    of: Quantity,
    on_above: Quantity | Number,
    off_below: Quantity | Number | None = None,
    start: int = 0,
    symbol: str = "",
) -> Quantity:
    """0 or 1: turns to 1 where `of` rises above `on_above`, to 0 where it falls below `off_below` (None: never).

    Its turning points are found within a step of the solution. `start` is where the run-in begins.
    """
    on = of - as_quantity(on_above)
    off = None if off_below is None else as_quantity(off_below) - of
    faults: tuple[Fault, ...] = ()
    words = said(label, "1", symbol)
    return unnamed(RelayDeclared(*words[:-1], faults, start=float(start), on=on, off=off))
