"""What is not known, as independent standard normal numbers: one per parameter, per median, per "is it zero at all"."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from nagi.equations.model import Model, Parameter
from nagi.simulation.calibration.targets import Calibration
from nagi.simulation.streams import standard_normals

Array = npt.NDArray[np.float64]
IS_ZERO = "{} is zero"
MEDIAN = "median of {}"


@dataclass(frozen=True, kw_only=True)
class Unknowns:
    """The unknowns of one model before the figures. `before` and `medians`: standard deviations of logarithms."""

    model: Model
    before: Mapping[str, float]
    medians: Mapping[str, float]

    @classmethod
    def of(cls, model: Model, told: Calibration) -> "Unknowns":
        """Those that a calibration tells of."""
        return cls(model=model, before=told.before, medians=told.medians)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What the columns of a table of unknowns are."""
        return (
            *(one.name for one in self._shared),
            *(MEDIAN.format(name) for name in self.medians),
            *(IS_ZERO.format(one.name) for one in self._spikes),
        )

    def prior(self, name: str) -> tuple[float, float]:
        """Median and standard deviation of the logarithm, before the figures."""
        one = next(
            each for each in self.model.population if each.name == name.removeprefix(MEDIAN.format(""))
        )
        spread = self.medians[one.name] if name.startswith(MEDIAN.format("")) else self._spread(one)
        return float(np.exp(one.mean_ln)), spread

    def share_zero(self, name: str) -> float:
        """The probability, before the figures, that a parameter is exactly 0."""
        return next(one.zero for one in self.model.population if one.name == name)

    def absent(self, unknown: Array, name: str) -> npt.NDArray[np.bool_]:
        """In which rows the parameter `name` is exactly 0."""
        column = self.names.index(IS_ZERO.format(name))
        return np.asarray(unknown[:, column] < ndtri(self.share_zero(name)))

    @property
    def spiked(self) -> tuple[str, ...]:
        """Parameters that may be exactly 0."""
        return tuple(one.name for one in self._spikes)

    def people(self, first: int, count: int, seed: int) -> Array:
        """Standard normals (patient, parameter) of `count` people from number `first` on, as `virtual_patients` has."""
        drawn = [
            standard_normals(seed, "cohort", name, count=first + count)[first:]
            for name in self.model.parameters
        ]
        return np.stack(drawn, axis=1)

    def parameters(self, unknown: Array, people: Array, held: Mapping[str, float]) -> Array:
        """Parameters (unknown, patient, parameter) from unknowns (unknown, name) and people, of the shape of the result.

        `held` are parameters that have one given value.
        """
        middle = np.array([one.mean_ln for one in self.model.population])
        spread = np.array([one.sd_ln for one in self.model.population])
        shared = [one.name in {each.name for each in self._shared} for one in self.model.population]
        logs = middle + np.where(shared, 0.0, spread) * people
        for column, name in enumerate(self.names):
            place = name.removeprefix(MEDIAN.format(""))
            if place in self.model.parameters and not name.endswith(IS_ZERO.format("")):
                logs[..., self._place(place)] += (self.prior(name)[1] * unknown[:, column])[:, None]
        table = np.exp(logs)
        for name in self.spiked:
            table[self.absent(unknown, name), :, self._place(name)] = 0.0
        for name, value in held.items():
            table[..., self._place(name)] = value
        return np.asarray(table)

    def features(self, unknown: Array) -> Array:
        """Numbers a polynomial can follow: that of a parameter that is zero is 0, and whether it is zero 0 or 1."""
        columns = []
        for column, name in enumerate(self.names):
            if name in self.spiked:
                columns.append(np.where(self.absent(unknown, name), 0.0, unknown[:, column]))
            elif name.endswith(IS_ZERO.format("")):
                columns.append(self.absent(unknown, name.removesuffix(IS_ZERO.format(""))).astype(np.float64))
            else:
                columns.append(unknown[:, column])
        return np.stack(columns, axis=1)

    def _place(self, name: str) -> int:
        return self.model.parameters.index(name)

    def _spread(self, one: Parameter) -> float:
        return self.before.get(one.name, one.sd_ln)

    @cached_property
    def _shared(self) -> tuple[Parameter, ...]:
        known = [one for one in self.model.population if one.varies == "knowledge"]
        return tuple(one for one in known if self._spread(one) > 0)

    @cached_property
    def _spikes(self) -> tuple[Parameter, ...]:
        return tuple(one for one in self._shared if one.zero)
