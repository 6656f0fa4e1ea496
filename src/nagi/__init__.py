"""nagi (凪): whether, where and how exosome therapy may be given to atopic skin.

The few names below are the public face. They are loaded when first used, so that `import nagi` is quick.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nagi.errors import NagiError as NagiError
    from nagi.interchange.loading import load_model as load_model
    from nagi.interchange.sbml.exporting import write_sbml as write_sbml
    from nagi.interchange.sbml.reading import read_sbml as read_sbml
    from nagi.services.assessment import assess as assess
    from nagi.services.cases import read_case as read_case
    from nagi.services.cases import read_cases as read_cases
    from nagi.simulation.cohort import virtual_patients as virtual_patients
    from nagi.simulation.ensemble import simulate as simulate
    from nagi.simulation.result import Result as Result

_HOME = {
    "NagiError": "nagi.errors",
    "Result": "nagi.simulation.result",
    "assess": "nagi.services.assessment",
    "load_model": "nagi.interchange.loading",
    "read_case": "nagi.services.cases",
    "read_cases": "nagi.services.cases",
    "read_sbml": "nagi.interchange.sbml.reading",
    "simulate": "nagi.simulation.ensemble",
    "virtual_patients": "nagi.simulation.cohort",
    "write_sbml": "nagi.interchange.sbml.exporting",
}

__all__ = [
    "NagiError", "Result", "assess", "load_model", "read_case", "read_cases", "read_sbml", "simulate",
    "virtual_patients", "write_sbml",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"nagi has no {name!r}; it has {', '.join(__all__)}")
    return getattr(import_module(_HOME[name]), name)
