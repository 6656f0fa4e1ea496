"""How the simulator says what is wrong with an argument: what, seen, expected, near names."""

from collections.abc import Iterable
from difflib import get_close_matches

from nagi.equations.model import Model
from nagi.errors import NagiError, Problem
from nagi.language import Text

MOST_LISTED = 5
"""Bad values named one by one; the rest are counted."""


def problem(code: str, key: str, *, ja: str, en: str) -> Problem:
    """One problem with the argument `key` of the Python face."""
    return Problem(code=code, where="nagi", key=key, said=Text(ja=ja, en=en))


def refuse_no_model(model: object) -> None:
    """Raises NagiError (NAGI-M100) if `model` is not a model, e.g. only its name."""
    if not isinstance(model, Model):
        seen = repr(model)[:60]
        ja = f"{seen} はモデルではありません。nagi.load_model(名前) で読み込んでください。"
        en = f"{seen} is not a model; load one with nagi.load_model(name)"
        raise NagiError([problem("NAGI-M100", "model", ja=ja, en=en)])


def unknown(code: str, key: str, name: object, known: Iterable[str]) -> Problem:
    """`name` is none of `known`: say the nearest, or all of them."""
    names = list(known)
    near = get_close_matches(str(name), names, n=3, cutoff=0.5) or names
    listed = ", ".join(near)
    return problem(
        code, key, ja=f"{name!r} はありません。候補: {listed}", en=f"there is no {name!r}; there is {listed}"
    )


def whole(code: str, key: str, value: object, *, least: int) -> list[Problem]:
    """No problem if `value` is a whole number of at least `least`."""
    if isinstance(value, bool) or not hasattr(value, "__index__") or int(value.__index__()) < least:
        ja, en = (
            f"{value!r} は {least} 以上の整数ではありません。",
            f"{value!r} is not a whole number >= {least}",
        )
        return [problem(code, key, ja=ja, en=en)]
    return []
