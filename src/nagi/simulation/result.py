"""What a simulation gave: every output of every patient, arm and week, and what it rests on."""

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import xarray as xr

from nagi.errors import NagiError
from nagi.simulation.problems import problem, unknown

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FORMAT = "nagi-simulation-1"
BASELINE = "_baseline"


class Result(xr.Dataset):  # type: ignore[no-untyped-call] # xarray's own hook has no types
    """A Dataset with dims patient, arm and week.

    `result["EASI"]` (patient, arm, week), each output with its unit; NaN where a patient could not be computed.
    `result["EASI_baseline"]` (patient) before any arm; `result["status"]` (patient, arm) "ok" or a named reason.
    `result["parameters"]` (patient, parameter) what was simulated. The attributes carry seed, versions and digests.
    """

    __slots__ = ()

    @property
    def outputs(self) -> tuple[str, ...]:
        """Names of the model's outputs, e.g. EASI."""
        return tuple(str(name)[: -len(BASELINE)] for name in self.data_vars if str(name).endswith(BASELINE))

    def improved(self, output: str = "EASI") -> xr.DataArray:
        """Improvement from baseline in percent: 100 (baseline - value) / baseline; NaN if the baseline is 0.

        Raises NagiError (NAGI-M113) if there is no such output.
        """
        self._refuse_unknown(output)
        base = self[output + BASELINE]
        change = 100 * (base - self[output]) / base.where(base != 0)
        said = {"units": "%", "long_name": f"improvement of {output} from baseline"}
        return change.transpose("patient", "arm", "week").rename(f"{output}_improved").assign_attrs(said)

    def responders(self, threshold: float, output: str = "EASI") -> xr.DataArray:
        """Patients improved by strictly more than `threshold` percent, in percent of all patients drawn.

        A patient who could not be computed counts as drawn and as no responder (so for EASI-75: threshold 75).
        """
        share = 100 * (self.improved(output) > threshold).mean("patient")
        said = {"units": "%", "long_name": f"{output}-{threshold:g} responders among all patients drawn"}
        return share.rename(f"{output}_{threshold:g}").assign_attrs(said)

    def plot(self, ax: "Axes | None" = None, *, output: str = "EASI") -> "Axes":  # type: ignore[override]
        """Draw an output by arm: the median, and bands that hold 50 % and 90 % of the patients.

        Draws into `ax` (or new axes) and returns them; nothing is shown or saved. Raises NagiError (NAGI-M113).
        """
        # Loaded here because computing must not wait for what only drawing needs.
        from nagi.simulation.figure import fan_chart  # noqa: PLC0415

        self._refuse_unknown(output)
        return fan_chart(self, output, ax)

    def to_netcdf(self, path: str | os.PathLike[str]) -> None:  # type: ignore[override]
        """Write a NetCDF file: either the whole new file is there afterwards, or the old one."""
        target = Path(path)
        with tempfile.TemporaryDirectory(prefix=".nagi-", dir=target.parent) as stage:
            new = Path(stage) / target.name
            super().to_netcdf(new, engine="h5netcdf")
            new.replace(target)

    @classmethod
    def from_netcdf(cls, path: str | os.PathLike[str]) -> Self:
        """Read what `to_netcdf` wrote. Raises NagiError (NAGI-M114) if the file is not a nagi simulation."""
        name = Path(path).name
        try:
            with xr.open_dataset(path, engine="h5netcdf", decode_times=False) as opened:
                read = opened.load()
        except (OSError, ValueError, KeyError, RuntimeError) as error:  # what HDF5 says of damaged files
            ja, en = (
                f"{name} は開けないか、NetCDF ではありません。",
                f"{name} cannot be opened or is not NetCDF",
            )
            raise NagiError([problem("NAGI-M114", "path", ja=ja, en=en)]) from error
        if read.attrs.get("format") != FORMAT:
            ja, en = (
                f"{name} は nagi の計算結果ではありません。",
                f"{name} is not the result of nagi.simulate",
            )
            raise NagiError([problem("NAGI-M114", "path", ja=ja, en=en)])
        read = _as_text(read)
        return cls(read.data_vars, coords=read.coords, attrs=_plain(read.attrs))

    def _refuse_unknown(self, output: str) -> None:
        if output not in self.outputs:
            raise NagiError([unknown("NAGI-M113", "output", output, self.outputs)])


def _as_text(read: xr.Dataset) -> xr.Dataset:
    """Text comes back from a file as objects; make it text again."""
    names = [name for name, one in read.variables.items() if one.dtype == object]
    return read.assign({name: read[name].astype(str) for name in names})


def _plain(attributes: dict[Any, Any]) -> dict[Any, Any]:
    """Attributes come back from a file as NumPy scalars."""
    return {
        key: value.item() if isinstance(value, np.generic) else value for key, value in attributes.items()
    }
