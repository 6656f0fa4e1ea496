"""A plain way to solve a Model with SciPy: its own rates, arms, switches and resets, nothing generated."""

from collections.abc import Callable, Sequence

import numpy as np
import sympy
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from nagi.equations.model import Arm, Model

Array = NDArray[np.float64]
Function = Callable[[Sequence[float], Sequence[float], Sequence[float]], Array]


def function(model: Model, expressions: Sequence[sympy.Expr]) -> Function:
    """`expressions` as a function of states, parameters and effects."""
    names = (model.state_names, model.parameters, model.effect_names)
    symbols = [[sympy.Symbol(name, real=True) for name in each] for each in names]
    made = sympy.lambdify(symbols, list(expressions), modules="math", cse=True)
    return lambda y, params, effects: np.array(made(y, params, effects))


class Interpreted:
    """A model that can be solved for one patient at a time."""

    def __init__(self, model: Model, *, rtol: float = 1e-9) -> None:
        self.model = model
        self.rtol = rtol
        self.rates = function(model, [rate.expression for rate in model.rates])
        self.outputs = function(model, [output.expression for output in model.outputs])
        kept = {name: sympy.Symbol(name, real=True) for name in model.state_names}
        self.reset = function(model, [model.resets.get(name, kept[name]) for name in model.state_names])
        self.untreated = [effect.default for effect in model.effects]
        self.start = np.array([state.start for state in model.states])

    def effects(self, changed: dict[str, float]) -> list[float]:
        """Effects in the model's order: the defaults, with some changed."""
        return [changed.get(effect.name, effect.default) for effect in self.model.effects]

    def baseline(self, params: Array) -> Array:
        """The patient's state after the run-in."""
        solved = self._segment(self.start, params, self.untreated, np.array([0.0, self.model.run_in_weeks]))
        return self.reset(list(solved[-1]), list(params), self.untreated)

    def run(self, start: Array, params: Array, arm: Arm, weeks: Array) -> tuple[Array, Array]:
        """States `(week, state)` and outputs `(week, output)` of one arm."""
        ends = [switch.week for switch in arm.switches] + [weeks[-1]]
        changed, begin, states, outputs = dict(arm.effects), 0.0, [], []
        for number, end in enumerate(ends):
            if number:
                changed |= dict(arm.switches[number - 1].effects)
            last = number == len(ends) - 1
            inside = weeks[(weeks >= begin) & ((weeks <= end) if last else (weeks < end))]
            times = np.union1d(inside, [begin, end])
            solved = self._segment(start, params, self.effects(changed), times)
            for y in solved[np.isin(times, inside)]:
                states.append(self.reset(list(y), list(params), self.effects(changed)))
                outputs.append(self.outputs(list(y), list(params), self.effects(changed)))
            start, begin = solved[-1], end
        return np.array(states), np.array(outputs)

    def _segment(self, start: Array, params: Array, effects: list[float], times: Array) -> Array:
        plain = [float(each) for each in params]
        first = self.reset(list(start), plain, effects)
        if len(times) == 1:
            return first[np.newaxis]
        solved = solve_ivp(
            lambda _, y: self.rates(y.tolist(), plain, effects),
            (times[0], times[-1]),
            first,
            method="LSODA",
            t_eval=times,
            rtol=self.rtol,
            atol=self.rtol / 100 * np.abs(self.start),
        )
        assert solved.success, solved.message
        assert np.isfinite(solved.y).all()
        return np.asarray(solved.y.T)
