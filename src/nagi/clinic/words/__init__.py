"""The words of the pages: one TOML file per subject, each word in Japanese and English."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from nagi.language import Lang, Text, filled

HERE = Path(__file__).parent


@cache
def words() -> Mapping[str, Text]:
    """Every word by `file.key`. Raises ValueError if a language is missing."""
    found: dict[str, Text] = {}
    for path in sorted(HERE.glob("*.toml")):
        for key, said in tomllib.loads(path.read_text(encoding="utf-8")).items():
            try:
                found[f"{path.stem}.{key}"] = Text(**said)
            except (TypeError, ValueError) as error:
                raise ValueError(f"{path.name}: {key} needs ja and en") from error
    return found


def word(key: str, **blanks: object) -> Text:
    """One word with its blanks filled, by a text in each language. Raises KeyError for a word that is not there."""
    said = words()[key]
    return Text(ja=_filled(said, blanks, "ja"), en=_filled(said, blanks, "en")) if blanks else said


def _filled(said: Text, blanks: Mapping[str, object], lang: Lang) -> str:
    told = {name: one.within(lang) if isinstance(one, Text) else one for name, one in blanks.items()}
    return filled(said.within(lang), **told)
