"""What a product tells the skin: signals between 0 and 1 on mechanisms of the skin, each possibly none at all."""

# ruff: noqa: N815 - attributes are the symbols of the documentation

from nagi.equations.notation import (
    Mechanism,
    effect,
    factor,
    hill,
    maximum,
    needed,
    parameter,
    quantity,
    rate,
    state,
)
from nagi.physiology.delivery.particles import UNIT
from nagi.physiology.skin.neutral import share

AREA = "cm**2"


class Product(Mechanism):
    """Purified vesicles, or culture supernatant with its soluble proteins; counted with error, over an area.

    Where protein was measured, what is more than true vesicles would have is soluble.
    """

    source = "TRPS2016"
    support = "moderate"

    inside = needed("particles inside cells", UNIT)
    arriving = needed("particles that reach the dermis", UNIT + "/week")
    area = effect("treated skin", AREA, default=400)
    supernatant = effect("the product is culture supernatant (1) or purified vesicles (0)", "1")
    protein = effect("protein measured per counted particle (0: not measured)", "ug/" + UNIT)
    pure = parameter("particles per protein of pure vesicles", UNIT + "/ug", id="VE-pure")
    truth = parameter("true particles per counted particle", "1", id="VE-truth")
    purity = parameter(
        "vesicles per particle of a supernatant, against purified vesicles", "1", id="VE-purity"
    )
    half = parameter("vesicles per area at which a signal is half of its most", UNIT + "/cm**2", id="VE-half")
    k_sol = parameter("loss of soluble proteins", "1/week", id="VE-k_sol")

    excess = 1 - truth / maximum(truth, pure * protein)
    loose = quantity("soluble share of the product", "1", equals=supernatant + (1 - supernatant) * excess)
    soluble = state("soluble proteins, as the particles they came with", UNIT, start=0, lower=0, scale=0.01)
    dsoluble = rate(of=soluble, equals=loose * arriving - k_sol * soluble, equation="")
    exposed = quantity(
        "share of the signal at saturation",
        "1",
        equals=hill(truth * (1 - loose / (1 + purity)) * inside / area, half),
    )
    bathed = quantity("soluble signal at saturation", "1", equals=hill(truth * soluble / area, half))


class Signals(Mechanism):
    """6 signals of one dose, each with its own size; all of them pass through what a mouse tells about a person.

    A size is the odds of a signal at saturation in a mouse: 1 stops half of what the signal is against.
    """

    source = "PROJECT"
    support = "assumed"

    exposed = needed("share of the signal at saturation", "1")
    bathed = needed("soluble signal at saturation", "1")
    mouse_to_human = parameter("effect in people per effect in mice", "1", id="VE-mouse_to_human")
    a_Treg = parameter("size of the signal to regulatory T cells", "1", id="VE-a_Treg")
    a_sec = parameter("size of the signal against secretion of cytokines", "1", id="VE-a_sec")
    a_N = parameter("size of the signal against NF-kB", "1", id="VE-a_N")
    a_M = parameter("size of the signal towards M2 macrophages", "1", id="VE-a_M")
    a_rep = parameter("size of the signal to barrier repair", "1", id="VE-a_rep")
    a_AMP = parameter("size of the signal to clearance of pathogens", "1", id="VE-a_AMP")
    a_sol = parameter("wanted soluble proteins against vesicles", "1", id="VE-a_sol")
    a_irr = parameter("unwanted soluble cytokines", "1", id="VE-a_irr")

    told = quantity("what cells are told", "1", equals=mouse_to_human * (exposed + a_sol * bathed))
    u_Treg = quantity("signal to regulatory T cells", "1", equals=share(a_Treg * told))
    u_sec = quantity("signal against secretion of cytokines", "1", equals=share(a_sec * told))
    u_N = quantity("signal against NF-kB", "1", equals=share(a_N * told))
    u_M = quantity("signal towards M2 macrophages", "1", equals=share(a_M * told))
    u_rep = quantity("signal to barrier repair", "1", equals=share(a_rep * told))
    u_AMP = quantity("signal to clearance of pathogens", "1", equals=share(a_AMP * told))
    irritation = quantity("unwanted soluble cytokines of a product", "1", equals=1 + a_irr * bathed)


class Answers(Mechanism):
    """What the skin does at once on a signal: repairs more, secretes less, clears more."""

    source = "PROJECT"
    support = "assumed"

    u_sec = needed("signal against secretion of cytokines", "1")
    u_rep = needed("signal to barrier repair", "1")
    u_AMP = needed("signal to clearance of pathogens", "1")

    silence = factor(
        "secretion with the signal",
        of=["k11", "k12", "k13", "k14", "k15", "k16", "k17", "k18", "k19", "k20", "k21", "k22"],
        equals=1 - u_sec,
    )
    mending = factor("repair with the signal", of=["k1", "k2", "k3"], equals=1 + u_rep)
    cleaning = factor("clearance with the signal", of=["clearance"], equals=1 + u_AMP)
