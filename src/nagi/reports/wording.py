"""The words of the interface: headings, column titles, and whole sentences with named blanks."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from nagi.language import Lang


@cache
def words(lang: Lang) -> Mapping[str, Any]:
    """Every word of `words/<lang>.toml`, by group and key."""
    path = files("nagi.reports") / "words" / f"{lang}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
