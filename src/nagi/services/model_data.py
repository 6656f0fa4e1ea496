"""Does the data behind the models hang together: parameters, trials to compare with, the twin, calibration?"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from nagi.equations.parameters import parse_parameters
from nagi.equations.units import read_unit
from nagi.errors import NagiError, Problem
from nagi.evidence.check.languages import check_numbers
from nagi.evidence.files import Reader, toml_files
from nagi.evidence.library import Knowledge, read_knowledge
from nagi.evidence.rulebook import read_rules
from nagi.evidence.rules import ROUTES
from nagi.evidence.trials import Trials
from nagi.language import LANGS, Text
from nagi.simulation.twin.assumptions import Assumptions

FOLDERS = ("parameters", "trials", "twin", "calibration")
SUPPORT = ("strong", "moderate", "animal", "assumed", "fit")
"""How a basis of ours may begin: the support it has."""
OURS = "PROJECT"
LISTS = {"work": "works", "works": "works", "finding": "findings", "findings": "findings",
         "claim": "claims", "claims": "claims"}  # fmt: skip
"""Keys that name records, and of which kind; everywhere in these folders."""

Table = Mapping[str, Any]
Known = Mapping[str, Mapping[str, object]]


def check_model_data(root: Path) -> tuple[Problem, ...]:
    """Every problem of the folders FOLDERS below `root`; none if the knowledge they refer to cannot be read."""
    reader = Reader(root)
    knowledge = read_knowledge(reader, read_rules(reader))
    if knowledge is None or reader.problems:
        return ()
    known: Known = {
        "works": knowledge.works,
        "findings": knowledge.findings,
        "claims": knowledge.claims,
    }
    tables = {path: reader.table(path) for folder in FOLDERS for path in toml_files(root, folder)}
    found = list(_ids_twice(tables, root))
    for path, table in tables.items():
        where = path.relative_to(root).as_posix()
        found += _everywhere(where, table, known)
        found += SHAPES.get(path.parent.name, _no_shape)(reader, path, table, knowledge)
    return tuple(dict.fromkeys([*reader.problems, *found]))


def counted_parameters(root: Path) -> int:
    """How many parameters the files hold."""
    reader = Reader(root)
    return sum(len(reader.table(path).get("parameter", ())) for path in toml_files(root, "parameters"))


def _everywhere(where: str, table: Table, known: Known) -> Iterator[Problem]:
    """What holds for any of these files: names lead somewhere, languages agree, units and shares are some."""
    for key, value in _entries(table, ""):
        last = key.rpartition(".")[2]
        for name in _names(value) if last in LISTS else ():
            if name not in known[LISTS[last]]:
                yield _problem("NAGI-K130", where, key, f"{name} がありません。", f"{name} does not exist")
        if isinstance(value, Mapping) and set(value) & set(LANGS) and set(value) <= set(LANGS):
            yield from _both(where, key, value)
        if last == "unit" and (not isinstance(value, str) or read_unit(value) is None):
            yield _problem(
                "NAGI-K160", where, key, f"単位 {value!r} は読めません。", f"no known unit: {value!r}"
            )
        if last == "zero" and not (isinstance(value, int | float) and 0 <= value <= 1):
            yield _problem(
                "NAGI-K161", where, key, f"{value!r} は確率ではありません。", f"{value!r} is no probability"
            )


def _entries(value: object, key: str) -> Iterator[tuple[str, object]]:
    """Everything in a table, by its dotted key; entries of a list by their id or name, else their place."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            place = f"{key}.{name}" if key else str(name)
            yield place, inner
            yield from _entries(inner, place)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            if isinstance(inner, Mapping):
                yield from _entries(inner, f"{key}.{inner.get('id') or inner.get('name') or number}")


