"""Reading a clinic's own file (TOML): the clinic, or every problem in it."""

import tomllib
from pathlib import Path

from nagi.dermatology.clinic import Clinic, clinic_from
from nagi.errors import NagiError, Problem
from nagi.evidence.rulebook import load_rules
from nagi.language import Text


def read_clinic(path: str | Path) -> Clinic:
    """The clinic that a file describes. Raises NagiError with every problem."""
    path = Path(path)
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = error.strerror or "?"
        raise _refusal(path, ja=f"開けません: {reason}", en=f"cannot be opened: {reason}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _refusal(
            path, ja=f"TOML として読めません: {error}", en=f"not readable as TOML: {error}"
        ) from None
    return clinic_from(raw, where=path.name, table=load_rules())


def _refusal(path: Path, *, ja: str, en: str) -> NagiError:
    return NagiError([Problem(code="NAGI-S007", where=path.name, key="", said=Text(ja=ja, en=en))])
