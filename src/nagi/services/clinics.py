"""Reading a clinic's own file (TOML): the clinic, or every problem in it."""

import tomllib
from pathlib import Path

from nagi.dermatology.clinic import Clinic, clinic_from
from nagi.evidence.rulebook import load_rules
from nagi.services.files import read_text, refusal


def read_clinic(path: str | Path) -> Clinic:
    """The clinic that a file describes. Raises NagiError with every problem."""
    path = Path(path)
    text = read_text(path)
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        ja, en = f"TOML として読めません: {error}", f"not readable as TOML: {error}"
        raise refusal("NAGI-S007", path.name, ja=ja, en=en) from None
    return clinic_from(raw, where=path.name, table=load_rules())
