"""The models that nagi knows by name, and those that a user writes in a file."""

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from nagi.equations.model import Model
from nagi.errors import NagiError, Problem
from nagi.language import Text
from nagi.numerics.printers.objects import default_folder
from nagi.physiology.shelf import model_from

MODELS: Mapping[str, str] = {
    "dominguez2017": "nagi.physiology.published.dominguez2017",
    "miyano2021": "nagi.physiology.published.miyano2021",
    "miyano2022-saureus": "nagi.physiology.published.miyano2022_saureus",
    "nagi-skin": "nagi.physiology.skin.model",
}
"""Where each model is written."""

OWN = ".py"


def model_names() -> tuple[str, ...]:
    """Names that `load_model` accepts, in alphabetical order."""
    return tuple(sorted(MODELS))


def load_model(name: str | Path) -> Model:
    """The model called `name`, or what the function `model()` in a Python file of your own returns ("mine.py").

    The file is executed. Raises NagiError: P001 with the nearest known names if there is none, P002 if the file
    cannot be used, and what is wrong with the model in it.
    """
    if isinstance(name, Path) or str(name).endswith(OWN):
        return _own(Path(name))
    if not isinstance(name, str) or name not in MODELS:
        raise NagiError([_unknown(name)])
    return _known(name)


@cache
def _known(name: str) -> Model:
    """What a run needs of it is kept on disk; its equations are composed when asked for."""
    return model_from(MODELS[name], folder=default_folder())


def _own(path: Path) -> Model:
    spec = spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None or not path.is_file():
        said = Text(ja="Python のファイルがありません。", en="there is no such Python file")
        raise NagiError([_unusable(path, said)])
    module = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
        made = module.model()
    except NagiError:
        raise
    except Exception as error:  # whatever a user's file may raise becomes a problem with its place
        seen = f"{type(error).__name__}: {error}"
        said = Text(ja=f"実行できません。{seen}", en=f"cannot be run; {seen}")
        raise NagiError([_unusable(path, said)]) from error
    if not isinstance(made, Model):
        said = Text(
            ja=f"model() が Model を返しません({type(made).__name__})。compose(...) の結果を返してください。",
            en=f"model() returns {type(made).__name__}, not a Model; return what compose(...) gives",
        )
        raise NagiError([_unusable(path, said)])
    return made


def _unusable(path: Path, said: Text) -> Problem:
    return Problem(code="NAGI-P002", where=path.name, key="model()", said=said)


def _unknown(name: object) -> Problem:
    near = get_close_matches(str(name), MODELS, n=2, cutoff=0.5) or list(model_names())
    known = ", ".join(near)
    said = Text(
        ja=f"この名前のモデルはありません。近い名前: {known}。",
        en=f"there is no model of this name; the nearest known: {known}",
    )
    return Problem(code="NAGI-P001", where="load_model", key=str(name), said=said)
