"""Virtual patients by the standard normal numbers behind their parameters, and what they go through."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from nagi.equations.model import Arm, Model
from nagi.simulation.ensemble import simulate
from nagi.simulation.streams import standard_normals

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

ACCURACY = "1e-3"
"""Far finer than any measurement scatters."""


@dataclass(frozen=True, kw_only=True)
class Population:
    """The people of one model. `seed` is that of their chance: triggers of flares."""

    model: Model
    seed: int
    threads: int | None = None

    def drawn(self, count: int) -> Array:
        """Standard normal numbers (patient, parameter) of the same patients as `virtual_patients` of this seed."""
        columns = [standard_normals(self.seed, "cohort", name, count=count) for name in self.model.parameters]
        return np.stack(columns, axis=1)

    def parameters(self, standard: Array) -> Array:
        """Parameters (patient, parameter) in the model's units."""
        middle = np.array([one.mean_ln for one in self.model.population])
        spread = np.array([one.sd_ln for one in self.model.population])
        return np.asarray(np.exp(middle + spread * standard))

    def outputs(
        self, standard: Array, chance: Integers, arms: Sequence[Arm], weeks: Sequence[float]
    ) -> Mapping[str, Array]:
        """Every output (patient, arm, week). Patients of one number of chance meet the same triggers."""
        table = xr.DataArray(
            self.parameters(standard),
            dims=("patient", "parameter"),
            coords={"patient": chance, "parameter": list(self.model.parameters)},
        )
        result = simulate(
            self.model, table, arms=arms, weeks=np.asarray(weeks), accuracy=ACCURACY, threads=self.threads
        )
        return {output.name: result[output.name].values for output in self.model.outputs}
