"""The models that nagi knows by name."""

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache

from nagi.equations.model import Model
from nagi.errors import NagiError, Problem
from nagi.language import Text
from nagi.numerics.printers.objects import default_folder
from nagi.physiology.shelf import model_from

MODELS: Mapping[str, str] = {
    "miyano2021": "nagi.physiology.published.miyano2021",
    "miyano2022-saureus": "nagi.physiology.published.miyano2022_saureus",
}
"""Where each model is written."""


def model_names() -> tuple[str, ...]:
    """Names that `load_model` accepts, in alphabetical order."""
    return tuple(sorted(MODELS))


@cache
def load_model(name: str) -> Model:
    """The model called `name`. What a run needs of it is kept on disk; its equations are composed when asked for.

    Raises NagiError (NAGI-P001) with the nearest known names if there is none.
    """
    if name not in MODELS:
        raise NagiError([_unknown(name)])
    return model_from(MODELS[name], folder=default_folder())


def _unknown(name: str) -> Problem:
    near = get_close_matches(name, MODELS, n=2, cutoff=0.5) or list(model_names())
    known = ", ".join(near)
    said = Text(
        ja=f"この名前のモデルはありません。近い名前: {known}。",
        en=f"there is no model of this name; the nearest known: {known}",
    )
    return Problem(code="NAGI-P001", where="load_model", key=name, said=said)
