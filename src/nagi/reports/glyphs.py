"""What our fonts can print. A renderer leaves a box, or nothing, for a letter it lacks, and says nothing;
so every text is compared with the character tables of the fonts before a paper is made."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from nagi.errors import NagiError, Problem
from nagi.language import Text

FONTS = Path(str(files("nagi"))) / "fonts"
FAMILIES = ("BIZUDGothic", "NotoSansJP")
"""In the order in which a letter is looked up; the templates name them in the same order."""

BLANK = frozenset("\n\t")
SELECTORS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
"""Marks that follow an ideograph and choose one of its shapes (as some family names need)."""


def refuse_unprintable(view: Mapping[str, object]) -> None:
    """Raise NagiError (NAGI-R301) for every text of `view` with characters that cannot be printed."""
    found = ((place, unprintable(text)) for place, text in _texts(view, ""))
    problems = [_problem(place, missing) for place, missing in found if missing]
    if problems:
        raise NagiError(problems)


def unprintable(text: str) -> tuple[str, ...]:
    """The characters of `text` that no font has, each once, in order."""
    if _ordinary().issuperset(text):
        return ()
    return tuple(dict.fromkeys(sign for sign in _signs(text) if not _printable(sign)))


@cache
def letters(font: str) -> frozenset[str]:
    """The letters that the font file `font` can print."""
    with _opened(font) as opened:
        return frozenset(map(chr, opened.getBestCmap()))


@cache
def variants(font: str) -> frozenset[str]:
    """The pairs of ideograph and selector that the font file `font` has a shape for."""
    with _opened(font) as opened:
        tables = [table for table in opened["cmap"].tables if table.format == 14]
        shapes = (shape for table in tables for shape in table.uvsDict.items())
        return frozenset(chr(base) + chr(mark) for mark, pairs in shapes for base, _ in pairs)


def _opened(font: str) -> TTFont:
    opened = TTFont(FONTS / f"{font}.ttf", lazy=True)
    # Numbers in place of names, which nobody asks for here and which take longest to make.
    opened.setGlyphOrder([str(number) for number in range(opened["maxp"].numGlyphs)])
    return opened


@cache
def _ordinary() -> frozenset[str]:
    """What is printed wherever it stands: nearly every text is of these alone."""
    known = frozenset().union(*(letters(f"{family}-Regular") for family in FAMILIES))
    return (known | BLANK) - SELECTORS


@cache
def _printable(sign: str) -> bool:
    """The font that prints the ideograph must also have the shape its selector asks for."""
    for font in (f"{family}-Regular" for family in FAMILIES):
        if sign[0] in letters(font):
            return len(sign) == 1 or sign in variants(font)
    return sign in BLANK


def _signs(text: str) -> Iterator[str]:
    """Each character, an ideograph together with its selector."""
    sign = ""
    for character in text:
        if sign and character in SELECTORS:
            sign += character
            continue
        if sign:
            yield sign
        sign = character
    if sign:
        yield sign


def _texts(part: object, place: str) -> Iterator[tuple[str, str]]:
    """Every text in a structure with the place where it stands."""
    if isinstance(part, str):
        yield place, part
    elif isinstance(part, Mapping):
        for key, entry in part.items():
            yield from _texts(entry, f"{place}.{key}" if place else str(key))
    elif isinstance(part, list):
        for position, entry in enumerate(part):
            yield from _texts(entry, f"{place}[{position}]")


def _problem(place: str, missing: tuple[str, ...]) -> Problem:
    listed = " ".join(f"{sign} ({'+'.join(f'U+{ord(part):04X}' for part in sign)})" for sign in missing)
    return Problem(
        code="NAGI-R301",
        where="reports",
        key=place,
        said=Text(
            ja=f"同梱の書体で印字できない文字があります: {listed} 印字できる字で書き直してください。",
            en=f"the bundled fonts cannot print {listed}; write it with characters they have",
        ),
    )
