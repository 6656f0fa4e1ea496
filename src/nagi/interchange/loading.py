"""A model by its name, or from a file of another program."""

from importlib import import_module
from pathlib import Path

from nagi.equations.model import Model
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
        reading = import_module("nagi.interchange.sbml.reading")  # a model known by name needs no SymPy
        found: Model = reading.read_sbml(read_text(Path(text)), where=Path(text).name)
        return found
    return known_model(name)
