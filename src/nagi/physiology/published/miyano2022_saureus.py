"""Miyano, Irvine, Tanaka 2022: S. aureus, its rivals and the barrier, exactly as published.

Time in weeks. S. aureus and coagulase-negative staphylococci (CoNS) are counted as log10 of colony-forming units per
cm2. The supplement could not be read: equations are numbered in the order of the authors' public program, and
concentrations keep the source's unstated unit, `conc`.
"""

# ruff: noqa: N815 - attributes are the paper's symbols

from nagi.equations.notation import (
    Mechanism,
    Model,
    compose,
    effect,
    maximum,
    needed,
    number,
    output,
    parameter,
    quantity,
    rate,
    read_parameters,
    state,
    tanh,
)  # fmt: skip
from nagi.physiology.published.protocol import read_protocol

NAME = "miyano2022-saureus"
PROTOCOL = read_protocol(NAME)
START = PROTOCOL.start


class SkinBarrier(Mechanism):
    """Integrity of the barrier: repair against damage by the toxins that agr switches on."""

    source = "MIYANO2022"

    s = state("skin barrier integrity", "1", start=START["s"], lower=0, upper=1)
    A = needed("agr expression", "1")
    e4 = needed("active IL-4/13", "conc")
    u0 = effect("a trial arm is running (placebo and background care)", "1", symbol="placebo_on")

    k2 = parameter("repair of the barrier (untreated)", "1/week", id="M2-k2")
    k3 = parameter("extra repair in any trial arm (placebo and background care)", "1/week", id="M2-k3")
    b2 = parameter("inhibition of barrier repair by IL-4/13", "1/conc", id="M2-b2")
    d1 = parameter("basal damage of the barrier", "1/week", id="M2-d1")
    d2 = parameter("damage of the barrier by agr", "1/week", id="M2-d2")

    ds = rate(
        of=s,
        equals=(1 - s) * (k2 + u0 * k3) / (1 + b2 * e4) - s * (d1 + d2 * A),
        equation="1",
        note="Without k3 repair is about 1400 times slower: 1000 weeks is not a steady state.",
    )


