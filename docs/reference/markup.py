"""The few pieces of Markdown the reference is made of. Every text is escaped; Japanese is marked as Japanese."""

import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from nagi.language import Text

DATE = "2026-11-22"
"""Of the documentation; raised with each release."""

UNTOLD_IN = Text(ja="このページで分からないこと", en="What this does not tell you")
UNTOLD = f"{UNTOLD_IN.en} · {UNTOLD_IN.ja}"


@cache
def read(name: str) -> dict[str, Any]:
    """A TOML file of this folder."""
    return tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))


def cell(text: str) -> str:
    """Text that stays text within a table."""
    safe = escape(text, quote=False).replace("|", "&#124;").replace("*", "&#42;").replace("[", "&#91;")
    return safe.replace("`", "&#96;").replace("\n", " ").strip()


def ja(text: str) -> str:
    """Japanese text within a bilingual page, marked for a screen reader."""
    return f'<span lang="ja">{cell(text)}</span>'


def both(text: Text) -> tuple[str, str]:
    """Two cells: Japanese and English."""
    return ja(text.ja), cell(text.en)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table with its head."""
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, ["---"] * len(head), *rows))


def heading(item_id: str) -> str:
    """A heading with the item's id as its anchor."""
    return f"### {item_id} {{ #{item_id} }}"


def links(ids: Iterable[str], page: str) -> str:
    """Ids as links to their places on a page of the reference."""
    return ", ".join(f"[{item}]({page}#{item})" for item in ids)


WIDE = "---\nhide:\n  - toc\n---\n\n"


def whole(name: str, body: Iterable[str], *, part: str = "", wide: bool = False) -> str:
    """A page of the reference: title, what it is, the body, what it does not tell, and the date.

    A `wide` page gives the room of its table of contents to its tables.
    """
    words = read("words.toml")[name]
    intro, untold = Text(**words["intro"]), Text(**words["untold"])
    parts = [f"# {part or words['title']}", *both(intro), *body]
    return (WIDE if wide else "") + "\n\n".join([*parts, f"## {UNTOLD}", *both(untold), f"*{DATE}*"]) + "\n"
