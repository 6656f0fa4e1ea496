"""The examples, run while the documentation is built: their words, what they print, their pictures."""

import contextlib
import importlib.util
import io
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt

from nagi.language import LANGS, Lang, Text
from reference.markup import DATE, UNTOLD_IN, read

EXAMPLES = Path(__file__).parents[2] / "examples"
ORDER = (
    "first_simulation",
    "against_trials",
    "poor_responders",
    "antibiotics",
    "double_switch",
    "columns_experiments",
    "columns_patient",
    "twin_coverage",
    "own_model",
)

LEAST = 10_000
"""Bytes of a picture with something in it."""


@dataclass(frozen=True)
class Shown:
    """One example in one language: what it printed and its picture."""

    printed: str
    picture: bytes


def pages() -> Iterator[tuple[str, str | bytes]]:
    """The gallery in both languages, and every picture."""
    for lang in LANGS:
        yield f"reference/gallery{suffix(lang)}", page(lang)
        for name in ORDER:
            yield f"reference/gallery/{picture(name, lang)}", shown(name, lang).picture


def suffix(lang: Lang) -> str:
    """How the name of a page of this language ends."""
    return ".ja.md" if lang == "ja" else ".md"


def picture(name: str, lang: Lang) -> str:
    """The name of an example's picture."""
    return f"{name}.ja.png" if lang == "ja" else f"{name}.png"


def figure(name: str, lang: Lang, *, up: str) -> str:
    """An example's picture with its words, for a page `up` from the reference."""
    told = words()[name]
    alt = Text(**told["alt"]).within(lang)
    caption = Text(**told["caption"]).within(lang)
    said = caption if lang == "ja" else f"*{caption}*"  # Japanese has no italics
    return f"![{alt}]({up}gallery/{picture(name, lang)})\n\n{said}"


def page(lang: Lang) -> str:
    """Every example: title, what to look at, picture, what it prints, and the script itself."""
    told = words()["gallery"]
    body = [f"# {Text(**told['title']).within(lang)}", Text(**told["intro"]).within(lang)]
    for name in ORDER:
        body += [f"## {Text(**words()[name]['title']).within(lang)}", figure(name, lang, up="")]
        if shown(name, lang).printed:
            body.append(f"```text\n{shown(name, lang).printed}```")
        body.append(f'??? example "examples/{name}.py"\n{_indented(name)}')
    body += [f"## {UNTOLD_IN.within(lang)}", Text(**told["untold"]).within(lang), f"*{DATE}*"]
    return "\n\n".join(body) + "\n"


def words() -> dict[str, Any]:
    """The words of the gallery, by example."""
    return read("gallery.toml")


@cache
def shown(name: str, lang: Lang) -> Shown:
    """Run an example in a new folder. Raises ValueError for one that draws nothing or leaves a figure open."""
    mpl.use("Agg")
    printed = io.StringIO()
    with tempfile.TemporaryDirectory() as folder:
        with contextlib.redirect_stdout(printed):
            load(name).main(Path(folder), lang)
        content = (Path(folder) / f"{name}.png").read_bytes()
        if len(content) < LEAST or plt.get_fignums():
            raise ValueError(f"examples/{name}.py: the picture is empty, or a figure stays open")
        return Shown(printed.getvalue().replace(f"{folder}/", ""), content)


@cache
def load(name: str) -> Any:
    """An example as a module, once, so that what it keeps serves both languages."""
    spec = importlib.util.spec_from_file_location(f"examples_{name}", EXAMPLES / f"{name}.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(name)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _indented(name: str) -> str:
    source = (EXAMPLES / f"{name}.py").read_text(encoding="utf-8")
    return "\n".join(f"    {line}".rstrip() for line in f"```python\n{source}```".splitlines())
