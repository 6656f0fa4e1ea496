"""The body map: the regions of the field dictionary as shapes, beside a list of the same regions."""

import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from nagi.clinic.pages.templatetags.words import site as site_name
from nagi.evidence.rulebook import load_rules


@dataclass(frozen=True)
class Region:
    """One region: its name, its shapes, and whether it is chosen."""

    code: str
    name: str
    shapes: Sequence[str]
    chosen: bool


@cache
def drawing() -> Mapping[str, Any]:
    """The shapes, as body.toml says."""
    return tomllib.loads(Path(__file__).with_name("body.toml").read_text(encoding="utf-8"))


def regions(chosen: Collection[str]) -> Iterator[Region]:
    """Every region, from head to foot."""
    shapes = drawing()["region"]
    for code in codes():
        yield Region(code, site_name(code), shapes[code], code in chosen)


def codes() -> Sequence[str]:
    """The regions in the order of the map; the field dictionary has no other."""
    known = load_rules().fields["site.region"].options
    return [code for code in drawing()["region"] if code in known]
