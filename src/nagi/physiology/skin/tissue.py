"""Tissue: the alarmin IL-33, ceramides, slow memory, needle channels."""

# ruff: noqa: N815 - attributes are the symbols of the documentation

from nagi.equations.notation import (
    Mechanism,
    effect,
    factor,
    needed,
    number,
    parameter,
    quantity,
    rate,
    sqrt,
    state,
)
from nagi.physiology.skin.neutral import raised, share


class Interleukin33(Mechanism):
    """A broken, scratched barrier releases IL-33, which raises Th2; trials of its blockade bound its size."""

    source = "PROJECT"
    support = "moderate"

    broken = needed("broken barrier relative to before treatment", "1")
    scratch = needed("scratching relative to before treatment", "1")
    d_V = parameter("turnover of IL-33", "1/week", id="SK-d_V")
    h_sc = parameter("IL-33 that follows scratching", "1", id="SK-h_sc")
    h_V = parameter("Th2 production that follows IL-33", "1", id="SK-h_V")
    block_IL33 = effect("share of IL-33 blocked", "1")

    V = state("IL-33, relative", "1", start=1, lower=0)
    dV = rate(of=V, equals=d_V * (broken * raised(h_sc, scratch) - V), equation="")
    alarmin = quantity("IL-33 at work, relative", "1", equals=(1 - block_IL33) * V)
    alarm_Th2 = factor("Th2 with IL-33", of=["k6"], equals=raised(h_V, alarmin))


class Ceramides(Mechanism):
    """Ceramides of the stratum corneum: lowered by IL-4/13. The core has them on repair already."""

    source = "PROJECT"
    support = "assumed"

    signal = needed("IL-4 and IL-13 at work, relative to before treatment", "1")
    u_rep = needed("signal to barrier repair", "1")
    r_C = parameter("renewal of ceramides", "1/week", id="SK-r_C")
    o_C = parameter("odds of ceramides before treatment, of healthy skin", "1", id="SK-o_C")
    theta = parameter("repair that follows ceramides", "1", id="SK-theta")

    C0 = share(o_C)
    C = state("ceramides, relative to before treatment", "1", start=1, lower=0)
    most = C0 / (C0 + (1 - C0) * signal)
    dC = rate(of=C, equals=r_C * ((most + u_rep * (1 - most)) / C0 - C), equation="")
    mortar = factor("repair with ceramides", of=["k1", "k2", "k3"], equals=raised(theta, C))


class TissueMemory(Mechanism):
    """Tissue remembers Th2 for weeks, so that skin relapses slowly after a treatment stops."""

    source = "PROJECT"
    support = "assumed"

    T2 = needed("Th2 cells", "cells")
    T20 = needed("Th2 cells before treatment", "cells")
    tau_M = parameter("how long tissue remembers", "week", id="SK-tau_M")
    h_M = parameter("Th2, IL-4 and IL-13 that follow memory", "1", id="SK-h_M")

    M = state("memory of Th2, relative", "1", start=1, lower=0)
    dM = rate(of=M, equals=(2 * T2 / (T2 + T20) - M) / tau_M, equation="")
    remembered = factor("Th2, IL-4 and IL-13 with memory", of=["k6", "k12", "k14"], equals=raised(h_M, M))


class NeedleChannels(Mechanism):
    """Pores after needling: wide ones, which let vesicles pass, narrow within hours; narrow ones close in days.

    However often skin is needled, pores never come to more than 2 usual needlings.
    """

    source = "PROJECT"
    support = "moderate"

    p = needed("infiltrated pathogens", "1")
    depth = effect("depth of needling", "mm", default=0.5, symbol="needle_depth")
    c_w = parameter("narrowing of wide pores", "1/week", id="SK-c_w")
    c_n = parameter("closure of narrow pores after 0.5 mm", "1/week", id="SK-c_n")
    g_d = parameter("slower closure of deeper pores", "1", id="SK-g_d")
    x_h = parameter("extra entry of pathogens through pores", "1", id="SK-x_h")

    wide = state("wide pores, of a usual needling", "1", start=0, lower=0, symbol="pores")
    narrow = state("narrow pores, of a usual needling", "1", start=0, lower=0, symbol="narrow_pores")
    closing = c_n * (number(0.5, "mm") / depth) ** g_d
    dwide = rate(of=wide, equals=-c_w * wide, equation="")
    dnarrow = rate(of=narrow, equals=c_w * wide - closing * narrow, equation="")
    pores = wide + narrow
    pierced = quantity(
        "pores of either width",
        "1",
        equals=pores / sqrt(sqrt(1 + (pores / 2) ** 4)),
    )
    inlet = factor("entry through pores", of=["entry"], equals=1 + x_h * pierced * (1 - p))
