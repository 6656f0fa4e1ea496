"""One attempt of a Rosenbrock step, written out for one model and one method."""

from collections.abc import Sequence

from nagi.numerics.methods.tableau import Tableau
from nagi.numerics.statements import Program
from nagi.numerics.symbolic.building import Builder, groups
from nagi.numerics.symbolic.elimination import Elimination
from nagi.numerics.symbolic.emission import BATCH, Emission, Shared
from nagi.numerics.symbolic.expressions import Equations
from nagi.numerics.symbolic.symbols import symbol

UNSOUND = 1e30
"""The error of a step whose matrix cannot be trusted: rejected, and the next step much smaller."""


def constant_names(equations: Equations) -> list[str]:
    """c0, c1, ..."""
    return [f"c{n}" for n in range(len(equations.constants))]


def indexed(letter: str, count: int) -> list[str]:
    """y0, y1, ..."""
    return [f"{letter}{n}" for n in range(count)]


def evaluated(builder: Builder, shared: Shared, states: Sequence[int]) -> list[int]:
    """The values of `shared` at the given state values."""
    return Emission(builder, shared, {symbol("y", n): v for n, v in enumerate(states)}).all()


def step_program(equations: Equations, method: Tableau) -> Program:
    """The program `step` of `Lowered`."""
    attempt = _Attempt(equations, method)
    attempt.take_stages()
    results = {f"n{i}": value for i, value in enumerate(attempt.ends)}
    results["square"] = attempt.error()
    results["err"] = attempt.build.apply("sqrt", results["square"])
    results |= attempt.dense()
    inputs = [*indexed("y", equations.states), *constant_names(equations), "h", "rtol"]
    return attempt.build.program([*inputs, *indexed("a", equations.states)], results)


class _Attempt:
    """The stages u of one step as values of a builder."""

    def __init__(self, equations: Equations, method: Tableau) -> None:
        self.equations = equations
        self.method = method
        self.build = Builder()
        self.y = [self.build.input(name) for name in indexed("y", equations.states)]
        self.h = self.build.input("h")
        self.per_h = self.build.div(self.build.const(1.0), self.h)
        start = evaluated(self.build, equations.start, self.y)
        self.slope = start[: equations.states]
        self.solver = self._matrix(start[equations.states :])
        self.stages: list[list[int]] = []
        self.ends: list[int] = []

    def _matrix(self, jacobian: Sequence[int]) -> Elimination:
        build = self.build
        shift = build.mul(self.per_h, build.const(1.0 / self.method.gamma))
        entries = {(i, i): shift for i in range(self.equations.states)}
        for (i, k), value in zip(self.equations.pattern, jacobian, strict=True):
            entries[i, k] = build.sub(shift, value) if i == k else build.neg(value)
        return Elimination(build, self.equations.states, entries)

    def _combined(self, weights: Sequence[float], i: int, start: int | None = None) -> int:
        return self.build.combination(start, weights, (stage[i] for stage in self.stages))

    def take_stages(self) -> None:
        """W u_i = f(y + sum a_ij u_j) + (1/h) sum c_ij u_j."""
        build, states = self.build, range(self.equations.states)
        self.stages.append(self.solver.solve(self.slope))
        for a, c in zip(self.method.a, self.method.c, strict=True):
            inner = [self._combined(a, i, self.y[i]) for i in states]
            slope = evaluated(build, self.equations.slopes, inner)
            right = [build.add(slope[i], build.mul(self.per_h, self._combined(c, i))) for i in states]
            self.stages.append(self.solver.solve(right))
        self.ends = [self._combined(self.method.b, i, self.y[i]) for i in states]

    def error(self) -> int:
        """Mean over states of (error / (rtol (a + |y|)))^2, the divisions in batches.

        Measured by the state before the step, as a step that runs away must not enlarge what is allowed. `UNSOUND`
        where the matrix cannot be trusted.
        """
        build, count = self.build, self.equations.states
        scales = [build.add(build.input(f"a{i}"), build.apply("abs", y)) for i, y in enumerate(self.y)]
        inverse = [v for g in groups(count, BATCH) for v in build.reciprocals([scales[i] for i in g])]
        shares = [build.mul(self._combined(self.method.error, i), inverse[i]) for i in range(count)]
        tolerance = build.mul(build.input("rtol"), build.input("rtol"))
        mean = build.div(build.const(1.0 / count), tolerance)
        square = build.mul(build.halved([build.mul(share, share) for share in shares]), mean)
        sound = build.apply("less", build.const(0.0), self.solver.least_inverse())
        unsound = build.apply("select", sound, build.const(0.0), build.const(UNSOUND))
        return build.apply("max", square, unsound)

    def dense(self) -> dict[str, int]:
        """Coefficients of the dense output of the needed states."""
        if not self.method.dense:
            return self._hermite()
        return {
            f"d{k}_{i}": self._combined(weights, i)
            for k, weights in enumerate(self.method.dense)
            for i in self.equations.needed
        }

    def _hermite(self) -> dict[str, int]:
        """The cubic through both ends with their slopes, in the same form."""
        build = self.build
        after = evaluated(build, self.equations.slopes, self.ends)
        results = {}
        for i in self.equations.needed:
            change = build.sub(self.ends[i], self.y[i])
            first, last = build.mul(self.h, self.slope[i]), build.mul(self.h, after[i])
            results[f"d0_{i}"] = build.sub(first, change)
            results[f"d1_{i}"] = build.sub(build.add(change, change), build.add(first, last))
        return results
