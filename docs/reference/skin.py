"""The model `nagi-skin`: its extensions with their support, its equations, its numbers with their sources."""

import re
from math import exp

from nagi.cli.described import described
from nagi.equations.parameters import KnownParameter, read_parameters
from nagi.language import Text
from nagi.physiology.library import load_model
from nagi.physiology.skin.model import EXTENSIONS, NAME
from reference.markup import both, cell, links, read, table, whole

EXTENSION = ("Name", "日本語", "English", "Mechanism", "Support", "Source")
NUMBER = ("Symbol", "日本語", "English", "Unit", "Median", "sd of ln", "P(0)", "Varies", "Basis", "Work")
EQUATIONS = re.compile(r"\n(Equations .*?\n)\n", re.DOTALL)


def page() -> str:
    """Extensions, equations and numbers."""
    words = read("words.toml")["skin"]["extension"]
    extensions = [
        (f"`{name}`", *both(Text(**words[name])), one.__name__, one.support, links([one.source], "works.md"))
        for name, mechanisms in EXTENSIONS.items()
        for one in mechanisms
    ]
    known = read_parameters(NAME).by_id.values()
    found = EQUATIONS.search(described(load_model(NAME), "en"))
    return whole(
        "skin",
        [
            "## Extensions · 拡張",
            table(EXTENSION, extensions),
            "## Numbers · 数値",
            table(NUMBER, [_number(record) for record in known]),
            "## Equations · 方程式",
            "```text\n" + (found.group(1) if found else "") + "```",
        ],
        wide=True,
    )


def _number(record: KnownParameter) -> tuple[str, ...]:
    return (
        f"`{record.name}`",
        *both(record.label),
        cell(record.unit),
        f"{exp(record.mean_ln):.3g}",
        f"{record.sd_ln:g}",
        f"{record.zero:g}" if record.zero else "",
        record.varies,
        cell(record.basis),
        links([record.work], "works.md"),
    )
