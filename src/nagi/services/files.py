"""Files that come from outside: opened, decoded and parsed without surprises, or refused by name."""

import json
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml

from nagi.errors import NagiError, Problem
from nagi.language import Text

LARGEST_FILE = 20_000_000
"""Bytes; a case file of a whole clinic is far smaller."""

DEEPEST = 30
"""Levels of nesting; a case has seven."""


def read_text(path: Path, *, largest: int = LARGEST_FILE) -> str:
    """The text of a UTF-8 file of at most `largest` bytes. Raises NagiError (NAGI-S001) otherwise."""
    try:
        if path.stat().st_size > largest:
            raise refusal("NAGI-S001", path.name, ja="ファイルが大きすぎます。", en="the file is too large")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise refusal(
            "NAGI-S001", path.name, ja=f"開けません: {reason}", en=f"cannot be opened: {reason}"
        ) from None
    except UnicodeDecodeError:
        raise refusal(
            "NAGI-S001", path.name, ja="UTF-8 の文書ではありません。", en="is not UTF-8 text"
        ) from None


def read_json(path: Path) -> Any:
    """What a JSON file holds. Raises NagiError: NAGI-S001 (not text), NAGI-S002 (not JSON, a key twice)."""
    try:
        return json.loads(read_text(path), object_pairs_hook=_once)
    except RecursionError:
        raise _too_deep(path.name) from None
    except NagiError:
        raise
    except ValueError as error:
        raise _unreadable(
            path.name, getattr(error, "lineno", None), getattr(error, "msg", str(error))
        ) from None


def read_yaml(path: Path) -> Any:
    """What a YAML file holds, plain values only.

    Raises NagiError: NAGI-S001 (not text), NAGI-S002 (not YAML, a key twice, nested too deeply).
    """
    text = read_text(path)
    try:
        _refuse_deep(text, path.name)
        return yaml.load(text, _Loader)  # noqa: S506 - _Loader builds plain values only
    except NagiError:
        raise
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise _unreadable(path.name, line, error.problem or "") from None
    except (yaml.YAMLError, ValueError):
        raise _unreadable(path.name, None, "a value cannot be read") from None


def refusal(code: str, where: str, key: str = "", *, ja: str, en: str) -> NagiError:
    """A NagiError of one problem."""
    return NagiError([Problem(code=code, where=where, key=key, said=Text(ja=ja, en=en))])


class _Loader(yaml.CSafeLoader):
    """Plain YAML, but a key that stands twice is refused: the second answer would silently replace the first."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002
        """A mapping whose keys all differ."""
        seen: set[str] = set()
        for key_node, _ in node.value:
            if isinstance(key_node, yaml.ScalarNode):
                if key_node.value in seen:
                    raise yaml.constructor.ConstructorError(
                        None, None, "a key is used twice", key_node.start_mark
                    )
                seen.add(key_node.value)
        return super().construct_mapping(node, deep)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object whose keys all differ."""
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("a key is used twice")
    return dict(pairs)


def _refuse_deep(text: str, where: str) -> None:
    """Refuse nesting that no file of ours has; the parser behind YAML would otherwise run out of stack."""
    depth = 0
    for event in yaml.parse(text, yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise _too_deep(where)


def _too_deep(where: str) -> NagiError:
    return refusal("NAGI-S002", where, ja="入れ子が深すぎます。", en="nested too deeply")


def _unreadable(where: str, line: int | None, why: str) -> NagiError:
    key = f"line {line}" if line else ""
    return refusal("NAGI-S002", where, key, ja=f"読めません: {why}", en=f"not readable: {why}")
