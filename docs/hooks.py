"""What happens while the documentation is built: the reference is written, and each page knows its language.

The reference comes from the installed knowledge at every build and is kept in memory only, so that it
cannot drift and is never committed.
"""

from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from reference import NAV, pages

JAPANESE = ".ja.md"
PAIRED = ("reference/models/", "reference/gallery.")
"""Pages of the reference with one language each."""
NAMES = {"en": "English", "ja": "日本語"}


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Add the reference to the navigation."""
    config.nav = [*(config.nav or []), NAV]
    return config


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Write the reference."""
    for path, content in pages():
        files.append(File.generated(config, path, content=content))
    return files


def on_page_context(context: dict[str, Any], *, page: Page, config: MkDocsConfig, **_: Any) -> dict[str, Any]:
    """Tell the theme the language of this page, and where the same page is in the other one."""
    path = page.file.src_uri
    lang = "ja" if path.endswith(JAPANESE) else "en"
    config.theme["language"] = lang
    pair = {"en": path.replace(JAPANESE, ".md"), "ja": path.replace(JAPANESE, ".md")[:-3] + JAPANESE}
    found = {code: _address(name, config) for code, name in pair.items()}
    config.extra["alternate"] = [
        {"name": NAMES[code], "lang": code, "link": link} for code, link in found.items() if link
    ]
    return context


def _address(name: str, config: MkDocsConfig) -> str | None:
    """The address of a page within the site; None for a page that holds both languages."""
    one_language = not name.startswith("reference/") or name.startswith(PAIRED)
    return name.removesuffix(".md") + ".html" if one_language else None
