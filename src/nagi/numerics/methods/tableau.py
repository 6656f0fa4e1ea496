"""Coefficients of the Rosenbrock methods, read from `tableaus/*.toml` with their sources."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files

from nagi.errors import NagiError, Problem
from nagi.language import Text

NAMES: tuple[str, ...] = ("rodas5p", "rodas4p2", "rodas5", "rodas4", "ros34pw2")
"""The methods that come with nagi; the first is the default."""


@dataclass(frozen=True, kw_only=True)
class Tableau:
    """One method in the form W u_i = f(y + sum a_ij u_j) + (1/h) sum c_ij u_j with W = I/(h gamma) - df/dy.

    `a` and `c` hold the strictly lower rows of stages 2, 3, ... `dense` is empty where the method has no
    dense output of its own; a cubic Hermite polynomial is then used.
    """

    name: str
    order: int
    dense_order: int
    source: str
    gamma: float
    a: tuple[tuple[float, ...], ...]
    c: tuple[tuple[float, ...], ...]
    b: tuple[float, ...]
    error: tuple[float, ...]
    dense: tuple[tuple[float, ...], ...]

    @property
    def stages(self) -> int:
        """How many linear systems one step solves."""
        return len(self.b)

    @property
    def coefficients(self) -> int:
        """How many dense-output coefficients a state has per step."""
        return len(self.dense) or 2


def tableau(name: str = NAMES[0]) -> Tableau:
    """The method called `name` (NAGI-N110 if there is none of that name)."""
    if name not in NAMES:
        known = ", ".join(NAMES)
        said = Text(
            ja=f"そのような計算法はありません。次のいずれかを指定してください: {known}",
            en=f"There is no such method. Use one of: {known}",
        )
        raise NagiError([Problem(code="NAGI-N110", where="tableaus", key="", said=said)])
    text = (files("nagi") / "numerics" / "methods" / "tableaus" / f"{name}.toml").read_text(encoding="utf-8")
    raw = tomllib.loads(text)
    return Tableau(
        name=raw["name"],
        order=raw["order"],
        dense_order=raw["dense_order"],
        source=raw["source"],
        gamma=raw["gamma"],
        a=_rows(raw["a"]),
        c=_rows(raw["c"]),
        b=tuple(raw["b"]),
        error=tuple(raw["error"]),
        dense=_rows(raw["dense"]),
    )


def _rows(raw: list[list[float]]) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in raw)
