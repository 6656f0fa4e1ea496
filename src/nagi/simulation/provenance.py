"""What a result rests on, so that it can be computed again: work, model, evidence, version, seed, accuracy."""

from functools import cache
from importlib.metadata import version

import xarray as xr

from nagi.equations.model import Model
from nagi.evidence.files import digest, knowledge_root

FORMAT = "nagi-simulation-1"


def attributes(model: Model, patients: object, *, seed: int | None, **settings: object) -> dict[str, object]:
    """The attributes of a result. `seed` is that of triggers; `settings` say how it was computed.

    The seed of the draw is known if `patients` were drawn for this very model.
    """
    told: dict[str, object] = {
        "format": FORMAT,
        "title": model.title,
        "work": model.work,
        "model": model.name,
        "model_digest": model.digest,
        "evidence_digest": evidence_digest(),
        "nagi_version": nagi_version(),
        **settings,
    }
    if isinstance(patients, xr.Dataset) and patients.attrs.get("model_digest") == model.digest:
        told["seed"] = patients.attrs["seed"]
    if model.triggers and seed is not None:
        told["trigger_seed"] = int(seed)
    return told


@cache
def nagi_version() -> str:
    """The installed version; it cannot change while a process runs."""
    return version("nagi-skin")


@cache
def evidence_digest() -> str:
    """The digest of all installed knowledge; it cannot change while a process runs."""
    root = knowledge_root()
    return digest(root.rglob("*.toml"), root)
