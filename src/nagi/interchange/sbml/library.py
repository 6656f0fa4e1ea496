"""libSBML, loaded when it is first needed: it is an extra, and nagi works without it."""

from functools import cache
from importlib import import_module
from typing import Any

from nagi.errors import NagiError, Problem
from nagi.language import Text


@cache
def libsbml() -> Any:
    """The module libsbml. Raises NagiError (NAGI-X001) with what to install if it is not there."""
    try:
        return import_module("libsbml")
    except ImportError:
        ja = 'SBML の読み込みには python-libsbml が要ります。pip install "nagi-skin[exchange]" で入れてください。'
        en = 'reading SBML needs python-libsbml; install it with pip install "nagi-skin[exchange]"'
        raise NagiError([Problem(code="NAGI-X001", where="sbml", key="", said=Text(ja=ja, en=en))]) from None
