"""What experimenters do to skin, and what they measure in it: for repeating animal studies in `nagi-skin`."""

# ruff: noqa: N815 - attributes are the symbols of the documentation

from nagi.equations.model import Model
from nagi.equations.notation import Mechanism, effect, factor, needed, number, output, parameter, rate, state
from nagi.physiology.skin.model import WHOLE, model
from nagi.physiology.skin.neutral import bounded, share


class Insults(Mechanism):
    """A detergent breaks the barrier, an allergen enters, bacterial products or a burn raise NF-kB."""

    source = "PROJECT"
    support = "assumed"

    p = needed("infiltrated pathogens", "1")
    irritant = effect("extra damage of the barrier, as by a detergent", "1")
    allergen = effect("extra entry, as of a painted allergen", "1")
    insult = effect("extra drive of NF-kB, as by LPS or a burn", "1")

    detergent = factor("damage with an irritant", of=["d1"], equals=1 + irritant)
    painted = factor("entry with an allergen", of=["entry"], equals=1 + allergen * (1 - p))
    shocked = factor("drive with an insult", of=["drive"], equals=1 + insult)


class Bench(Mechanism):
    """What a laboratory measures: relative to the same skin before the experiment, or in the units of the core."""

    source = "PROJECT"
    support = "strong"

    c4 = needed("IL-4", "conc")
    c13 = needed("IL-13", "conc")
    c17 = needed("IL-17", "conc")
    c31 = needed("IL-31", "conc")
    g = needed("IFN-gamma", "conc")
    tslp = needed("TSLP", "conc", symbol="l")
    e40 = needed("IL-4 before treatment", "conc")
    e130 = needed("IL-13 before treatment", "conc")
    R = needed("regulatory T cells, relative", "1")
    J = needed("IL-10, relative", "1")
    V = needed("IL-33, relative", "1")
    C = needed("ceramides, relative to before treatment", "1")
    TNF = needed("TNF-alpha, relative", "1")
    IL1 = needed("IL-1beta, relative", "1")
    m1 = needed("share of M1 macrophages", "1")

    IL4 = output("IL-4", "1", equals=c4 / e40)
    IL13 = output("IL-13", "1", equals=c13 / e130)
    IL17 = output("IL-17", "conc", equals=c17)
    IL31 = output("IL-31", "conc", equals=c31)
    IFNg = output("IFN-gamma", "conc", equals=g)
    TSLP = output("TSLP", "conc", equals=tslp)
    Treg = output("regulatory T cells", "1", equals=R)
    IL10 = output("IL-10", "1", equals=J)
    IL33 = output("IL-33", "1", equals=V)
    ceramides = output("ceramides", "1", equals=C)
    TNFa = output("TNF-alpha", "1", equals=TNF)
    IL1b = output("IL-1beta", "1", equals=IL1)
    M2 = output("M2 macrophages", "1", equals=2 * (1 - m1))


class Antibodies(Mechanism):
    """Serum IgE: B cells switch to it under IL-4 and IL-13; a part is of long-lived plasma cells, which do not hear.

    A read-out only: nothing in the skin follows it.
    """

    source = "PROJECT"
    support = "assumed"

    signal = needed("IL-4 and IL-13 at work, relative to before treatment", "1")
    o_B = parameter("odds that IgE comes from freshly switched B cells", "1", id="BN-o_B")
    tau_B = parameter("delay of IgE behind the switch", "week", id="BN-tau_B")

    serum = state("serum IgE, relative", "1", start=1, lower=0)
    dserum = rate(
        of=serum, equals=(share(o_B) * bounded(signal) + 1 - share(o_B) - serum) / tau_B, equation=""
    )
    IgE = output("IgE", "1", equals=serum)


class Chemokines(Mechanism):
    """RANTES (CCL5) of the epidermis: made under NF-kB and under IFN-gamma. A read-out only, as is IgE."""

    source = "PROJECT"
    support = "assumed"

    N = needed("NF-kB, relative", "1")
    g = needed("IFN-gamma", "conc")
    untreated = needed("no arm has begun yet", "1")
    o_Q = parameter("odds that RANTES follows NF-kB rather than IFN-gamma", "1", id="BN-o_Q")

    g0 = state("IFN-gamma before treatment", "conc", start=1, lower=0)
    dg0 = rate(of=g0, equals=untreated * number(50, "1/week") * (g - g0), equation="")
    RANTES = output("RANTES", "1", equals=share(o_Q) * bounded(N) + (1 - share(o_Q)) * g / g0)


def bench() -> Model:
    """`nagi-skin` on the bench: without flares of chance and drugs of people, with insults and laboratory read-outs."""
    there = [name for name in WHOLE if name not in {"flares", "kinetics"}]
    return model(there, extra=(Insults, Bench, Antibodies, Chemokines))
