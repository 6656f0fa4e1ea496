"""Reading case files (YAML or JSON): every case in the file, or every problem with its line."""

import json
import re
from collections.abc import Hashable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from nagi.dermatology.intake.case import Case
from nagi.dermatology.intake.form import PARTS, Form
from nagi.errors import NagiError, Problem
from nagi.evidence.rulebook import load_rules
from nagi.language import Text

LARGEST_FILE = 20_000_000
"""Bytes; a case file of a whole clinic is far smaller."""

DESCRIPTION = frozenset({"id", "title", "vignette", "expected", "meta"})
"""Keys beside a case's facts that describe it and are not read."""

PLAIN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class _Loader(yaml.CSafeLoader):
    """Plain YAML, but a key that stands twice is refused: the second answer would silently replace the first."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002
        """A mapping whose keys all differ."""
        seen: set[str] = set()
        for key_node, _ in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                continue
            if key_node.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key_node.value!r} is used twice", key_node.start_mark
                )
            seen.add(str(key_node.value))
        return super().construct_mapping(node, deep)


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
        raise _refusal(
            "NAGI-S003", Path(path).name,
            ja=f"症例が {count} 件あります。read_cases を使ってください。", en=f"holds {count} cases; use read_cases",
        )  # fmt: skip
    return cases[0]


def _parsed(path: Path) -> object:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise _refusal("NAGI-S001", path.name, ja="ファイルが大きすぎます。", en="the file is too large")
        text = path.read_text(encoding="utf-8-sig")
        if path.suffix == ".json":
            return json.loads(text, object_pairs_hook=_once)
        return yaml.load(text, _Loader)  # noqa: S506 - _Loader builds plain values only
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise _refusal(
            "NAGI-S001", path.name, ja=f"開けません: {reason}", en=f"cannot be opened: {reason}"
        ) from None
    except (UnicodeDecodeError, RecursionError, MemoryError):
        raise _refusal(
            "NAGI-S002", path.name, ja="UTF-8 の文書ではありません。", en="not readable UTF-8"
        ) from None
    except (yaml.YAMLError, ValueError) as error:
        place, why = _fault(error)
        raise _refusal(
            "NAGI-S002", path.name, place, ja=f"読めません: {why}", en=f"not readable: {why}"
        ) from None


class _RepeatedKeyError(ValueError):
    """A key that stands twice in JSON."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    for key in keys:
        if keys.count(key) > 1:
            raise _RepeatedKeyError(f"the key {key!r} is used twice")
    return dict(pairs)


def _fault(error: Exception) -> tuple[str, str]:
    """Where and what, without repeating the file's text."""
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark is not None else getattr(error, "lineno", None)
    why = getattr(error, "problem", None) or getattr(error, "msg", None) or str(error)
    return (f"line {line}" if line else ""), str(why)


def _entries(parsed: object, where: str) -> list[tuple[str, object]]:
    """The id and the input of every case in the file."""
    if isinstance(parsed, Mapping) and "cases" in parsed:
        parsed = parsed["cases"]
    entries = parsed if isinstance(parsed, list) else [parsed]
    if not entries or not all(isinstance(entry, Mapping) for entry in entries):
        raise _refusal(
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


def _refusal(code: str, where: str, key: str = "", *, ja: str, en: str) -> NagiError:
    return NagiError([Problem(code=code, where=where, key=key, said=Text(ja=ja, en=en))])
