"""A model of one's own in thirty lines: how a moisturiser and scratching pull at the skin barrier.

    python examples/own_model.py [FOLDER] [ja|en]
    nagi model show examples/own_model.py
    nagi simulate examples/own_model.py --n 1000 --arms none,cream --weeks 0:12 --out own.nc

All numbers are invented for the tutorial; nothing here is evidence about skin.
"""

# ruff: noqa: N815 - attributes are the symbols of the equations

import sys
from pathlib import Path

import matplotlib.pyplot as plt

import nagi
from nagi.equations.notation import (
    Arm,
    Mechanism,
    Model,
    compose,
    effect,
    needed,
    number,
    output,
    parameter,
    quantity,
    rate,
    state,
)


class Barrier(Mechanism):
    """Water leaves where the barrier is broken; scratching breaks it, a cream mends it."""

    source = "PROJECT"

    B = state("skin barrier integrity", "1", start=0.7, lower=0, upper=1)
    itch = needed("itch", "1")
    u = effect("extra repair by the cream", "1/week", symbol="cream")

    k_rep = parameter("repair of the barrier", "1/week", mean_ln=0, sd_ln=0.3)
    k_wear = parameter("everyday wear", "1/week", mean_ln=-2, sd_ln=0.5)
    k_scr = parameter("damage by scratching", "1/week", mean_ln=0.7, sd_ln=0.5)

    dB = rate(of=B, equals=(k_rep + u) * (1 - B) - (k_wear + k_scr * itch) * B, equation="1")
    EASI = output("EASI, 0 to 72", "points", equals=number(72, "points") * (1 - B))


class Inflammation(Mechanism):
    """A broken barrier calls for a mediator, and the mediator itches."""

    source = "PROJECT"

    M = state("itch mediator", "conc", start=1, lower=0)
    B = needed("skin barrier integrity", "1")

    k_in = parameter("production through a broken barrier", "conc/week", mean_ln=1, sd_ln=0.4)
    k_out = parameter("loss of the mediator", "1/week", mean_ln=0, sd_ln=0.2)
    K = parameter("mediator at half of the worst itch", "conc", mean_ln=0, sd_ln=0)

    itch = quantity("itch", "1", equals=M / (K + M))
    dM = rate(of=M, equals=k_in * (1 - B) - k_out * M, equation="2")


def model() -> Model:
    """The two mechanisms together, with an untreated arm and two creams."""
    return compose(
        name="barrier-and-itch",
        title="Barrier and itch, a small model for the tutorial",
        work="PROJECT",
        mechanisms=[Barrier, Inflammation],
        arms={
            "none": Arm(name="none", effects={}, weeks=24),
            "cream": Arm(name="cream", effects={"cream": 1.0}, weeks=24),
            "strong": Arm(name="strong", effects={"cream": 3.0}, weeks=24),
        },
        run_in_weeks=200,
        run_in_is_steady=True,
    )


def main(folder: Path, lang: str = "en") -> None:
    """Simulates the model; writes own_model.png into `folder`."""
    own = model()
    cohort = nagi.virtual_patients(own, n=1000, seed=1)
    result = nagi.simulate(own, cohort, arms=list(own.arms), weeks=[k / 4 for k in range(49)])
    print(result.verify(own).said.en)
    folder.mkdir(parents=True, exist_ok=True)
    axes = result.plot(lang="ja" if lang == "ja" else "en")
    axes.figure.savefig(folder / "own_model.png", dpi=120)
    plt.close(axes.figure)


if __name__ == "__main__":
    main(
        Path(sys.argv[1]) if len(sys.argv) > 1 else Path("own-model"),
        sys.argv[2] if len(sys.argv) > 2 else "en",
    )
