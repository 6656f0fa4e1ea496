"""The two languages of nagi, always side by side."""

from dataclasses import dataclass
from string import Formatter
from typing import Any, Literal

Lang = Literal["ja", "en"]
LANGS: tuple[Lang, ...] = ("ja", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """One statement in Japanese and English; neither may be missing."""

    ja: str
    en: str

    def __post_init__(self) -> None:
        for lang in LANGS:
            if not self.within(lang).strip():
                raise ValueError(f"the {lang} text is missing; write both languages")

    def within(self, lang: Lang) -> str:
        """The statement in `lang`."""
        return self.ja if lang == "ja" else self.en


def filled(said: str, /, *blanks: object, **named: object) -> str:
    """`said` with its blanks filled, as by `str.format`; `{0} {0:draw|draws}` has the word for one or for many."""
    return _Blanks().format(said, *blanks, **named)


class _Blanks(Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        """One value as its blank asks; a blank with two words asks for the one that fits."""
        one, either, many = format_spec.partition("|")
        return (one if value == 1 else many) if either else format(value, format_spec)
