"""Distributions of parameters, read from their records under `knowledge/parameters`."""

import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from math import inf, log
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from nagi.errors import NagiError, Problem
from nagi.language import Text

Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class KnownParameter(BaseModel):
    """One published parameter: log-normal, value = exp(mean_ln + sd_ln * z); where it comes from and on what basis.

    A record may print one positive `value` instead: then patients do not differ (sd_ln = 0).
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

    @model_validator(mode="before")
    @classmethod
    def _one_value(cls, told: Any) -> Any:
        if not isinstance(told, dict) or "value" not in told or {"mean_ln", "sd_ln"} & told.keys():
            return told
        value = told["value"]
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < inf:
            raise ValueError("value must be a positive, finite number")
        return {
            **{key: one for key, one in told.items() if key != "value"},
            "mean_ln": log(value),
            "sd_ln": 0.0,
        }


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


def parse_parameters(text: str, *, where: str) -> ParameterFile:
    """The records in the TOML `text` of the file `where`."""
    try:
        file = _File.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise NagiError([
            _problem("NAGI-E151", where, "", f"TOML として読めません: {error}", f"not readable as TOML: {error}")
        ]) from None  # fmt: skip
    except ValidationError as error:
        raise NagiError([_fault(where, fault) for fault in error.errors(include_url=False)]) from None
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


def _fault(where: str, fault: Any) -> Problem:
    key = ".".join(str(part) for part in fault["loc"])
    return _problem("NAGI-E152", where, key, f"形式が違います: {fault['msg']}", fault["msg"])


def _problem(code: str, where: str, key: str, ja: str, en: str) -> Problem:
    return Problem(code=code, where=where, key=key, said=Text(ja=ja, en=en))
