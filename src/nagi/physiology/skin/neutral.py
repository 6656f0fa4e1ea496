"""Shapes of influence that are 1 at a person's own untreated baseline, and bounded away from it.

With y = 1 at the baseline every one of these is 1, whatever its size. So an extension cannot change how ill a virtual
person is, only how the person reacts.
"""

from nagi.equations.quantity import Quantity


def relative(now: Quantity, before: Quantity) -> Quantity:
    """`now` against the baseline `before`: 0 if nothing is left, 1 at the baseline, never above 2."""
    return 2 * now / (now + before)


def bounded(ratio: Quantity) -> Quantity:
    """A ratio that may grow without limit, bent to stay below 2; 1 stays 1."""
    return 2 * ratio / (1 + ratio)


def raised(by: Quantity, ratio: Quantity) -> Quantity:
    """A factor that rises with `ratio`; `by` is the part that depends on it, relative to the rest."""
    return (1 + by * ratio) / (1 + by)


def lowered(by: Quantity, ratio: Quantity) -> Quantity:
    """A factor that falls as `ratio` rises; `by` says how much of it is held back at the baseline."""
    return (1 + by) / (1 + by * ratio)


def share(odds: Quantity) -> Quantity:
    """A share between 0 and 1 from its odds, which a log-normal parameter can give."""
    return odds / (1 + odds)
