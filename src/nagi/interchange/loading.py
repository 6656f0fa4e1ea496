"""A model by its name, or from a file of another program."""

import os
from pathlib import Path

from nagi.equations.model import Model
from nagi.interchange.sbml.reading import read_sbml
from nagi.physiology.library import load_model as known_model
from nagi.services.files import read_text

SUFFIXES = (".xml", ".sbml")


def load_model(name: str | os.PathLike[str]) -> Model:
    """The model called `name`; or, if it ends in .xml or .sbml, the model in that SBML file.

    Raises NagiError: NAGI-P001 with the nearest known names; S001 for a file that cannot be read; X001, X101 to X121
    with everything in it that nagi cannot take over (see `nagi.read_sbml`).
    """
    text = str(name)
    if text.lower().endswith(SUFFIXES):
        return read_sbml(read_text(Path(text)), where=Path(text).name)
    return known_model(text)
