"""A choice between two values that is really a minimum or a maximum."""

from collections.abc import Set

import sympy

Relation = tuple[sympy.Expr, sympy.Expr] | bool
"""`(low, high)` for the condition low < high, or what numbers alone decide."""
MOST_OPERATIONS, LARGEST_POWER = 60, 6
"""Of one value; beyond, deciding takes too long."""


def relation(word: str, left: sympy.Expr, right: sympy.Expr) -> Relation | None:
    """The condition `left word right` (lt, leq, gt, geq, eq, neq); None if it is no order of two values."""
    low, high = (right, left) if word in {"gt", "geq"} else (left, right)
    if left.is_number and right.is_number:
        equal = left == right
        answers = {"eq": equal, "neq": not equal}
        return bool(answers.get(word, low < high or (equal and word in {"leq", "geq"})))
    return (low, high) if word in {"lt", "leq", "gt", "geq"} else None


def is_small(expression: sympy.Expr) -> bool:
    """Whether multiplying an expression out is a matter of a moment."""
    powers = (abs(float(p.exp)) <= LARGEST_POWER for p in expression.atoms(sympy.Pow) if p.exp.is_number)
    return int(expression.count_ops()) <= MOST_OPERATIONS and all(powers)


def choice(
    condition: Relation, then: sympy.Expr, otherwise: sympy.Expr, never_negative: Set[sympy.Symbol]
) -> sympy.Expr | None:
    """`then` where the condition holds, else `otherwise`, as a minimum or maximum; None if it is neither.

    If then - otherwise = r (low - high) with r >= 0, the smaller of the two is always chosen; with r <= 0 the larger.
    """
    if isinstance(condition, bool):
        return then if condition else otherwise
    low, high = condition
    if low == high or not all(map(is_small, (low, high, then, otherwise))):
        return None
    number = sympy.Integer(1)
    for factor in sympy.Mul.make_args(sympy.cancel((then - otherwise) / (low - high))):
        base = factor.base if isinstance(factor, sympy.Pow) and factor.exp.is_number else factor
        if factor.is_number:
            number *= factor
        elif base not in never_negative:
            return None
    return sympy.Min(then, otherwise) if number >= 0 else sympy.Max(then, otherwise)
