"""The rule language: comparisons of facts under three-valued logic, where unknown is never true.

A missing fact makes a comparison unknown (None). Exceptions, as the rule table defines them: `ne` is
true on a missing fact, `in` is true when `or_missing` is set, `missing_any` asks for missing facts.
A fact that is only ever *reported* (see `Field.asked`) and was not reported makes a comparison false.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal

from pydantic import Field as Key
from pydantic import model_validator

from nagi.evidence.fields import Field, Value
from nagi.evidence.record import Line, Record

Truth = bool | None
Facts = Mapping[str, Value]
Test = Callable[[Facts], Truth]
Operator = Literal["eq", "ne", "le", "lt", "ge", "gt", "in", "contains", "intersects", "nonempty"]

COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda seen, expected: bool(seen == expected),
    "ne": lambda seen, expected: bool(seen != expected),
    "le": lambda seen, expected: bool(seen <= expected),
    "lt": lambda seen, expected: bool(seen < expected),
    "ge": lambda seen, expected: bool(seen >= expected),
    "gt": lambda seen, expected: bool(seen > expected),
    "in": lambda seen, expected: seen in expected,
    "contains": lambda seen, expected: expected in seen,
    "intersects": lambda seen, expected: any(code in seen for code in expected),
    "nonempty": lambda seen, _expected: len(seen) > 0,
}


class Bounds(Record):
    """The numbers a rule may refer to: thresholds, and needle depth limits (mm) by body region."""

    thresholds: Mapping[str, float]
    depth_mm_max: Mapping[str, float]


class Compare(Record):
    """One fact against one value, one threshold, or the depth limit of its region."""

    field: Line
    op: Operator
    value: bool | int | float | str | tuple[str, ...] | None = None
    threshold: Line | None = None
    depth_limit: bool = False
    or_missing: bool = False

    @model_validator(mode="after")
    def _one_right_side(self) -> "Compare":
        sides = (self.value is not None) + (self.threshold is not None) + self.depth_limit
        if sides != (self.op != "nonempty"):
            raise ValueError(f"'{self.op}' on {self.field}: give one of value, threshold, depth_limit")
        if self.or_missing and self.op != "in":
            raise ValueError(f"or_missing belongs to 'in', not to '{self.op}'")
        return self

    def compile(self, fields: Mapping[str, Field], bounds: Bounds) -> Test:
        """The comparison as a function of facts."""
        name, compare, if_missing = self.field, COMPARE[self.op], self._if_missing
        reported = fields[name].asked == "reported" and if_missing is None
        if self.depth_limit:
            return self._against_depth(bounds.depth_mm_max)
        expected = self.value if self.threshold is None else bounds.thresholds[self.threshold]

        def test(facts: Facts) -> Truth:
            seen = facts.get(name)
            if seen is None:
                return False if reported and name not in facts else if_missing
            return compare(seen, expected)

        return test

    @property
    def _if_missing(self) -> Truth:
        return True if self.op == "ne" or self.or_missing else None

    def _against_depth(self, limits: Mapping[str, float]) -> Test:
        name, compare = self.field, COMPARE[self.op]

        def test(facts: Facts) -> Truth:
            seen, limit = facts.get(name), limits.get(str(facts.get("site.region")))
            if seen is None:
                return None if name in facts else False
            return None if limit is None else compare(seen, limit)

        return test

    @property
    def reads(self) -> tuple[str, ...]:
        """The facts it reads; a depth limit also needs the region."""
        return (self.field, "site.region") if self.depth_limit else (self.field,)

    def leaves(self) -> Iterator["Compare | MissingAny"]:
        """Itself."""
        yield self


class MissingAny(Record):
    """True when any of the named facts is missing."""

    missing_any: tuple[Line, ...] = Key(min_length=1)

    def compile(self, fields: Mapping[str, Field], bounds: Bounds) -> Test:
        """The question as a function of facts."""
        names = self.missing_any
        return lambda facts: any(facts.get(name) is None for name in names)

    def leaves(self) -> Iterator["Compare | MissingAny"]:
        """Itself."""
        yield self


class All(Record):
    """False if any part is false, else unknown if any part is unknown."""

    all: tuple["Condition", ...] = Key(min_length=1)

    def compile(self, fields: Mapping[str, Field], bounds: Bounds) -> Test:
        """The conjunction as a function of facts."""
        return _settled_by([part.compile(fields, bounds) for part in self.all], settling=False)

    def leaves(self) -> Iterator["Compare | MissingAny"]:
        """Every comparison in it."""
        for part in self.all:
            yield from part.leaves()


class AnyOf(Record):
    """True if any part is true, else unknown if any part is unknown."""

    any: tuple["Condition", ...] = Key(min_length=1)

    def compile(self, fields: Mapping[str, Field], bounds: Bounds) -> Test:
        """The disjunction as a function of facts."""
        return _settled_by([part.compile(fields, bounds) for part in self.any], settling=True)

    def leaves(self) -> Iterator["Compare | MissingAny"]:
        """Every comparison in it."""
        for part in self.any:
            yield from part.leaves()


class Not(Record):
    """The opposite; the opposite of unknown is unknown."""

    negated: "Condition" = Key(alias="not")

    def compile(self, fields: Mapping[str, Field], bounds: Bounds) -> Test:
        """The negation as a function of facts."""
        inner = self.negated.compile(fields, bounds)

        def test(facts: Facts) -> Truth:
            truth = inner(facts)
            return None if truth is None else not truth

        return test

    def leaves(self) -> Iterator["Compare | MissingAny"]:
        """Every comparison in it."""
        yield from self.negated.leaves()


class Always(Record):
    """Fires for everybody."""

    always: Literal[True]

    def compile(self, fields: Mapping[str, Field], bounds: Bounds) -> Test:
        """True whatever the facts."""
        return lambda _facts: True

    def leaves(self) -> Iterator["Compare | MissingAny"]:
        """Nothing is compared."""
        return iter(())


Condition = Compare | MissingAny | All | AnyOf | Not | Always
for _model in (All, AnyOf, Not):
    _model.model_rebuild()


def _settled_by(tests: list[Test], *, settling: bool) -> Test:
    """A test that one part can settle; otherwise unknown if a part is unknown, else the opposite."""

    def test(facts: Facts) -> Truth:
        unknown = False
        for part in tests:
            truth = part(facts)
            if truth is settling:
                return settling
            unknown = unknown or truth is None
        return None if unknown else not settling

    return test


def names_read(condition: Condition) -> tuple[str, ...]:
    """The facts a condition reads, each once, in order."""
    names: list[str] = []
    for leaf in condition.leaves():
        names.extend(leaf.missing_any if isinstance(leaf, MissingAny) else leaf.reads)
    return tuple(dict.fromkeys(names))


def names_behind(
    condition: Condition, facts: Facts, fields: Mapping[str, Field], bounds: Bounds
) -> tuple[str, ...]:
    """The facts that made a true condition true: of alternatives only those that hold."""
    if isinstance(condition, AnyOf):
        parts = [part for part in condition.any if part.compile(fields, bounds)(facts) is True]
    elif isinstance(condition, All):
        parts = list(condition.all)
    else:
        return names_read(condition)
    names = (name for part in parts for name in names_behind(part, facts, fields, bounds))
    return tuple(dict.fromkeys(names))
