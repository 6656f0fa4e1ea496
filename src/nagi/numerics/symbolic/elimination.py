"""Sparse Gaussian elimination written out: order by Markowitz on the pattern, no exchange at run time.

For small steps the matrix I/(h gamma) - J is diagonally dominant, so the diagonal serves as pivot. A bad pivot
shows as NaN or a huge error estimate, and the step is rejected.
"""

from collections.abc import Mapping, Sequence

from nagi.numerics.symbolic.building import Builder, groups
from nagi.numerics.symbolic.emission import BATCH

Entry = tuple[int, int]


def elimination_order(size: int, pattern: frozenset[Entry]) -> list[int]:
    """Diagonal pivots, fewest possible new entries first; empty diagonals last."""
    entries = set(pattern)
    left = list(range(size))
    order = []
    while left:
        best = min(left, key=lambda p: (((p, p) not in entries), _cost(p, left, entries), p))
        left.remove(best)
        order.append(best)
        entries |= {(i, k) for i in left if (i, best) in entries for k in left if (best, k) in entries}
    return order


def _cost(pivot: int, left: Sequence[int], entries: set[Entry]) -> int:
    rows = sum((i, pivot) in entries for i in left if i != pivot)
    columns = sum((pivot, k) in entries for k in left if k != pivot)
    return rows * columns


class Elimination:
    """The factors of one matrix, as values of a builder, and solutions with them."""

    def __init__(self, builder: Builder, size: int, matrix: Mapping[Entry, int]) -> None:
        self.builder = builder
        self.order = elimination_order(size, frozenset(matrix))
        self.entries = dict(matrix)
        self.inverse = self._untouched()
        self.left: dict[int, list[int]] = {pivot: [] for pivot in self.order}
        self.right: dict[int, list[int]] = {}
        self.scaled: dict[Entry, int] = {}
        """The upper factor over its diagonal, so that back substitution waits for one multiply-add per row."""
        for place, pivot in enumerate(self.order):
            self._eliminate(pivot, self.order[place + 1 :])

    def _untouched(self) -> dict[int, int]:
        """1/pivot, in batches of one division, for pivots that no elimination before them changes."""
        entries = set(self.entries)
        changed: set[Entry] = set()
        for place, pivot in enumerate(self.order):
            left = self.order[place + 1 :]
            rows = [i for i in left if (i, pivot) in entries]
            columns = [k for k in left if (pivot, k) in entries]
            changed |= {(i, k) for i in rows for k in columns}
            entries |= changed
        untouched = [p for p in self.order if (p, p) in self.entries and (p, p) not in changed]
        inverse: dict[int, int] = {}
        for group in groups(len(untouched), BATCH):
            pivots = [untouched[n] for n in group]
            values = self.builder.reciprocals([self.entries[p, p] for p in pivots])
            inverse |= dict(zip(pivots, values, strict=True))
        return inverse

    def _eliminate(self, pivot: int, left: Sequence[int]) -> None:
        build = self.builder
        if pivot not in self.inverse:
            diagonal = self.entries.get((pivot, pivot))
            under = build.const(0.0) if diagonal is None else diagonal
            self.inverse[pivot] = build.div(build.const(1.0), under)
        self.right[pivot] = [k for k in left if (pivot, k) in self.entries]
        for k in self.right[pivot]:
            self.scaled[pivot, k] = build.mul(self.entries[pivot, k], self.inverse[pivot])
        for i in [i for i in left if (i, pivot) in self.entries]:
            factor = build.mul(self.entries[i, pivot], self.inverse[pivot])
            self.entries[i, pivot] = factor
            self.left[i].append(pivot)
            for k in self.right[pivot]:
                change = build.mul(factor, self.entries[pivot, k])
                before = self.entries.get((i, k))
                self.entries[i, k] = build.neg(change) if before is None else build.sub(before, change)

    def least_inverse(self) -> int:
        """The least 1/pivot. Not above 0: a pivot is infinite, or something grows faster than the step can follow.

        Both would be damped to nothing, with no error to be seen.
        """
        left = list(self.inverse.values())
        while len(left) > 1:  # by pairs: a short chain
            pairs = zip(left[::2], left[1::2], strict=False)
            left = [*(self.builder.apply("min", a, b) for a, b in pairs), *left[len(left) // 2 * 2 :]]
        return left[0]

    def solve(self, right_side: Sequence[int]) -> list[int]:
        """x with matrix x = right side."""
        build, x = self.builder, list(right_side)
        for pivot in self.order:
            terms = [build.mul(self.entries[pivot, k], x[k]) for k in self.left[pivot]]
            x[pivot] = build.total([x[pivot], *map(build.neg, terms)])
        for pivot in reversed(self.order):
            terms = [build.mul(self.scaled[pivot, k], x[k]) for k in self.right[pivot]]
            x[pivot] = build.total([build.mul(x[pivot], self.inverse[pivot]), *map(build.neg, terms)])
        return x
