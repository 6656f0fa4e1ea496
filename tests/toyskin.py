"""A skin small enough to know by heart: severity settles where gain and loss balance, itch follows its root.

It has the arms and outputs of the real model. The exosome arms add `mouse_to_human` to the loss for 12
weeks, which is 0 in 2 of 5 people.
"""

from typing import Any

import sympy

from nagi.equations.model import Arm, Effect, Model, Output, Parameter, Rate, State, Switch
from nagi.simulation.twin.assumptions import Assumptions, assumptions

NAMES = ("gain", "care", "mouse_to_human", "x", "tcs", "ev", "itchy")
GAIN, CARE, HELP, X, TCS, EV, ITCHY = (sympy.Symbol(name, real=True) for name in NAMES)
EXOSOMES = ("dermapen_exosome", "injection_exosome", "topical_exosome", "drip_exosome")


def skin() -> Model:
    """x' = (gain - (1 + care tcs + mouse_to_human ev) x)/4; EASI = 10 x, TEWL = 10 + 10 x, POEM of itch and EASI."""
    loss = 1 + CARE * TCS + HELP * EV
    itch = ITCHY * sympy.sqrt(X)
    outputs = {
        "EASI": 10 * X, "itch": itch, "TEWL": 10 + 10 * X, "POEM": 1.68 * itch + 11.2 * sympy.sqrt(10 * X / 72),
    }  # fmt: skip
    arms = [_arm("nothing"), _arm("guideline_care", tcs=1), _arm("needling_saline", tcs=1)]
    return Model(
        name="nagi-skin", title="a toy skin", work="PROJECT",
        states=(State(name="x", label="severity", unit="1", start=1, scale=1, lower=0, upper=None, mechanism="toy"),),
        population=(
            _drawn("gain", 0.7, 0.6), _drawn("care", 0, 0.5), _drawn("mouse_to_human", 0, 1, zero=0.4),
            _drawn("itchy", 1.5, 0.4),
        ),
        effects=tuple(Effect(name=name, label=name, unit="1", default=0) for name in ("tcs", "ev")),
        rates=(Rate(state="x", expression=(GAIN - loss * X) / 4, equation="1", mechanism="toy"),),
        outputs=tuple(Output(name=name, label=name, unit="points", expression=said) for name, said in outputs.items()),
        arms={arm.name: arm for arm in [*arms, *(_arm(name, tcs=1, ev=1) for name in EXOSOMES)]},
        run_in_weeks=1000, run_in_is_steady=True,
    )  # fmt: skip


def assumed(**changes: Any) -> Assumptions:
    """The real assumptions, a few of them changed."""
    return assumptions("nagi-skin").model_copy(update=changes)


def _drawn(name: str, mean_ln: float, sd_ln: float, zero: float = 0.0) -> Parameter:
    return Parameter(
        name=name,
        label=name,
        unit="1",
        mean_ln=mean_ln,
        sd_ln=sd_ln,
        id=name.upper(),
        mechanism="toy",
        zero=zero,
    )


def _arm(name: str, *, tcs: float = 0, ev: float = 0) -> Arm:
    switches = (Switch(week=12, effects={"ev": 0}),) if ev else ()
    return Arm(name=name, effects={"tcs": tcs, "ev": ev}, weeks=52, switches=switches)
