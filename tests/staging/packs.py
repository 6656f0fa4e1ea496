"""An invented licensed questionnaire: its owner's line, questions that say nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from nagi.clinic.access import packs
from nagi.clinic.place import Place

ITEM = """
[[item]]
text = { ja = "問い", en = "A question" }
options = [ { value = 0, text = { ja = "なし", en = "none" } }, { value = 4, text = { ja = "毎日", en = "daily" } } ]
"""
HEAD = (
    'instrument = "poem"\nlicence = "letter of today"\ncopyright_line = "© its owner"\ncommercial_ok = true\n'
)
POEM = HEAD + 7 * ITEM


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where a clinic installs questionnaires; empty again afterwards."""
    made = Place.of_environment().folder / packs.FOLDER
    made.mkdir()
    packs._packs.cache_clear()
    yield made
    for one in made.iterdir():
        one.unlink()
    made.rmdir()
    packs._packs.cache_clear()
