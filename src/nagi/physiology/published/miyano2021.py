"""Miyano, Irvine, Tanaka 2021: 14 states of atopic skin under biologics, exactly as published.

Time in weeks. The paper's supplement could not be read, so equations are numbered in the order of the authors'
public program, and concentrations and cells keep the source's unstated units, `conc` and `cells`.
"""

# ruff: noqa: N815 - attributes are the paper's symbols

from nagi.equations.notation import (
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
    read_parameters,
    state,
)  # fmt: skip
from nagi.physiology.published.protocol import read_protocol

NAME = "miyano2021"
PROTOCOL = read_protocol(NAME)
START = PROTOCOL.start


class SkinBarrier(Mechanism):
    """Integrity of the barrier: the broken part is repaired, the intact part damaged."""

    source = "MIYANO2021"

    s = state("skin barrier integrity", "1", start=START["s"], lower=0, upper=1)
    p = needed("infiltrated pathogens", "1")
    e4 = needed("active IL-4", "conc")
    e13 = needed("active IL-13", "conc")
    e17 = needed("active IL-17", "conc")
    e22 = needed("active IL-22", "conc")
    e31 = needed("active IL-31", "conc")
    u0 = effect("a trial arm is running (placebo and background care)", "1", symbol="placebo_on")

    k1 = parameter("basal repair of the barrier", "1/week", id="M1-k1")
    k2 = parameter("repair of the barrier by IL-22", "1/conc/week", id="M1-k2")
    k3 = parameter("extra repair in any trial arm (placebo and background care)", "1/week", id="M1-k3")
    b1 = parameter("inhibition of barrier repair by IL-4", "1/conc", id="M1-b1")
    b2 = parameter("inhibition of barrier repair by IL-13", "1/conc", id="M1-b2")
    b3 = parameter("inhibition of barrier repair by IL-17", "1/conc", id="M1-b3")
    b4 = parameter("inhibition of barrier repair by IL-22", "1/conc", id="M1-b4")
    b5 = parameter("inhibition of barrier repair by IL-31", "1/conc", id="M1-b5")
    d1 = parameter("basal damage of the barrier", "1/week", id="M1-d1")
    d2 = parameter("damage of the barrier by IL-31 (scratching)", "1/conc/week", id="M1-d2")
    d3 = parameter("amplification of barrier damage by infiltrated pathogens", "1", id="M1-d3")

    hindrance = quantity(
        "hindrance of barrier repair",
        "1",
        equals=(1 + b1 * e4) * (1 + b2 * e13) * (1 + b3 * e17) * (1 + b4 * e22) * (1 + b5 * e31),
    )
    ds = rate(
        of=s,
        equals=(1 - s) * (k1 + k2 * e22 + u0 * k3) / hindrance - s * (d1 * (1 + d3 * p) + d2 * e31),
        equation="1",
        note="k3 acts in every arm, not only in placebo: an arm is drug plus background care.",
    )


class Pathogens(Mechanism):
    """Pathogens in the skin: entry through the barrier against clearance and loss."""

    source = "MIYANO2021"

    p = state("infiltrated pathogens", "1", start=START["p"], lower=0, upper=1)
    s = needed("skin barrier integrity", "1")
    e4 = needed("active IL-4", "conc")
    e13 = needed("active IL-13", "conc")
    e17 = needed("active IL-17", "conc")
    e22 = needed("active IL-22", "conc")
    eG = needed("active IFN-gamma", "conc")

    b6 = parameter("hindrance of pathogen entry by the barrier", "1", id="M1-b6")
    d4 = parameter("increase of clearance with the pathogens themselves", "1", id="M1-d4")
    d5 = parameter("increase of pathogen clearance by IL-17", "1/conc", id="M1-d5")
    d6 = parameter("increase of pathogen clearance by IL-22", "1/conc", id="M1-d6")
    d7 = parameter("increase of pathogen clearance by IFN-gamma", "1/conc", id="M1-d7")
    b7 = parameter("inhibition of pathogen clearance by IL-4", "1/conc", id="M1-b7")
    b8 = parameter("inhibition of pathogen clearance by IL-13", "1/conc", id="M1-b8")
    d8 = parameter("basal loss of pathogens, and their maximal entry", "1/week", id="M1-d8")

    clearance = quantity(
        "immune clearance of pathogens",
        "1/week",
        equals=number(1, "1/week")
        * (1 + d4 * p) * (1 + d5 * e17) * (1 + d6 * e22) * (1 + d7 * eG) / ((1 + b7 * e4) * (1 + b8 * e13)),
    )  # fmt: skip
    entry = quantity("entry of pathogens", "1/week", equals=d8 / (1 + b6 * s))
    dp = rate(
        of=p,
        equals=entry - p * (clearance + d8),
        equation="2",
        note="Maximal entry is d8, the same number as the loss; clearance has an implicit rate of 1 per week.",
    )


