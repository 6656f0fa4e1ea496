"""The two languages of nagi, always side by side."""

from dataclasses import dataclass
from typing import Literal

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
