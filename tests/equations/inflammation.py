"""A small complete pair of mechanisms: a barrier and the IL-4 that hinders its repair."""

from nagi.equations.notation import (
    Arm,
    Dose,
    Mechanism,
    Model,
    Switch,
    compose,
    effect,
    maximum,
    needed,
    output,
    parameter,
    quantity,
    rate,
    state,
)


class Barrier(Mechanism):
    """The barrier: repair that IL-4 hinders, damage by scratching."""

    source = "PROJECT"

    s = state("barrier integrity", "1", start=0.5, lower=0, upper=1)
    e4 = needed("IL-4 that acts", "conc")
    k1 = parameter("repair", "1/week", mean_ln=0, sd_ln=0.5)
    b1 = parameter("hindrance of repair by IL-4", "1/conc", mean_ln=-1, sd_ln=0.2)
    lam = parameter("damage", "1/week", mean_ln=-2, sd_ln=0, symbol="lambda")
    broken = quantity("broken share", "1", equals=1 - s)
    ds = rate(
        of=s, equals=k1 * broken / (1 + b1 * e4) - lam * s, equation="1", note="damage is not in the paper"
    )
    EASI = output("eczema area and severity index", "1", equals=72 * broken)


class Interleukin4(Mechanism):
    """IL-4: secreted where the barrier is broken, cleared, blocked by a drug."""

    source = "PROJECT"

    c4 = state("IL-4", "conc", start=40, scale=10, lower=0)
    broken = needed("broken share", "1")
    u4 = effect("share of IL-4 blocked", "1")
    k2 = parameter("secretion", "conc/week", mean_ln=3, sd_ln=0.1)
    d2 = parameter("clearance", "1/week", mean_ln=1, sd_ln=0.1)
    e4 = quantity("IL-4 that acts", "conc", equals=(1 - u4) * c4)
    dc4 = rate(of=c4, equals=k2 * broken - d2 * maximum(c4, 0), equation="2")


ARMS = {
    "untreated": Arm(name="untreated", effects={}, weeks=16),
    "block": Arm(
        name="block", effects={"u4": 0.99}, weeks=16,
        switches=(Switch(week=8, effects={"u4": 0}),), doses=(Dose(week=4, state="c4", amount=1),),
    ),
}  # fmt: skip


def inflammation(**changes: object) -> Model:
    """The model of both mechanisms, with parts of the composition changed."""
    parts: dict[str, object] = {
        "name": "inflammation", "title": "Barrier and IL-4", "work": "PROJECT",
        "mechanisms": [Barrier, Interleukin4], "arms": ARMS, "run_in_weeks": 100, "run_in_is_steady": True,
        "order_of_states": ["c4", "s"], "order_of_parameters": ["k1", "k2", "b1", "d2", "lambda"],
        "resets": {"c4": maximum(Interleukin4.c4, 0)},
    }  # fmt: skip
    return compose(**{**parts, **changes})  # type: ignore[arg-type]