class Bacteria(Mechanism):
    """S. aureus and CoNS: growth to a ceiling, war between them, and what kills both."""

    source = "MIYANO2022"

    a = state("S. aureus", "log10cfu", start=START["a"])
    h = state("CoNS", "log10cfu", start=START["h"])
    s = needed("skin barrier integrity", "1")
    e4 = needed("active IL-4/13", "conc")
    uS = effect("ShA9 against a sensitive strain", "1", symbol="ShA9_sensitive")
    uR = effect("ShA9 against a resistant strain", "1", symbol="ShA9_resistant")
    uF = effect("flucloxacillin", "1", symbol="flucloxacillin")

    k1 = parameter("agr expression with S. aureus", "1/log10cfu", id="M2-k1")
    k4 = parameter("growth of S. aureus", "log10cfu/week", id="M2-k4")
    k5 = parameter("growth of CoNS", "log10cfu/week", id="M2-k5")
    b1 = parameter("inhibition of agr by CoNS", "1/log10cfu", id="M2-b1")
    b3 = parameter("inhibition of S. aureus growth by the barrier", "1", id="M2-b3")
    b4 = parameter("inhibition of antimicrobial peptides by IL-4/13", "1/conc", id="M2-b4")
    d3 = parameter("killing of S. aureus by CoNS", "1/week", id="M2-d3")
    d4 = parameter("killing of S. aureus by antimicrobial peptides", "log10cfu/week", id="M2-d4")
    d5 = parameter("other loss of S. aureus", "log10cfu/week", id="M2-d5")
    d6 = parameter("killing of CoNS by S. aureus", "1/week", id="M2-d6")
    d7 = parameter("killing of CoNS by antimicrobial peptides", "log10cfu/week", id="M2-d7")
    d8 = parameter("other loss of CoNS", "log10cfu/week", id="M2-d8")
    dA9as = parameter("killing of a sensitive S. aureus strain by ShA9", "log10cfu/week", id="M2-dA9as")
    dA9ar = parameter("killing of a resistant S. aureus strain by ShA9", "log10cfu/week", id="M2-dA9ar")
    dA9h = parameter("killing of CoNS by ShA9", "log10cfu/week", id="M2-dA9h")
    bA9a = parameter("inhibition of agr by ShA9", "1", id="M2-bA9a")
    dfa = parameter("killing of S. aureus by flucloxacillin", "log10cfu/week", id="M2-dfa")
    dfh = parameter("killing of CoNS by flucloxacillin", "log10cfu/week", id="M2-dfh")

    a_pos = quantity("S. aureus, not below 0", "log10cfu", equals=maximum(a, 0))
    h_pos = quantity("CoNS, not below 0", "log10cfu", equals=maximum(h, 0))
    uA = quantity("ShA9 against any strain", "1", equals=maximum(uS, uR))
    ceiling = quantity("most bacteria", "log10cfu", equals=number(7, "log10cfu"))
    peptides = quantity("antimicrobial peptides", "1", equals=1 / (1 + b4 * e4))
    A = quantity("agr expression", "1", equals=tanh(k1 * a_pos / ((1 + b1 * h_pos) * (1 + bA9a * uA))))

    da = rate(
        of=a,
        equals=k4 * (1 - a_pos / ceiling) / (1 + b3 * s)
        - (d3 * h_pos + d4 * peptides + d5 + dA9as * uS + dA9ar * uR + dfa * uF),
        equation="2",
        note="May fall below 0 within a segment; put back to 0 where the next segment starts.",
    )
    dh = rate(
        of=h,
        equals=k5 * (1 - h_pos / ceiling) - (d6 * a_pos + d7 * peptides + d8 + dA9h * uA + dfh * uF),
        equation="3",
        note="May fall below 0 within a segment; put back to 0 where the next segment starts.",
    )


class Cytokine(Mechanism):
    """IL-4 and IL-13 as one: raised by agr; a drug changes what they do, not how much there is."""

    source = "MIYANO2022"

    c = state("IL-4/13", "conc", start=START["c"], lower=0)
    A = needed("agr expression", "1")
    u4 = effect("share of IL-4/13 blocked", "1", symbol="block_IL4_IL13")

    k6 = parameter("IL-4/13 production by agr", "conc/week", id="M2-k6")
    k7 = parameter("basal IL-4/13 production", "conc/week", id="M2-k7")
    d9 = parameter("loss of IL-4/13", "1/week", id="M2-d9")

    e4 = quantity("active IL-4/13", "conc", equals=(1 - u4) * c)
    dc = rate(of=c, equals=k6 * A + k7 - d9 * c, equation="4")


class Severity(Mechanism):
    """EASI: two of its four signs follow agr, two the barrier."""

    source = "MIYANO2022"

    s = needed("skin barrier integrity", "1")
    A = needed("agr expression", "1")

    EASI = output("EASI, 0 to 72", "points", equals=number(36, "points") * (A + 1 - s))


def model() -> Model:
    """The model with its five arms; the baseline is the state after exactly the run-in, still drifting."""
    known = read_parameters(NAME).by_id
    return compose(
        name=NAME,
        title="S. aureus-targeted therapy of atopic dermatitis (Miyano 2022)",
        work="MIYANO2022",
        mechanisms=[SkinBarrier, Cytokine, Bacteria, Severity],
        arms=PROTOCOL.arms,
        run_in_weeks=PROTOCOL.run_in_weeks,
        run_in_is_steady=False,
        order_of_states=tuple(START),
        order_of_parameters=tuple(each.name for each in known.values()),
        parameters=known,
        resets={"a": Bacteria.a_pos, "h": Bacteria.h_pos},
    )
