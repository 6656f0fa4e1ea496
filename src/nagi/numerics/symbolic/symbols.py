"""Names inside the symbolic pass. A colon keeps them apart from every name a model may use."""

from collections.abc import Iterable

import sympy


def symbol(kind: str, number: int) -> sympy.Symbol:
    """State `y`, constant `c` or reciprocal `r` of that number."""
    return sympy.Symbol(f"{kind}:{number}", real=True)


def kind(of: sympy.Symbol) -> str:
    """`y`, `c`, `r`, or the name of a symbol of the model."""
    return str(of.name).split(":")[0] if ":" in of.name else ""


def outer(of: sympy.Symbol) -> str:
    """The name in programs: `y3` for `y:3`."""
    return str(of.name).replace(":", "")


class WhenLess(sympy.Function):  # type: ignore[misc]
    """WhenLess(a, b, x, y) is x if a < b, else y: a choice, and what the derivative of a maximum needs."""

    nargs = 4

    def _eval_is_extended_real(self) -> bool:
        return True


def varies(expression: sympy.Expr) -> bool:
    """Whether the value depends on the state."""
    return any(kind(s) in {"y", "r"} for s in expression.free_symbols)


def rebuilt(expression: sympy.Expr, arguments: Iterable[sympy.Expr]) -> sympy.Expr:
    """The same operation on other arguments."""
    arguments = tuple(arguments)
    return expression if arguments == expression.args else expression.func(*arguments)
