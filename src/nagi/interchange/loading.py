"""A model by its name, or from a file of another program."""

from pathlib import Path

from nagi.equations.model import Model
from nagi.interchange.sbml.reading import read_sbml
from nagi.physiology.library import load_model as known_model
from nagi.services.files import read_text

SUFFIXES = (".xml", ".sbml")


def load_model(name: str | Path) -> Model:
    """The model called `name`; of an SBML file (.xml, .sbml); or of `model()` in a Python file of your own (.py).

    A Python file is executed. Raises NagiError: NAGI-P001 with the nearest known names; P002 for a Python file; S001
    for a file that cannot be read; X001, X101 to X121 with everything in an SBML file that nagi cannot take over.
    """
    text = str(name)
    if text.lower().endswith(SUFFIXES):
        return read_sbml(read_text(Path(text)), where=Path(text).name)
    return known_model(name)
