import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Any

from nagi import reports
from nagi.reports.wording import words


def leaves(table: Mapping[str, Any], place: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from leaves(value, f"{place}{key}.")
        else:
            yield f"{place}{key}", value


def blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_both_languages_have_the_same_words_with_the_same_blanks() -> None:
    ja, en = dict(leaves(words("ja"))), dict(leaves(words("en")))
    assert ja.keys() == en.keys()
    assert {key for key in ja if blanks(ja[key]) != blanks(en[key])} == set()


def test_no_word_is_missing() -> None:
    empty = {key for lang in ("ja", "en") for key, said in leaves(words(lang)) if not said.strip()}
    assert empty == set()


def test_no_group_is_called_like_a_method_of_a_mapping() -> None:
    """A template would find the method, not the words."""
    assert not set(words("ja")) & set(dir({}))


def test_every_word_is_used() -> None:
    folder = Path(reports.__file__).parent
    sources = [path for path in folder.rglob("*") if path.suffix in {".py", ".j2", ".typ"}]
    written = " ".join(path.read_text(encoding="utf-8") for path in sources)
    unused = [key for key, _ in leaves(words("ja")) if not re.search(asked_for(*key.split(".")), written)]
    assert unused == []


def asked_for(group: str, key: str) -> str:
    """How a template or the code asks for one word, or for any word of a group by its code."""
    by_code = rf"w\.{group}(\[|\.at\()|words\[\"{group}\"\]\[work"
    return rf"w\.{group}\.{key}\b|\"{group}\", \"{key}\"|\[\"{group}\"\]\[\"{key}\"\]|{by_code}"
