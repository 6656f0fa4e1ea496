"""What a person's skin was before treatment, kept while the treatment runs."""

# ruff: noqa: N815 - attributes are the symbols of the documentation

from nagi.equations.notation import Mechanism, needed, number, quantity, rate, schedule, state
from nagi.physiology.published.miyano2021 import START


class OwnBaseline(Mechanism):
    """The untreated state of the same person: followed in the run-in, then held, so that ratios can be taken."""

    source = "PROJECT"
    support = "strong"

    s = needed("skin barrier integrity", "1")
    p = needed("infiltrated pathogens", "1")
    T2 = needed("Th2 cells", "cells")
    k11 = needed("IL-4 secretion per Th2", "conc/cells/week")
    k12 = needed("IL-4 secretion not from Th2", "conc/week")
    d10 = needed("loss of IL-4", "1/week")
    k13 = needed("IL-13 secretion per Th2", "conc/cells/week")
    k14 = needed("IL-13 secretion not from Th2", "conc/week")
    d11 = needed("loss of IL-13", "1/week")
    e4 = needed("active IL-4", "conc")
    e13 = needed("active IL-13", "conc")

    s0 = state("barrier integrity before treatment", "1", start=START["s"], lower=0, upper=1)
    p0 = state("infiltrated pathogens before treatment", "1", start=START["p"], lower=0, upper=1)
    T20 = state("Th2 cells before treatment", "cells", start=START["T2"], lower=0)
    untreated = schedule("no arm has begun yet", "1", weeks=[0], values=[0], resting=1)
    pace = untreated * number(50, "1/week")
    ds0 = rate(of=s0, equals=pace * (s - s0), equation="", note="50 a week: faster than the skin.")
    dp0 = rate(of=p0, equals=pace * (p - p0), equation="")
    dT20 = rate(of=T20, equals=pace * (T2 - T20), equation="")

    e40 = quantity("IL-4 before treatment", "conc", equals=(k11 * T20 + k12) / d10)
    e130 = quantity("IL-13 before treatment", "conc", equals=(k13 * T20 + k14) / d11)
    signal = quantity(
        "IL-4 and IL-13 at work, relative to before treatment", "1", equals=(e4 / e40 + e13 / e130) / 2
    )
    broken = quantity("broken barrier relative to before treatment", "1", equals=2 * (1 - s) / (2 - s - s0))
    load = quantity("pathogens relative to before treatment", "1", equals=2 * p / (p + p0))
