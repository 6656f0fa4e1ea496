"""What a mechanism declares, in the order of its text."""

from dataclasses import dataclass
from typing import TypeVar

from nagi.equations.declarations import RateDeclared
from nagi.equations.quantity import Declaration

D = TypeVar("D", bound=Declaration)


@dataclass(frozen=True, kw_only=True)
class Contents:
    """The declarations of one checked mechanism."""

    name: str
    source: str
    symbols: tuple[Declaration, ...]
    rates: tuple[RateDeclared, ...]

    def of_kind(self, kind: type[D]) -> tuple[D, ...]:
        """The declarations of one kind."""
        return tuple(declared for declared in self.symbols if isinstance(declared, kind))