def _names(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _both(where: str, key: str, said: Mapping[str, object]) -> Iterator[Problem]:
    """Japanese and English, with the same numbers."""
    words = {lang: str(said.get(lang, "")).strip() for lang in LANGS}
    if not all(words.values()):
        yield _problem("NAGI-K005", where, key, "日本語か英語がありません。", "lacks Japanese or English")
        return
    yield from check_numbers(where, key, Text(ja=words["ja"], en=words["en"]))


def _ids_twice(tables: Mapping[Path, Table], root: Path) -> Iterator[Problem]:
    """A parameter's id is one over all files, for a model may take from several."""
    first: dict[str, Path] = {}
    for path, table in tables.items():
        for id_ in (one.get("id") for one in _parameters(table)):
            if isinstance(id_, str) and first.setdefault(id_, path) != path:
                other = first[id_].name
                yield _problem("NAGI-K004", path.relative_to(root).as_posix(), id_,
                               f"{other} にも同じ ID があります。", f"this id stands in {other} too")  # fmt: skip


def _parameters(table: Table) -> list[Table]:
    told = table.get("parameter", [])
    return [one for one in told if isinstance(one, Mapping)] if isinstance(told, list) else []


def _check_parameters(_: Reader, path: Path, table: Table, __: Knowledge) -> list[Problem]:
    where = f"parameters/{path.name}"
    found = list(_of_its_name(where, path, table))
    try:
        parse_parameters(path.read_text(encoding="utf-8"), where=where)
    except NagiError as error:
        found += error.problems
    for one in _parameters(table):
        begins = str(one.get("basis", "")).split()
        if table.get("work") == OURS and (not begins or begins[0].rstrip(":,") not in SUPPORT):
            words = ", ".join(SUPPORT)
            found.append(_problem("NAGI-K162", where, f"{one.get('id')}.basis",
                                  f"最初の語は {words} のどれかにしてください。",
                                  f"must begin with one of {words}"))  # fmt: skip
    return found


def _check_trials(reader: Reader, path: Path, table: Table, _: Knowledge) -> list[Problem]:
    reader.record(Trials, table, path, path.stem)
    return list(_of_its_name(f"trials/{path.name}", path, table))


def _check_twin(reader: Reader, path: Path, table: Table, knowledge: Knowledge) -> list[Problem]:
    where = f"twin/{path.name}"
    found = list(_of_its_name(where, path, table))
    assumed = reader.record(Assumptions, table, path, path.stem)
    if assumed is None:
        return found
    fields, thresholds = knowledge.table.fields, knowledge.table.bounds.thresholds
    asked: list[tuple[str, str | None, Any]] = [
        *((f"instrument.{one.output}", one.field, fields) for one in assumed.instrument),
        *((f"site.instrument.{one.output}", one.field, fields) for one in assumed.site.instrument),
        *(("site.signs", sign, fields) for sign in assumed.site.signs),
        *(("site.limits", limit, thresholds) for limit in assumed.site.limits),
        ("site.itch_limit", assumed.site.itch_limit, thresholds),
        *((f"arm.{one.name}.route", one.route, ROUTES) for one in assumed.arm),
    ]
    missing = [(key, name) for key, name, there in asked if name is not None and name not in there]
    return found + [
        _problem("NAGI-K130", where, key, f"{name} がありません。", f"{name} does not exist")
        for key, name in missing
    ]


def _of_its_name(where: str, path: Path, table: Table) -> Iterator[Problem]:
    if table.get("model") != path.stem:
        yield _problem("NAGI-K163", where, "model", f"ファイルの名前と同じ {path.stem} にしてください。",
                       f"must be {path.stem}, as the file is called")  # fmt: skip


def _no_shape(_: Reader, __: Path, ___: Table, ____: Knowledge) -> list[Problem]:
    return []


SHAPES: Mapping[str, Callable[[Reader, Path, Table, Knowledge], list[Problem]]] = {
    "parameters": _check_parameters,
    "trials": _check_trials,
    "twin": _check_twin,
}
"""Folders whose files have one known form."""


def _problem(code: str, where: str, key: str, ja: str, en: str) -> Problem:
    return Problem(code=code, where=where, key=key, said=Text(ja=ja, en=en))
