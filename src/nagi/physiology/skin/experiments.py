"""What experimenters do to skin, and what they measure in it: for repeating animal studies in `nagi-skin`."""

from nagi.equations.model import Model
from nagi.equations.notation import Mechanism, effect, factor, needed, output
from nagi.physiology.skin.model import WHOLE, model


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
    """What a laboratory measures, each relative to the same skin before the experiment."""

    source = "PROJECT"
    support = "strong"

    c4 = needed("IL-4", "conc")
    c13 = needed("IL-13", "conc")
    e40 = needed("IL-4 before treatment", "conc")
    e130 = needed("IL-13 before treatment", "conc")
    R = needed("regulatory T cells, relative", "1")
    V = needed("IL-33, relative", "1")
    C = needed("ceramides, relative to before treatment", "1")
    TNF = needed("TNF-alpha, relative", "1")
    m1 = needed("share of M1 macrophages", "1")

    IL4 = output("IL-4", "1", equals=c4 / e40)
    IL13 = output("IL-13", "1", equals=c13 / e130)
    Treg = output("regulatory T cells", "1", equals=R)
    IL33 = output("IL-33", "1", equals=V)
    ceramides = output("ceramides", "1", equals=C)
    TNFa = output("TNF-alpha", "1", equals=TNF)
    M2 = output("M2 macrophages", "1", equals=2 * (1 - m1))


def bench() -> Model:
    """`nagi-skin` on the bench: without flares of chance, with insults and laboratory read-outs."""
    return model([name for name in WHOLE if name != "flares"], extra=(Insults, Bench))
