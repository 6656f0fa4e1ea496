"""Tolerances and limits, from `accuracy.toml`: what an accuracy that a user asks for means to the drivers."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np

from nagi.equations.model import Model
from nagi.numerics.driver.tables import Control

Accuracy = Literal["1e-3", "1e-4", "reference"]


def rtol_of(model: Model, accuracy: Accuracy) -> float:
    """The relative tolerance that gives `accuracy`: the model's own calibration if there is one."""
    found = settings()
    return float(found["models"].get(model.name, found["rtol"])[accuracy])


def control_of(model: Model, rtol: float) -> Control:
    """A tolerance with the steps of the settings and the typical sizes of the model's states."""
    steps = settings()["steps"]
    scales = np.array(model.scales, dtype=np.float64)
    return Control(rtol, steps["first"], steps["least"], steps["most"], scales)


@cache
def settings() -> dict[str, Any]:
    """What `accuracy.toml` says."""
    return tomllib.loads(Path(__file__).with_name("accuracy.toml").read_text(encoding="utf-8"))
