"""What a simulation gave: every output of every patient, arm and week, and what it rests on."""

import os
from collections.abc import Hashable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Self

import xarray as xr

from nagi.equations.model import Arm, Model
from nagi.errors import NagiError
from nagi.language import Lang
from nagi.numerics.status import Outcome
from nagi.simulation.cohort import Patients
from nagi.simulation.diagnosis import Verified, failures, verify
from nagi.simulation.files import read_netcdf, write_whole
from nagi.simulation.problems import problem, unknown

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BASELINE, ENDPOINT, MEAN, IMPROVED = "_baseline", "_endpoint", "_mean", "_improved"
ALONE = ("parameters", "baseline")
"""What a patient brings into every arm."""


class Result(xr.Dataset):  # type: ignore[no-untyped-call] # xarray's own hook has no types
    """A Dataset with dims patient, arm and week.

    `result["EASI"]` (patient, arm, week), each output with its unit; NaN where a patient could not be computed.
    With keep="summary" instead `result["EASI_endpoint"]`, `["EASI_mean"]` and `["EASI_improved"]` (patient, arm).
    `result["EASI_baseline"]` (patient) before any arm; `result["status"]` (patient, arm) "ok" or a named reason.
    `result["parameters"]` (patient, parameter) what was simulated, `result["baseline"]` (patient, state) where it
    began (not in a summary). The attributes carry seed, versions and digests.
    """

    __slots__ = ()

    @property
    def outputs(self) -> tuple[str, ...]:
        """Names of the model's outputs, e.g. EASI."""
        return tuple(str(name)[: -len(BASELINE)] for name in self.data_vars if str(name).endswith(BASELINE))

    def improved(self, output: str = "EASI") -> xr.DataArray:
        """Improvement from baseline in percent: 100 (baseline - value) / baseline; NaN if the baseline is 0.

        By patient, arm and week; of a summary by patient and arm, at the last week. Raises NagiError (NAGI-M113).
        """
        self._refuse_unknown(output)
        if output + IMPROVED in self:
            return self[output + IMPROVED]
        base = self[output + BASELINE]
        change = 100 * (base - self[output]) / base.where(base != 0)
        said = {"units": "%", "long_name": f"improvement of {output} from baseline"}
        return (
            change.transpose("patient", "arm", "week", missing_dims="ignore")
            .rename(output + IMPROVED)
            .assign_attrs(said)
        )

    def responders(self, threshold: float, output: str = "EASI") -> xr.DataArray:
        """Patients improved by strictly more than `threshold` percent, in percent of all patients drawn.

        A patient who could not be computed counts as drawn and as no responder (so for EASI-75: threshold 75).
        """
        share = 100 * (self.improved(output) > threshold).mean("patient")
        said = {"units": "%", "long_name": f"{output}-{threshold:g} responders among all patients drawn"}
        return share.rename(f"{output}_{threshold:g}").assign_attrs(said)

    def verify(
        self, model: Model, patients: Patients | None = None, *, arms: Iterable[Arm] = (), sample: int = 64
    ) -> Verified:
        """Run `sample` patients, evenly spread, again at a 100 times tighter tolerance; `print(….said.en)`.

        `model` is the one simulated; `patients` only a summary needs, `arms` only Arm objects of your own.
        Raises NagiError (NAGI-M105, M117).
        """
        return verify(self._whole(), model, patients, arms=arms, sample=sample)

    def failures(
        self,
        model: Model,
        patients: Patients | None = None,
        *,
        arms: Iterable[Arm] = (),
        most: int | None = None,
    ) -> tuple[Outcome, ...]:
        """Every patient-arm that could not be computed: when, in which state and equation, what to try (`.said`).

        `model` is the one simulated; `patients` only a summary needs, `arms` only Arm objects of your own. `most`
        tells only of the first so many patients. Raises NagiError (NAGI-M105, M117).
        """
        return failures(self._whole(), model, patients, arms=arms, most=most)

    def plot(  # type: ignore[override]
        self, ax: "Axes | None" = None, *, output: str = "EASI", lang: Lang = "en"
    ) -> "Axes":
        """Draw an output by arm: the median, and bands that hold 50 % and 90 % of the patients.

        Draws into `ax` (or new axes) and returns them; nothing is shown or saved. `lang` is that of the words.
        Raises NagiError (NAGI-M113; NAGI-M118 for a summary, which has no weeks).
        """
        # Loaded here because computing must not wait for what only drawing needs.
        from nagi.simulation.figure import fan_chart  # noqa: PLC0415

        self._refuse_unknown(output)
        if output not in self:
            ja = "keep='summary' の結果に週の値はありません。keep='weeks' で計算してください。"
            en = "a result of keep='summary' holds no weeks to draw; simulate with keep='weeks'"
            raise NagiError([problem("NAGI-M118", "plot", ja=ja, en=en)])
        return fan_chart(self._whole(), output, ax, lang)

    def to_netcdf(self, path: str | os.PathLike[str]) -> None:  # type: ignore[override]
        """Write a NetCDF file: either the whole new file is there afterwards, or what was there before.

        Raises OSError if the folder does not exist, cannot be written or is full.
        """
        # Formed in memory first: on a full disk the HDF5 library does not fail, it crashes the whole process.
        write_whole(Path(path), super().to_netcdf(engine="h5netcdf"))

    @classmethod
    def from_netcdf(cls, path: str | os.PathLike[str]) -> Self:
        """Read what `to_netcdf` wrote. Raises NagiError (NAGI-M114) if the file is not a nagi simulation."""
        read = read_netcdf(Path(path))
        return cls(read.data_vars, coords=read.coords, attrs=read.attrs)

    def _whole(self) -> xr.Dataset:
        """With all dims again, if one patient, arm or week was chosen by name."""
        of_arms = [n for n in self.data_vars if n not in ALONE and not str(n).endswith(BASELINE)]
        having: dict[str, list[Hashable]] = {
            "patient": list(self.data_vars), "arm": of_arms, "week": list(self.outputs),
        }  # fmt: skip
        whole: xr.Dataset = self
        for dim, names in having.items():
            if dim in whole.coords and dim not in whole.dims:
                expanded = {name: whole[name].expand_dims(dim) for name in names if name in whole}
                whole = whole.drop_vars(dim).assign(expanded)
        return whole

    def _refuse_unknown(self, output: str) -> None:
        if output not in self.outputs:
            raise NagiError([unknown("NAGI-M113", "output", output, self.outputs)])
