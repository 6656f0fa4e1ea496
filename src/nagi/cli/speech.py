"""In which language nagi speaks: --lang, else NAGI_LANG, else the locale; Japanese first."""

import os
from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated

import typer

from nagi.language import LANGS, Lang


def checked_language(code: str | None) -> Lang:
    """The language asked for, or the one the environment asks for."""
    if code is None:
        return preferred_language(())
    for lang in LANGS:
        if code == lang:
            return lang
    raise typer.BadParameter("ja か en を指定してください / choose ja or en")


def preferred_language(arguments: Sequence[str]) -> Lang:
    """`--lang` among the arguments if it is there, else the environment's language, else Japanese."""
    for before, after in pairwise([*(part for argument in arguments for part in argument.split("=", 1)), ""]):
        if before == "--lang" and after in LANGS:
            return "en" if after == "en" else "ja"
    for variable in ("NAGI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(variable, "").lower().startswith("en"):
            return "en"
        if os.environ.get(variable, "").lower().startswith("ja"):
            return "ja"
    return "ja"


LangOption = Annotated[str | None, typer.Option("--lang", metavar="ja|en", help="Language of the output.")]
