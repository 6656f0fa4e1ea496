"""The models that nagi knows by name."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import cache

from nagi.equations.model import Model
from nagi.errors import NagiError, Problem
from nagi.language import Text
from nagi.physiology.published import dominguez2017, miyano2021, miyano2022_saureus
from nagi.physiology.skin import model as skin

MODELS: Mapping[str, Callable[[], Model]] = {
    dominguez2017.NAME: dominguez2017.model,
    miyano2021.NAME: miyano2021.model,
    miyano2022_saureus.NAME: miyano2022_saureus.model,
    skin.NAME: skin.model,
}


def model_names() -> tuple[str, ...]:
    """Names that `load_model` accepts, in alphabetical order."""
    return tuple(sorted(MODELS))


@cache
def load_model(name: str) -> Model:
    """The model called `name`.

    Raises NagiError (NAGI-P001) with the nearest known names if there is none.
    """
    if name not in MODELS:
        raise NagiError([_unknown(name)])
    return MODELS[name]()


def _unknown(name: str) -> Problem:
    near = get_close_matches(name, MODELS, n=2, cutoff=0.5) or list(model_names())
    known = ", ".join(near)
    said = Text(
        ja=f"この名前のモデルはありません。近い名前: {known}。",
        en=f"there is no model of this name; the nearest known: {known}",
    )
    return Problem(code="NAGI-P001", where="load_model", key=name, said=said)
