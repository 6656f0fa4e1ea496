"""The calibration of a model by name: run, and told for machines."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from nagi.equations.model import Model
from nagi.equations.parameters import records_of
from nagi.errors import NagiError
from nagi.evidence.files import knowledge_root
from nagi.language import Text
from nagi.physiology.library import load_model
from nagi.simulation.calibration.calibrating import Progress, Settings, calibrate
from nagi.simulation.calibration.findings import Findings, Judged, Known, parameter_of
from nagi.simulation.calibration.identifiability import Tie
from nagi.simulation.calibration.sensitivity import Influence
from nagi.simulation.calibration.targets import Target, calibration
from nagi.simulation.problems import unknown
from nagi.simulation.provenance import evidence_digest, nagi_version

FORMAT = "nagi-calibration-1"
LIBRARIES = ("numpy", "scipy", "scikit-learn", "SALib")
WANTED = 0.85
"""Share of the targets that should lie inside."""


@dataclass(frozen=True, kw_only=True)
class Calibrated:
    """A model and what its calibration found."""

    model: Model
    findings: Findings


def calibrated(name: str, settings: Settings, *, progress: Progress | None = None) -> Calibrated:
    """Calibrate the model called `name`.

    Raises NagiError (NAGI-P001 for an unknown model, C108 for one without targets, K001 to K003 and C101 to C105 for its
    targets, C106 for settings, C107 where no posterior was reached).
    """
    model = load_model(name)
    known = sorted(path.stem for path in (knowledge_root() / "calibration").glob("*.toml"))
    if model.name not in known:
        raise NagiError([unknown("NAGI-C108", "NAME", name, known)])
    return Calibrated(
        model=model, findings=calibrate(model, calibration(model.name), settings, progress=progress)
    )


def as_data(done: Calibrated) -> dict[str, Any]:
    """Everything that was found, for machines and for the report; what cannot be told is null."""
    found = done.findings
    records = records_of(one.id for one in done.model.population)
    labels = {one.name: _text(records[one.id].label) for one in done.model.population if one.id in records}
    return {
        "format": FORMAT,
        "model": done.model.name,
        "settings": dict(found.settings),
        "provenance": _provenance(done),
        "wanted": WANTED,
        "reached": _reached(found),
        "targets": [_judged(one) for one in found.judged],
        "cannot": [_cannot(one) for one in found.told.target if one.use == "none"],
        "trials_differ": _text(found.told.trials_differ),
        "unknowns": [_known(one, labels[parameter_of(one.name)]) for one in found.known],
        "ties": [_tie(one) for one in found.identified.ties],
        "directions": [
            {"learnt": _number(one.learnt), "parts": [[name, _number(weight)] for name, weight in one.parts]}
            for one in found.identified.directions
        ],
        "silent": list(found.identified.silent),
        "all_directions": len(found.names),
        "decisions": [
            {
                "name": one.name, "label": _text(one.label),
                "influences": [_influence(each) for each in found.influences[one.name]],
            }
            for one in found.told.decision
        ],
        "credit": {
            "moved": _number(found.credit.moved), "left": _number(found.credit.left),
            "translation": _number(found.credit.translation), "parameter": found.told.idle_if_zero,
        },
        "lost": _number(found.lost),
    }  # fmt: skip


def _provenance(done: Calibrated) -> dict[str, str]:
    return {
        "nagi": nagi_version(),
        "model_digest": done.model.digest,
        "evidence_digest": evidence_digest(),
        **{name: version(name) for name in LIBRARIES},
    }


def _reached(found: Findings) -> dict[str, list[int]]:
    return {
        "all": list(found.reached("fit", "check", "prior")),
        "without_prior": list(found.reached("fit", "check")),
        **{use: list(found.reached(use)) for use in ("fit", "check", "prior")},
    }


def _judged(one: Judged) -> dict[str, Any]:
    target = one.target
    return {
        "id": target.id, "label": _text(target.label), "use": target.use, "value": target.value,
        "error": _number(target.error), "scale": target.scale, "bound": target.bound, "spread": target.spread,
        "source": target.said_by, "note": None if target.note is None else _text(target.note),
        "prior": _numbers(one.prior), "model": _numbers(one.model), "predicted": _numbers(one.predicted),
        "inside": one.inside, "poor": one.poor,
        "emulator": None if one.emulated is None else _numbers(one.emulated),
    }  # fmt: skip


def _cannot(target: Target) -> dict[str, Any]:
    why = target.note or target.label
    return {"id": target.id, "label": _text(target.label), "source": target.said_by, "why": _text(why)}


def _known(one: Known, label: Mapping[str, str]) -> dict[str, Any]:
    return {
        "name": one.name, "label": label,
        "prior": _numbers(one.prior), "posterior": _numbers(one.posterior), "learnt": _number(one.learnt),
        "zero": None if one.zero is None else _numbers(one.zero),
    }  # fmt: skip


def _tie(one: Tie) -> dict[str, Any]:
    return {
        "one": one.one, "other": one.other, "correlation": _number(one.correlation),
        "alone": _number(one.alone), "together": _number(one.together),
    }  # fmt: skip


def _influence(one: Influence) -> dict[str, Any]:
    return {
        "unknown": one.unknown, "size": _number(one.size), "margin": _number(one.margin), "bend": _number(one.bend),
    }  # fmt: skip


def _text(said: Text) -> Mapping[str, str]:
    return {"ja": said.ja, "en": said.en}


def _number(value: float) -> float | None:
    """In six digits, which are more than any of them deserves."""
    return float(f"{value:.6g}") if math.isfinite(value) else None


def _numbers(values: tuple[float, ...]) -> list[float | None]:
    return [_number(value) for value in values]
