"""Puts the tables of the committed calibration into its two pages: `python tests/calibration_page.py`."""

import json
from pathlib import Path
from typing import Any

from nagi.language import Lang
from nagi.reports.calibration_tables import as_markdown

FOLDER = Path(__file__).parents[1] / "docs" / "explanation"
BEGIN, END = "<!-- tables: python tests/calibration_page.py -->\n", "<!-- end of tables -->\n"
PAGES: dict[Lang, Path] = {"en": FOLDER / "calibration.md", "ja": FOLDER / "calibration.ja.md"}


def data() -> Any:
    """What `nagi model calibrate nagi-skin` wrote, as it is committed."""
    return json.loads((FOLDER / "calibration.json").read_text(encoding="utf-8"))


def rewritten(lang: Lang) -> str:
    """The page with the tables of the committed calibration."""
    text = PAGES[lang].read_text(encoding="utf-8")
    before, after = text[: text.index(BEGIN) + len(BEGIN)], text[text.index(END) :]
    return f"{before}\n{as_markdown(data(), lang)}\n{after}"


if __name__ == "__main__":
    for lang, page in PAGES.items():
        page.write_text(rewritten(lang), encoding="utf-8")
