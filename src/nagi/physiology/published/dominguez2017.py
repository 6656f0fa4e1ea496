"""Domínguez-Hüttinger et al. 2017: two switches with memory, between calm, flare and lasting disease.

The published time is days; a rate per week is 7 times one per day. The full text could not be read: equations are
those of the first author's teaching material, numbered in its order; what is provisional says so in its record.
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
    relay,
    state,
)
from nagi.physiology.published.protocol import read_protocol

NAME = "dominguez2017"
PROTOCOL = read_protocol(NAME)
START = PROTOCOL.start
WEEK = number(7, "day/week")


class Pathogens(Mechanism):
    """Pathogens that pass the barrier, and the innate receptor that they turn on."""

    source = "DOMINGUEZ2017"

    P = state("pathogen load", "au", start=START["P"], lower=0)
    B = needed("barrier integrity", "1")
    C = effect("corticosteroid", "1", symbol="corticosteroid")
    A = effect("antibiotic", "1/day", symbol="antibiotic")

    Penv = parameter("pathogens in the environment", "au", id="M3-Penv")
    gB = parameter("hindrance of entry by the barrier", "1", id="M3-gB")
    kP = parameter("entry of pathogens (up to 1 in filaggrin deficiency)", "1/day", id="M3-kP")
    aI = parameter("clearance of pathogens by innate immunity (lower where it is weak)", "1/day", id="M3-aI")
    dP = parameter("natural loss of pathogens", "1/day", id="M3-dP")
    P_off = parameter("pathogens below which the receptor turns off", "au", id="M3-P_off")
    P_on = parameter("pathogens above which the receptor turns on", "au", id="M3-P_on")
    Ron = parameter("activity of the receptor where it is on", "1", id="M3-Ron")
    w1 = parameter("weakening of clearance by corticosteroid", "1", id="M3-w1")

    R = relay("innate receptor on (flare)", of=P, on_above=P_on, off_below=P_off, start=int(START["R"]))
    r = quantity("activity of the receptor", "1", equals=Ron * R)
    dP_dt = rate(
        of=P,
        equals=WEEK * (kP * Penv / (1 + gB * B) - aI * r / (1 + w1 * C) * P - dP * P - A * P),
        equation="1",
    )
    pathogen_load = output("pathogen load", "au", equals=P)
    flare = output("innate receptor on (1) or off (0)", "1", equals=R)


class SkinBarrier(Mechanism):
    """The barrier: repair, which both switches hinder, and breakdown by kallikreins."""

    source = "DOMINGUEZ2017"

    B = state("barrier integrity", "1", start=START["B"], lower=0, upper=1)
    P = needed("pathogen load", "au")
    R = needed("innate receptor on (flare)", "1")
    r = needed("activity of the receptor", "1")
    G = needed("Gata3 on", "1")
    C = effect("corticosteroid", "1", symbol="corticosteroid")
    E = effect("emollient", "1/day", symbol="emollient")

    kB = parameter("repair of the barrier", "1/day", id="M3-kB")
    gR = parameter("hindrance of repair by the receptor", "1", id="M3-gR")
    dB = parameter("breakdown of the barrier by kallikreins", "1/day", id="M3-dB")
    m = parameter("kallikreins per pathogen", "1/au", id="M3-m")
    beta = parameter("offset of kallikreins", "1", id="M3-beta")
    gG = parameter("hindrance of repair by Gata3", "1", id="M3-gG")
    Gon = parameter("activity of Gata3 where it is on", "1", id="M3-Gon")
    w2 = parameter("weakening of the receptor's harm by corticosteroid", "1", id="M3-w2")
    w3 = parameter("weakening of Gata3's harm by corticosteroid", "1", id="M3-w3")

    K = quantity("activity of kallikreins", "1", equals=R * (m * P - beta))
    dB_dt = rate(
        of=B,
        equals=WEEK
        * (kB * (1 - B) / ((1 + gR * r / (1 + w2 * C)) * (1 + gG * Gon * G / (1 + w3 * C))) - dB * K * B + E),
        equation="2",
        note="Whether an emollient adds to repair, as here, or multiplies it is not verified.",
    )
    barrier = output("barrier integrity", "1", equals=B)


class DendriticCells(Mechanism):
    """Dendritic cells that the receptor activates, and the Gata3 switch, which never turns back."""

    source = "DOMINGUEZ2017"

    D = state("activated dendritic cells", "cells", start=START["D"], scale=10, lower=0)
    r = needed("activity of the receptor", "1")
    C = effect("corticosteroid", "1", symbol="corticosteroid")

    kD = parameter("activation of dendritic cells by the receptor", "cells/day", id="M3-kD")
    dD = parameter("loss of activated dendritic cells", "1/day", id="M3-dD")
    D_on = parameter("dendritic cells above which Gata3 turns on", "cells", id="M3-D_on")
    w4 = parameter("weakening of activation by corticosteroid", "1", id="M3-w4")

    G = relay("Gata3 on (lasting disease)", of=D, on_above=D_on, start=int(START["G"]))
    dD_dt = rate(of=D, equals=WEEK * (kD * r / (1 + w4 * C) - dD * D), equation="3")
    dendritic_cells = output("activated dendritic cells", "cells", equals=D)
    lasting = output("Gata3 on (1) or off (0)", "1", equals=G)


def model() -> Model:
    """The model with one arm; the baseline is the steady state on the branch that the start leads to."""
    known = read_parameters(NAME).by_id
    return compose(
        name=NAME,
        title="Calm and active atopic dermatitis by two switches (Domínguez-Hüttinger 2017)",
        work="DOMINGUEZ2017",
        mechanisms=[Pathogens, SkinBarrier, DendriticCells],
        arms=PROTOCOL.arms,
        run_in_weeks=PROTOCOL.run_in_weeks,
        run_in_is_steady=True,
        order_of_states=tuple(START),
        order_of_parameters=tuple(each.name for each in known.values()),
        parameters=known,
    )
