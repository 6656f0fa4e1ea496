"""Distributions of parameters, read from their records under `knowledge/parameters`."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from math import inf, log
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from nagi.errors import NagiError, Problem
from nagi.language import Text
from nagi.misfits import misfits

Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class KnownParameter(BaseModel):
    """One published parameter: log-normal, value = exp(mean_ln + sd_ln * z); where it comes from and on what basis.

    A record may print one positive `value` instead: then patients do not differ (sd_ln = 0); or a `median` in place of
    mean_ln. `zero` is the probability
    that the number is exactly 0; `varies` says whether people differ in it, or what we know of one number.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Words
    name: Words
    mean_ln: float = Field(allow_inf_nan=False)
    sd_ln: float = Field(ge=0, allow_inf_nan=False)
    unit: Words
    label: Text
    work: Words
    basis: Words
    zero: float = Field(default=0.0, ge=0, lt=1)
    varies: Literal["people", "knowledge"] = "people"

    @model_validator(mode="before")
    @classmethod
    def _as_printed(cls, told: Any) -> Any:
        if not isinstance(told, dict):
            return told
        for key, spread in (("value", {"sd_ln": 0.0}), ("median", {})):
            if key in told and not {"mean_ln", *spread} & told.keys():
                middle = told[key]
                if isinstance(middle, bool) or not isinstance(middle, int | float) or not 0 < middle < inf:
                    raise ValueError(f"{key} must be a positive, finite number")
                rest = {name: one for name, one in told.items() if name != key}
                return {**rest, "mean_ln": log(middle), **spread}
        return told


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")  # a file may also hold starts and arms

    model: Words
    work: Words
    licence: Words
    note: Text
    parameter: tuple[KnownParameter, ...] = Field(min_length=1)


@dataclass(frozen=True, kw_only=True)
class ParameterFile:
    """The parameters of one published model, by id, in the published order."""

    model: str
    work: str
    licence: str
    note: Text
    by_id: Mapping[str, KnownParameter]


def read_parameters(model: str) -> ParameterFile:
    """The records of `knowledge/parameters/<model>.toml`. Raises NagiError with every problem of the file."""
    source = files("nagi") / "knowledge" / "parameters" / f"{model}.toml"
    where = f"parameters/{model}.toml"
    if not source.is_file():
        raise NagiError([_problem("NAGI-E150", where, "", "ファイルがありません。", "the file is missing")])
    return parse_parameters(source.read_text(encoding="utf-8"), where=where)


def records_of(ids: Iterable[str]) -> dict[str, KnownParameter]:
    """The records of these ids, from whichever files hold them. Raises NagiError with every problem of a file."""
    folder, wanted = files("nagi") / "knowledge" / "parameters", set(ids)
    names = sorted(
        path.name.removesuffix(".toml") for path in folder.iterdir() if path.name.endswith(".toml")
    )
    return {
        id_: record for name in names for id_, record in read_parameters(name).by_id.items() if id_ in wanted
    }


def parse_parameters(text: str, *, where: str) -> ParameterFile:
    """The records in the TOML `text` of the file `where`."""
    try:
        file = _File.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise NagiError([
            _problem("NAGI-E151", where, "", f"TOML として読めません: {error}", f"not readable as TOML: {error}")
        ]) from None  # fmt: skip
    except ValidationError as error:
        raise NagiError(
            _problem("NAGI-E152", where, key, said.ja, said.en) for key, said in misfits(error)
        ) from None
    problems = _repeated(where, file.parameter)
    if problems:
        raise NagiError(problems)
    by_id = {record.id: record for record in file.parameter}
    return ParameterFile(model=file.model, work=file.work, licence=file.licence, note=file.note, by_id=by_id)


def _repeated(where: str, records: tuple[KnownParameter, ...]) -> list[Problem]:
    uses = Counter(word for record in records for word in {f"id {record.id}", f"name {record.name}"})
    return [
        _problem(
            "NAGI-E153",
            where,
            word,
            "二度書かれています。一方を直してください。",
            "stands twice; correct one",
        )
        for word, times in uses.items()
        if times > 1
    ]


def _problem(code: str, where: str, key: str, ja: str, en: str) -> Problem:
    return Problem(code=code, where=where, key=key, said=Text(ja=ja, en=en))
