"""A model small enough to solve on paper, as a file of one's own, and trials of it."""

from pathlib import Path

from nagi.equations.model import Model

MODEL = '''
"""One severity that settles, and a cream that speeds its loss."""
import sympy
from nagi.equations.model import Arm, Effect, Model, Output, Parameter, Rate, State

GAIN, LOSS, HELP, X = (sympy.Symbol(name, real=True) for name in ("gain", "loss", "u", "x"))


def model():
    return Model(
        name="toy", title="a toy", work="PROJECT",
        states=(State(name="x", label="severity", unit="1", start=1, scale=1, lower=0, upper=None, mechanism="toy"),),
        population=(
            Parameter(name="gain", label="gain", unit="1/week", mean_ln=0, sd_ln=0.3, id="TOY-GAIN", mechanism="toy"),
            Parameter(name="loss", label="loss", unit="1/week", mean_ln=-1, sd_ln=0.2, id="TOY-LOSS", mechanism="toy"),
        ),
        effects=(Effect(name="u", label="extra loss", unit="1/week", default=0),),
        rates=(Rate(state="x", expression=GAIN - (LOSS + HELP) * X, equation="1", mechanism="toy"),),
        outputs=(Output(name="EASI", label="EASI", unit="points", expression=6 * X),),
        arms={
            "nothing": Arm(name="nothing", effects={}, weeks=24),
            "cream": Arm(name="cream", effects={"u": 0.1}, weeks=24),
        },
        run_in_weeks=1000, run_in_is_steady=True,
    )
'''

TRIAL = """
title = "A cream"
model = "toy.py"
seed = 3
visits = [2, 4, 8]
missing_visits = 0.05
[size]
patients = 24
draws = 3
trials = 4
null = 2
[[arm]]
name = "vehicle"
begins_as = "nothing"
[[arm]]
name = "cream"
begins_as = "cream"
[uncertainty]
medians = 0.1
[noise.EASI]
sd = 1.0
least = 0
most = 72
[dropout]
weekly = 0.01
when_worse = 0.1
[eligibility.between]
EASI = [5, 40]
[[endpoint]]
name = "change"
output = "EASI"
week = 8
kind = "change"
[[endpoint]]
name = "EASI-50"
output = "EASI"
week = 8
kind = "percent"
by = 50
[analysis]
control = "vehicle"
"""


def written(folder: Path, trial: str = TRIAL) -> Path:
    """The model and a trial of it in a folder."""
    (folder / "toy.py").write_text(MODEL, encoding="utf-8")
    file = folder / "trial.toml"
    file.write_text(trial, encoding="utf-8")
    return file


def model_with_cream() -> Model:
    """The model itself."""
    room: dict[str, object] = {}
    exec(compile(MODEL, "toy.py", "exec"), room)  # noqa: S102 - our own text above
    made = room["model"]()  # type: ignore[operator]
    assert isinstance(made, Model)
    return made
