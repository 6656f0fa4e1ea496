"""What happens to a model by itself, as the numerics read it: forcings, and relays that turn when a state crosses."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sympy


@dataclass(frozen=True, kw_only=True)
class Trigger:
    """A value drawn anew at the beginning of every period of an arm, and held through it; `resting` in the run-in.

    `law` is what is drawn, as printed; `value` the same as a formula of `chance`, a uniform number between 0 and 1
    (1 at rest). It never depends on a state.
    """

    name: str
    label: str
    unit: str
    every: float
    resting: float
    law: "sympy.Expr"
    value: "sympy.Expr"
    mechanism: str

    @property
    def chance(self) -> str:
        """The name of its uniform number; the spaces keep it apart from every name of a model."""
        return f"chance of {self.name}"


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """A value that is `values[k]` from `weeks[k]` of every arm on, and `resting` before and in the run-in."""

    name: str
    label: str
    unit: str
    resting: float
    weeks: tuple[float, ...]
    values: tuple[float, ...]
    mechanism: str

    def at(self, week: float) -> float:
        """The value from `week` on, until the next change."""
        past = [value for begin, value in zip(self.weeks, self.values, strict=True) if begin <= week]
        return past[-1] if past else self.resting


@dataclass(frozen=True, kw_only=True)
class Relay:
    """A state of 0 or 1 that turns where a quantity crosses: to 1 when `on` rises above 0, back when `off` does.

    Without `off` it never turns back. Between the two it keeps what it is: that is its memory.
    """

    name: str
    on: "sympy.Expr"
    off: "sympy.Expr | None"

    @property
    def margin(self) -> "sympy.Expr":
        """Negative while the relay rests; it turns where this rises above 0."""
        symbolic = import_module("sympy")  # not loaded by those who only run what they know
        turned = symbolic.Symbol(self.name, real=True)
        back = symbolic.Integer(-1) if self.off is None else self.off
        margin: sympy.Expr = (1 - turned) * self.on + turned * back
        return margin


@dataclass(frozen=True, kw_only=True)
class Rescue:
    """At the visits in `weeks` of an arm: if an output is above (or below) a value, effects change.

    They hold for `lasting` weeks (None: to the end of the arm); while they do, nothing is checked. A visit sees what
    the result reports for that week.
    """

    output: str
    weeks: Sequence[float]
    effects: "dict[str, float]"
    above: float | None = None
    below: float | None = None
    lasting: float | None = None
