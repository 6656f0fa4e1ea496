"""The authors at the head of a reference: who is named, and who is left out with "et al." or an ellipsis."""

import re
import unicodedata
from dataclasses import dataclass

_PARTICLE = r"(?:(?:van|von|de|der|den|la|le|di|da|dos|del|al|el|bin)\s){0,3}"
_NAME = r"[^\W\d_][\w'’\-]{0,40}"
_SURNAME = rf"{_PARTICLE}{_NAME}(?:\s[^\W\d_a-z][\w'’\-]{{1,40}})?"
_BEFORE_INITIALS = re.compile(rf"({_SURNAME}),\s?(?:[^\W\d_]\.[\s\-]?){{1,4}}", re.IGNORECASE)
_BEFORE_CAPITALS = re.compile(rf"({_SURNAME})\s[A-Z][A-Z\-]{{0,3}}(?![\w'’])")
_GIVEN_FIRST = re.compile(
    rf"{_NAME}(?:\s(?:[A-Z]\.|(?!et\b){_NAME})){{0,2}}\s((?!et\b){_NAME})(?=\s?(?:,|et al))"
)
_BETWEEN = re.compile(r"\s{0,3}(?:[,;&、・]|\band\b|…|\.\.\.|\s){1,8}\s{0,3}")
_ET_AL = re.compile(r"[\s,]{0,3}(?:\bet\.? al\b\.?|ほか|他(?=[\s.,:]))", re.IGNORECASE)
_GREEK = str.maketrans({"α": "a", "β": "b", "γ": "g", "δ": "d", "κ": "k", "μ": "u", "µ": "u"})


@dataclass(frozen=True)
class Authors:
    """Family names in the order printed. `et_al`: more follow; `gap`: some are left out between."""

    names: tuple[str, ...] = ()
    et_al: bool = False
    gap: bool = False

    @property
    def first(self) -> str | None:
        """The first family name, folded for comparison."""
        return folded(self.names[0]) if self.names else None

    @property
    def last_named(self) -> str | None:
        """The family name printed as that of the last author; None if the list breaks off before it."""
        return self.names[-1] if len(self.names) > 1 and not self.et_al else None


def folded(text: str) -> str:
    """Letters and digits only, without accents and case, Greek letters spelt: for comparing names."""
    bare = unicodedata.normalize("NFKD", text.casefold().translate(_GREEK))
    return "".join(char for char in bare if char.isalnum())


def family_name(author: str) -> str:
    """The family name of an author written as "Oh M", "Oh, M." or "Mina Oh"."""
    if "," in author:
        return author.split(",", maxsplit=1)[0]
    capitals = _BEFORE_CAPITALS.fullmatch(author.strip())
    return capitals[1] if capitals else author.rsplit(maxsplit=1)[-1]


def read_authors(text: str) -> tuple[Authors, str]:
    """The authors with which `text` begins, and the rest of the text."""
    names: list[str] = []
    position, gap = 0, False
    while len(names) < 40:
        found = _author_at(text, position, first=not names)
        if found is None:
            break
        names.append(found[1])
        et_al = _ET_AL.match(text, found.end())
        if et_al:
            return Authors(tuple(names), et_al=True, gap=gap), text[et_al.end() :]
        between = _BETWEEN.match(text, found.end())
        position = between.end() if between else found.end()
        if between is None:
            break
        gap = gap or "…" in between[0] or "..." in between[0]
    return Authors(tuple(names), gap=gap), text[position:]


def _author_at(text: str, position: int, *, first: bool) -> re.Match[str] | None:
    forms = (
        (_BEFORE_INITIALS, _BEFORE_CAPITALS, _GIVEN_FIRST) if first else (_BEFORE_INITIALS, _BEFORE_CAPITALS)
    )
    return next((found for form in forms if (found := form.match(text, position))), None)