class THelperCells(Mechanism):
    """T helper cells: pathogens call for them, cytokines choose the lineage, OX40L prolongs their life."""

    source = "MIYANO2021"

    T1 = state("Th1 cells", "cells", start=START["T1"], lower=0)
    T2 = state("Th2 cells", "cells", start=START["T2"], lower=0)
    T17 = state("Th17 cells", "cells", start=START["T17"], lower=0)
    T22 = state("Th22 cells", "cells", start=START["T22"], lower=0)
    p = needed("infiltrated pathogens", "1")
    e4 = needed("active IL-4", "conc")
    eG = needed("active IFN-gamma", "conc")
    eO = needed("active OX40L", "conc")

    k5 = parameter("Th1 production per pathogen", "cells/week", id="M1-k5")
    k9 = parameter("weight of IFN-gamma in lineage choice", "1/conc", id="M1-k9")
    d9 = parameter("loss of T helper cells", "1/week", id="M1-d9")
    b9 = parameter("survival of T helper cells by OX40L", "1/conc", id="M1-b9")
    k6 = parameter("Th2 production per pathogen", "cells/week", id="M1-k6")
    k10 = parameter("weight of IL-4 in lineage choice", "1/conc", id="M1-k10")
    k7 = parameter("Th17 production per pathogen", "cells/week", id="M1-k7")
    k8 = parameter("Th22 production per pathogen", "cells/week", id="M1-k8")

    Q = quantity("weight of all 4 lineages", "1", equals=4 + k9 * eG + k10 * e4)
    loss = quantity("loss of T helper cells", "1/week", equals=d9 / (1 + b9 * eO))
    dT1 = rate(of=T1, equals=k5 * p * (1 + k9 * eG) / Q - loss * T1, equation="3")
    dT2 = rate(of=T2, equals=k6 * p * (1 + k10 * e4) / Q - loss * T2, equation="4")
    dT17 = rate(of=T17, equals=k7 * p / Q - loss * T17, equation="5")
    dT22 = rate(of=T22, equals=k8 * p / Q - loss * T22, equation="6")


