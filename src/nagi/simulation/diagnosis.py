"""Whether the numbers can be trusted, and why some could not be computed: in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypedDict, cast

import numpy as np
import numpy.typing as npt
import xarray as xr

from nagi.equations.model import Arm, Model
from nagi.errors import NagiError
from nagi.language import Text, filled
from nagi.numerics.accuracy import Accuracy
from nagi.numerics.engine import Engine
from nagi.numerics.printers.cuda import Precision
from nagi.numerics.printers.kernels import Printer
from nagi.numerics.status import Outcome
from nagi.simulation.batches import Array, engine_for
from nagi.simulation.cohort import Patients, numbered, parameter_array
from nagi.simulation.problems import problem, refuse_no_model
from nagi.simulation.protocol import chosen_arms, ended

PROMISED = {"1e-3": 1e-3, "1e-4": 1e-4, "reference": 1e-6}
"""Largest relative error of an output that each accuracy stands for."""


@dataclass(frozen=True, kw_only=True)
class Verified:
    """A sample run again at a 100 times tighter tolerance. `largest` is the largest relative difference of any output.

    `patient`, `arm` and `week` say where it was; `failed` counts patient-arms that failed in one of the two runs.
    """

    largest: float
    patient: object
    arm: str
    week: float
    sample: int
    failed: int
    accuracy: str

    @property
    def kept(self) -> bool:
        """Whether the accuracy asked for was kept, in every patient-arm of the sample that could be compared."""
        return self.largest <= PROMISED[self.accuracy]

    @property
    def said(self) -> Text:
        """The finding as one sentence or two."""
        if np.isnan(self.largest):
            ja = f"{self.sample} 人を調べましたが、比べられる計算がありませんでした。result.failures を見てください。"
            en = f"of the {self.sample} patients sampled none could be compared; see result.failures"
            return Text(ja, en)
        where = f"patient {self.patient}, arm {self.arm}, week {self.week:g}"
        ja = (
            f"{self.sample} 人を 100 倍厳しい許容誤差で計算し直しました。最大の相対差は {self.largest:.1e}"
            f"(患者 {self.patient}、群 {self.arm}、{self.week:g} 週)。"
        )
        en = (
            f"{filled('{0} {0:patient|patients}', self.sample)} again at 100 times tighter tolerance: "
            f"largest relative difference {self.largest:.1e} ({where}). "
        )
        ending = self._ending
        return Text(ja + ending.ja, en + ending.en)

    @property
    def _ending(self) -> Text:
        if self.kept:
            ja, en = f"精度 {self.accuracy} は守られています。", f"Accuracy {self.accuracy} is kept."
        else:
            ja = f"精度 {self.accuracy} は守られていません。accuracy='reference' で計算してください。"
            en = f"Accuracy {self.accuracy} is NOT kept; use accuracy='reference'."
        if self.failed:
            ja += f"ほかに {self.failed} 件は比べられませんでした。"
            en += f" A further {self.failed} could not be compared."
        return Text(ja, en)


def verify(
    result: xr.Dataset, model: Model, patients: Patients | None, *, arms: Iterable[Arm], sample: int
) -> Verified:
    """See `Result.verify`."""
    chosen, parameters = _again(result, model, patients, arms)
    rows = np.unique(np.linspace(0, len(parameters) - 1, max(1, min(sample, len(parameters)))).astype(int))
    accuracy = str(result.attrs["accuracy"])
    engine = _engine(result, model)
    found = engine.verify(parameters[rows], chosen, weeks=np.array(result["week"]), **_chance(result, rows))
    return Verified(
        largest=found.largest,
        patient=_label(result, int(rows[found.patient])),
        arm=found.arm,
        week=found.week,
        sample=len(rows),
        failed=found.failed,
        accuracy=accuracy,
    )


def failures(
    result: xr.Dataset, model: Model, patients: Patients | None, *, arms: Iterable[Arm], most: int | None
) -> tuple[Outcome, ...]:
    """See `Result.failures`. A run depends on nothing but its own numbers, so it fails again in the same way.

    A run-in that failed is told once, not once for every arm.
    """
    chosen, parameters = _again(result, model, patients, arms)
    failed = result["status"].transpose("patient", "arm").values != "ok"
    rows = np.flatnonzero(failed.any(axis=1))[:most]
    if not rows.size:
        return ()
    engine, weeks = _engine(result, model), np.array(result["week"])
    run = engine.run(parameters[rows], chosen, weeks=weeks, summary=True, **_chance(result, rows))
    told = {(one.patient, one.arm): one for one in engine.failures(run, parameters[rows], chosen)}
    return tuple(replace(one, patient=_label(result, int(rows[one.patient]))) for one in told.values())


def _engine(result: xr.Dataset, model: Model) -> Engine:
    """The engine that computed the result."""
    told = {name: str(result.attrs[name]) for name in ("accuracy", "printer", "precision")}
    return engine_for(
        model,
        cast(Accuracy, told["accuracy"]),
        printer=cast(Printer, told["printer"]),
        precision=cast(Precision, told["precision"]),
    )


class _Chance(TypedDict):
    seed: int | None
    names: npt.NDArray[np.int64]


def _chance(result: xr.Dataset, rows: npt.NDArray[np.intp]) -> _Chance:
    """What the triggers of these patients depend on."""
    seed = result.attrs.get("trigger_seed")
    names = numbered(np.atleast_1d(result["patient"].values))[rows]
    return _Chance(seed=None if seed is None else int(seed), names=names)


def _again(
    result: xr.Dataset, model: Model, patients: Patients | None, own: Iterable[Arm]
) -> tuple[Sequence[Arm], Array]:
    """The arms and parameters of a result. Raises NagiError (M105, M117) if they are not those of `model`."""
    refuse_no_model(model)
    if result.attrs.get("model_digest") != model.digest:
        ja = f"この結果は別の式のモデル ({result.attrs.get('model')}) のものです。計算に使ったモデルを渡してください。"
        en = f"this result comes from other equations ({result.attrs.get('model')}); give the model it was made with"
        raise NagiError([problem("NAGI-M117", "model", ja=ja, en=en)])
    known = {arm.name: arm for arm in own}
    arms, problems = chosen_arms(model, [known.get(str(name), str(name)) for name in result["arm"].values])
    if problems:
        raise NagiError(problems)
    return ended(arms, np.atleast_1d(result["week"].values)), _parameters(result, model, patients)


def _parameters(result: xr.Dataset, model: Model, patients: Patients | None) -> Array:
    """The parameters in the result, or those given with a summary, which holds none."""
    given = result.get("parameters") if patients is None else patients
    if given is None:
        ja = "keep='summary' の結果は患者の値を持ちません。計算に使った patients も渡してください。"
        en = "a result of keep='summary' holds no parameters; give the patients it was made with as well"
        raise NagiError([problem("NAGI-M117", "patients", ja=ja, en=en)])
    parameters, problems = parameter_array(model, given)
    if not problems and len(parameters) != result.sizes["patient"]:
        seen, wanted = len(parameters), result.sizes["patient"]
        ja = f"結果は {wanted} 人分ですが、渡された患者は {seen} 人です。"
        en = filled("the result has {0} {0:patient|patients}, {1} {1:was|were} given", wanted, seen)
        problems = [problem("NAGI-M117", "patients", ja=ja, en=en)]
    if problems:
        raise NagiError(problems)
    return parameters


def _label(result: xr.Dataset, row: int) -> int:
    """The patient's own label, as plain as it is."""
    return cast(int, result["patient"].values[row].item())
