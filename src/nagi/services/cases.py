"""Reading case files (YAML or JSON): every case in the file, or every problem with its line."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from nagi.dermatology.intake.case import Case
from nagi.dermatology.intake.form import PARTS, Form
from nagi.errors import NagiError, Problem
from nagi.evidence.rulebook import load_rules
from nagi.language import Text
from nagi.services.files import read_json, read_yaml, refusal

DESCRIPTION = frozenset({"id", "title", "vignette", "expected", "meta"})
"""Keys beside a case's facts that describe it and are not read."""

PLAIN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def read_cases(path: str | Path) -> tuple[Case, ...]:
    """Every case of a file: a list under `cases`, one case with `input`, or one bare input.

    Raises NagiError with every problem of every case, and reads no case if one cannot be read.
    """
    path = Path(path)
    cases: list[Case] = []
    problems: list[Problem] = []
    form = _form()
    for case_id, raw in _entries(_parsed(path), path.name):
        try:
            cases.append(form.read(raw, case_id=case_id, where=f"{path.name} {case_id}"))
        except NagiError as error:
            problems.extend(error.problems)
    if problems:
        raise NagiError(problems)
    return tuple(cases)


@cache
def _form() -> Form:
    return Form(load_rules().fields)


def read_case(path: str | Path) -> Case:
    """The only case of a file. Raises NagiError if there are several or none."""
    cases = read_cases(path)
    if len(cases) != 1:
        count = len(cases)
        raise refusal(
            "NAGI-S003", Path(path).name,
            ja=f"症例が {count} 件あります。read_cases を使ってください。", en=f"holds {count} cases; use read_cases",
        )  # fmt: skip
    return cases[0]


def _parsed(path: Path) -> object:
    return read_json(path) if path.suffix == ".json" else read_yaml(path)


def _entries(parsed: object, where: str) -> list[tuple[str, object]]:
    """The id and the input of every case in the file."""
    if isinstance(parsed, Mapping) and "cases" in parsed:
        parsed = parsed["cases"]
    entries = parsed if isinstance(parsed, list) else [parsed]
    if not entries or not all(isinstance(entry, Mapping) for entry in entries):
        raise refusal(
            "NAGI-S004", where,
            ja="cases: のリスト、または patient と sites をもつ症例が必要です。",
            en="expected a list under cases:, or one case with patient and sites",
        )  # fmt: skip
    found = [_entry(entry, position) for position, entry in enumerate(entries)]
    problems = [*_without_input(found, where), *_unfit_ids([case_id for case_id, _ in found], where)]
    if problems:
        raise NagiError(problems)
    return found


def _entry(entry: Mapping[str, Any], position: int) -> tuple[str, object]:
    """One case; without `input` everything that does not merely describe the case is its input."""
    case_id = str(entry.get("id") or f"case-{position + 1}")
    if "input" not in entry:
        return case_id, {key: value for key, value in entry.items() if key not in DESCRIPTION}
    content = entry["input"]
    if isinstance(content, Mapping) and "person" in entry:
        return case_id, {**content, "person": entry["person"]}
    return case_id, content


def _without_input(found: list[tuple[str, object]], where: str) -> Iterator[Problem]:
    for position, (_, content) in enumerate(found):
        if isinstance(content, Mapping) and not set(content) & set(PARTS):
            said = Text(ja="patient も sites もありません。", en="has neither patient nor sites")
            yield Problem(code="NAGI-S004", where=where, key=f"cases[{position}]", said=said)


def _unfit_ids(ids: list[str], where: str) -> Iterator[Problem]:
    """Ids name folders: each must be different and plain."""
    for position, case_id in enumerate(ids):
        if not PLAIN_ID.fullmatch(case_id):
            said = Text(
                ja="id は英数字と . _ - だけ、64 文字まで (氏名は書かない)。",
                en="an id is up to 64 letters, digits, . _ - (never a name)",
            )
            yield Problem(code="NAGI-S008", where=where, key=f"cases[{position}].id", said=said)
        elif case_id in ids[:position]:
            said = Text(ja="同じ id の症例があります。", en="this id is used twice")
            yield Problem(code="NAGI-S009", where=where, key=f"cases[{position}].id", said=said)