class Cytokines(Mechanism):
    """Mediators: secreted and lost; a drug changes what they do (`e...`), not how much there is."""

    source = "MIYANO2021"

    c4 = state("IL-4", "conc", start=START["c4"], lower=0)
    c13 = state("IL-13", "conc", start=START["c13"], lower=0)
    c17 = state("IL-17", "conc", start=START["c17"], lower=0)
    c22 = state("IL-22", "conc", start=START["c22"], lower=0)
    c31 = state("IL-31", "conc", start=START["c31"], lower=0)
    g = state("IFN-gamma", "conc", start=START["g"], lower=0)
    tslp = state("TSLP", "conc", start=START["l"], lower=0, symbol="l")
    o = state("OX40L", "conc", start=START["o"], lower=0)
    p = needed("infiltrated pathogens", "1")
    T1 = needed("Th1 cells", "cells")
    T2 = needed("Th2 cells", "cells")
    T17 = needed("Th17 cells", "cells")
    T22 = needed("Th22 cells", "cells")

    u4 = effect("share of IL-4 blocked", "1", symbol="block_IL4")
    u13 = effect("share of IL-13 blocked", "1", symbol="block_IL13")
    u17 = effect("share of IL-17 blocked", "1", symbol="block_IL17")
    u22 = effect("share of IL-22 blocked", "1", symbol="block_IL22")
    u31 = effect("share of IL-31 blocked", "1", symbol="block_IL31")
    uL = effect("share of TSLP blocked", "1", symbol="block_TSLP")
    uO = effect("share of OX40L blocked", "1", symbol="block_OX40L")
    uG = effect("IFN-gamma given", "conc", symbol="add_IFNg")

    k11 = parameter("IL-4 secretion per Th2", "conc/cells/week", id="M1-k11")
    k12 = parameter("IL-4 secretion not from Th2", "conc/week", id="M1-k12")
    d10 = parameter("loss of IL-4", "1/week", id="M1-d10")
    k13 = parameter("IL-13 secretion per Th2", "conc/cells/week", id="M1-k13")
    k14 = parameter("IL-13 secretion not from Th2", "conc/week", id="M1-k14")
    d11 = parameter("loss of IL-13", "1/week", id="M1-d11")
    k15 = parameter("IL-17 secretion per Th17", "conc/cells/week", id="M1-k15")
    k16 = parameter("IL-17 secretion not from Th17", "conc/week", id="M1-k16")
    d12 = parameter("loss of IL-17", "1/week", id="M1-d12")
    k17 = parameter("IL-22 secretion per Th22", "conc/cells/week", id="M1-k17")
    k18 = parameter("IL-22 secretion not from Th22", "conc/week", id="M1-k18")
    d13 = parameter("loss of IL-22", "1/week", id="M1-d13")
    k19 = parameter("IL-31 secretion per Th2", "conc/cells/week", id="M1-k19")
    k20 = parameter("IL-31 secretion not from Th2", "conc/week", id="M1-k20")
    d14 = parameter("loss of IL-31", "1/week", id="M1-d14")
    k21 = parameter("IFN-gamma secretion per Th1", "conc/cells/week", id="M1-k21")
    k22 = parameter("IFN-gamma secretion not from Th1", "conc/week", id="M1-k22")
    d15 = parameter("loss of IFN-gamma", "1/week", id="M1-d15")
    k23 = parameter("TSLP secretion per pathogen", "conc/week", id="M1-k23")
    k24 = parameter("TSLP secretion not from pathogens", "conc/week", id="M1-k24")
    d16 = parameter("loss of TSLP", "1/week", id="M1-d16")
    k25 = parameter("OX40L induction by TSLP", "1/week", id="M1-k25")
    k26 = parameter("OX40L production not from TSLP", "conc/week", id="M1-k26")
    d17 = parameter("loss of OX40L", "1/week", id="M1-d17")

    e4 = quantity("active IL-4", "conc", equals=(1 - u4) * c4)
    e13 = quantity("active IL-13", "conc", equals=(1 - u13) * c13)
    e17 = quantity("active IL-17", "conc", equals=(1 - u17) * c17)
    e22 = quantity("active IL-22", "conc", equals=(1 - u22) * c22)
    e31 = quantity("active IL-31", "conc", equals=(1 - u31) * c31)
    eL = quantity("active TSLP", "conc", equals=(1 - uL) * tslp)
    eO = quantity("active OX40L", "conc", equals=(1 - uO) * o)
    eG = quantity("active IFN-gamma", "conc", equals=g + uG)

    dc4 = rate(of=c4, equals=k11 * T2 + k12 - d10 * c4, equation="7")
    dc13 = rate(of=c13, equals=k13 * T2 + k14 - d11 * c13, equation="8")
    dc17 = rate(of=c17, equals=k15 * T17 + k16 - d12 * c17, equation="9")
    dc22 = rate(of=c22, equals=k17 * T22 + k18 - d13 * c22, equation="10")
    dc31 = rate(of=c31, equals=k19 * T2 + k20 - d14 * c31, equation="11")
    dg = rate(of=g, equals=k21 * T1 + k22 - d15 * g, equation="12")
    dl = rate(of=tslp, equals=k23 * p + k24 - d16 * tslp, equation="13")
    do = rate(of=o, equals=k25 * eL + k26 - d17 * o, equation="14")


class Severity(Mechanism):
    """EASI: two of its four signs follow the pathogens, two the barrier."""

    source = "MIYANO2021"

    s = needed("skin barrier integrity", "1")
    p = needed("infiltrated pathogens", "1")

    EASI = output("EASI, 0 to 72", "points", equals=number(36, "points") * (p + 1 - s))


def model() -> Model:
    """The model with its ten arms; the baseline is the one steady state of a patient."""
    known = read_parameters(NAME).by_id
    return compose(
        name=NAME,
        title="Atopic dermatitis under biologics (Miyano 2021)",
        work="MIYANO2021",
        mechanisms=[SkinBarrier, Pathogens, THelperCells, Cytokines, Severity],
        arms=PROTOCOL.arms,
        run_in_weeks=PROTOCOL.run_in_weeks,
        run_in_is_steady=True,
        order_of_states=tuple(START),
        order_of_parameters=tuple(each.name for each in known.values()),
        parameters=known,
    )
