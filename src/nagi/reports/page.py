"""The page of a consultation: one HTML file that needs nothing else, on a screen, a telephone or paper."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Path(str(files("nagi.reports"))) / "templates" / "page"


def render(view: Mapping[str, object], template: str = "page.html.j2") -> str:
    """The page of one view. Every text is escaped; nothing is fetched and no script runs."""
    return _environment().get_template(template).render(view)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
