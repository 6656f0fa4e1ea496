"""What is measured or asked: itch, water loss, hydration, POEM, objective SCORAD."""

# ruff: noqa: N815 - attributes are the symbols of the documentation

from nagi.equations.notation import (
    Mechanism,
    effect,
    factor,
    minimum,
    needed,
    number,
    output,
    parameter,
    quantity,
    rate,
    sqrt,
    state,
)
from nagi.physiology.skin.neutral import bounded, raised, share

POINTS = number(1, "points")


class Itch(Mechanism):
    """Itch follows IL-31 and the inflamed skin with a delay; scratching it harms the barrier."""

    source = "PROJECT"
    support = "moderate"

    EASI = needed("EASI, 0 to 72", "points")
    s0 = needed("barrier integrity before treatment", "1")
    p0 = needed("infiltrated pathogens before treatment", "1")
    T20 = needed("Th2 cells before treatment", "cells")
    e31 = needed("active IL-31", "conc")
    k19 = needed("IL-31 secretion per Th2", "conc/cells/week")
    k20 = needed("IL-31 secretion not from Th2", "conc/week")
    d14 = needed("loss of IL-31", "1/week")
    w_31 = parameter("weight of IL-31 in itch", "1", id="SK-w_31")
    w_E = parameter("weight of the skin signs in itch", "1", id="SK-w_E")
    w_0 = parameter("weight of everything else in itch", "1", id="SK-w_0")
    tau_I = parameter("delay of itch", "week", id="SK-tau_I")
    o_I = parameter("odds of itch before treatment at EASI 20", "1", id="SK-o_I")
    h_s = parameter("damage by scratching that follows itch", "1", id="SK-h_s")

    EASI0 = quantity("EASI before treatment", "points", equals=number(36, "points") * (p0 + 1 - s0))
    I = state("itch relative to before treatment", "1", start=1, lower=0)  # noqa: E741
    target = (w_31 * e31 * d14 / (k19 * T20 + k20) + w_E * EASI / EASI0 + w_0) / (w_31 + w_E + w_0)
    dI = rate(of=I, equals=(target - I) / tau_I, equation="")
    I0 = share(o_I * EASI0 / number(20, "points"))
    itch = output("peak itch, 0 to 10", "points", equals=10 * POINTS * minimum(1, I0 * I))
    scratch = quantity("scratching relative to before treatment", "1", equals=bounded(I))
    scratched = factor("damage by scratching", of=["d2"], equals=raised(h_s, scratch))


class WaterLoss(Mechanism):
    """Water is lost through the barrier and the living skin below, one after the other, and beside them through pores.

    Resistances in a row add up, so the last of a broken barrier lets through far more water than the first.
    """

    source = "PROJECT"
    support = "moderate"

    s = needed("skin barrier integrity", "1")
    pierced = needed("pores of either width", "1")
    emollient = effect("emollient twice a day", "1")
    T_h = parameter("water loss of healthy skin", "g/m**2/hour", id="SK-T_h")
    r_T = parameter("resistance to water below the barrier, of an intact barrier", "1", id="SK-r_T")
    T_c = parameter("water loss through fresh pores", "g/m**2/hour", id="SK-T_c")
    H_h = parameter("hydration of healthy skin", "au", id="SK-H_h")
    o_H = parameter("odds of hydration lost by a fully broken barrier", "1", id="SK-o_H")
    H_e = parameter("hydration gained by an emollient", "au", id="SK-H_e")

    TEWL = output(
        "transepidermal water loss", "g/m**2/hour", equals=T_h * (1 + r_T) / (s + r_T) + T_c * pierced
    )
    hydration = output(
        "hydration of the stratum corneum",
        "au",
        equals=H_h * (1 - share(o_H) * (1 - s)) + H_e * emollient,
    )


class Scores(Mechanism):
    """POEM and objective SCORAD from itch and EASI."""

    source = "PROJECT"
    support = "moderate"

    EASI = needed("EASI, 0 to 72", "points")
    itch = needed("peak itch, 0 to 10", "points")
    o_P = parameter("odds of itch against signs in POEM", "1", id="SK-o_P")
    a_S = parameter("objective SCORAD of slight eczema", "1", id="SK-a_S")
    b_S = parameter("bend of objective SCORAD with EASI", "1", id="SK-b_S")
    c_S = parameter("objective SCORAD per EASI of severe eczema", "1", id="SK-c_S")

    POEM = output(
        "POEM, 0 to 28",
        "points",
        equals=28 * (share(o_P) * itch / 10 + (1 - share(o_P)) * POINTS * sqrt(EASI / number(72, "points"))),
    )
    oSCORAD = output(
        "objective SCORAD, 0 to 83",
        "points",
        equals=POINTS * minimum(83, a_S * (EASI / POINTS) ** b_S + c_S * EASI / POINTS),
    )
