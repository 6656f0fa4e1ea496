"""Where particles are. Every flow leaves one place and enters another, so that their sum is what was given.

All places count what the product's label counts, in 10^9 particles. Doses enter `surface`, `depot` or `plasma`.
"""

from nagi.equations.notation import Mechanism, needed, number, output, parameter, quantity, rate, state
from nagi.physiology.skin.neutral import share

UNIT = "Gparticles"
WEEK = number(1, "week")


class Surface(Mechanism):
    """On the skin: washed and shed away, or in through intact skin, broken skin, and wide pores."""

    source = "ZHANG2021"
    support = "moderate"

    s = needed("skin barrier integrity", "1")
    wide = needed("wide pores, of a usual needling", "1", symbol="pores")
    k_off = parameter("loss from the surface", "1/week", id="DL-k_off")
    k_intact = parameter("passage through intact skin", "1/week", id="DL-k_intact")
    k_broken = parameter("passage through a fully broken barrier", "1/week", id="DL-k_broken")
    k_pore = parameter("passage through the wide pores of a usual needling", "1/week", id="DL-k_pore")

    surface = state("particles on the skin", UNIT, start=0, lower=0, scale=1)
    washed = quantity("particles lost from the surface", UNIT + "/week", equals=k_off * surface)
    passed = quantity(
        "particles that pass into the skin",
        UNIT + "/week",
        equals=(k_intact + k_broken * (1 - s) + k_pore * wide) * surface,
    )
    dsurface = rate(of=surface, equals=-washed - passed, equation="")


class Depot(Mechanism):
    """Under the skin: a depot that empties into the dermis, and into lymph."""

    source = "PROJECT"
    support = "assumed"

    k_depot = parameter("emptying of the depot", "1/week", id="DL-k_depot")
    o_lymph = parameter("odds that a particle of the depot leaves by the lymph", "1", id="DL-o_lymph")

    depot = state("particles in the depot", UNIT, start=0, lower=0, scale=1)
    freed = quantity(
        "particles from the depot to the dermis",
        UNIT + "/week",
        equals=(1 - share(o_lymph)) * k_depot * depot,
    )
    drained = quantity(
        "particles from the depot to lymph", UNIT + "/week", equals=share(o_lymph) * k_depot * depot
    )
    ddepot = rate(of=depot, equals=-k_depot * depot, equation="")


class Blood(Mechanism):
    """In the blood: 2 phases; liver, spleen, lung and kidney take nearly all, the skin a small, uncertain share."""

    source = "KIMDH2019"
    support = "moderate"

    k_organs = parameter("uptake from plasma by organs", "1/week", id="DL-k_organs")
    k_out = parameter("from plasma to tissue that gives back", "1/week", id="DL-k_out")
    k_back = parameter("from tissue back to plasma", "1/week", id="DL-k_back")
    o_skin = parameter("odds that a particle is taken up by skin", "1", id="DL-o_skin")

    plasma = state("particles in plasma", UNIT, start=0, lower=0, scale=1)
    tissue = state("particles in tissue that gives back", UNIT, start=0, lower=0, scale=1)
    taken = quantity("uptake from plasma", UNIT + "/week", equals=k_organs * plasma)
    to_skin = quantity("particles from plasma to the dermis", UNIT + "/week", equals=share(o_skin) * taken)
    dplasma = rate(of=plasma, equals=k_back * tissue - k_out * plasma - taken, equation="")
    dtissue = rate(of=tissue, equals=k_out * plasma - k_back * tissue, equation="")


class Dermis(Mechanism):
    """In the dermis: taken up by cells or drained away; inside cells the cargo wears off."""

    source = "PROJECT"
    support = "assumed"

    passed = needed("particles that pass into the skin", UNIT + "/week")
    freed = needed("particles from the depot to the dermis", UNIT + "/week")
    to_skin = needed("particles from plasma to the dermis", UNIT + "/week")
    k_up = parameter("uptake by cells of the dermis", "1/week", id="DL-k_up")
    k_drain = parameter("drainage from the dermis", "1/week", id="DL-k_drain")
    k_cargo = parameter("wearing off of the cargo", "1/week", id="DL-k_cargo")

    dermis = state("particles in the dermis", UNIT, start=0, lower=0, scale=0.01)
    inside = state("particles inside cells", UNIT, start=0, lower=0, scale=0.01)
    arriving = quantity("particles that reach the dermis", UNIT + "/week", equals=passed + freed + to_skin)
    ddermis = rate(of=dermis, equals=arriving - (k_up + k_drain) * dermis, equation="")
    dinside = rate(of=inside, equals=k_up * dermis - k_cargo * inside, equation="")


class Fate(Mechanism):
    """Where particles end: in organs, washed off, worn out. Kept only to show that none is lost or made."""

    source = "PROJECT"
    support = "strong"

    untreated = needed("no arm has begun yet", "1")
    washed = needed("particles lost from the surface", UNIT + "/week")
    drained = needed("particles from the depot to lymph", UNIT + "/week")
    taken = needed("uptake from plasma", UNIT + "/week")
    to_skin = needed("particles from plasma to the dermis", UNIT + "/week")
    dermis = needed("particles in the dermis", UNIT)
    inside = needed("particles inside cells", UNIT)
    k_drain = needed("drainage from the dermis", "1/week")
    k_cargo = needed("wearing off of the cargo", "1/week")
    surface = needed("particles on the skin", UNIT)
    depot = needed("particles in the depot", UNIT)
    plasma = needed("particles in plasma", UNIT)
    tissue = needed("particles in tissue that gives back", UNIT)

    organs = state("particles taken up by organs or drained", UNIT, start=0, lower=0, scale=1)
    spent = state("particles washed off or worn out", UNIT, start=0, lower=0, scale=1)
    dorgans = rate(
        of=organs,
        equals=taken - to_skin + drained + k_drain * dermis - untreated * organs / WEEK,
        equation="",
    )
    dspent = rate(of=spent, equals=washed + k_cargo * inside - untreated * spent / WEEK, equation="")
    given = output(
        "particles in all places, which is what was given",
        UNIT,
        equals=surface + depot + plasma + tissue + dermis + inside + organs + spent,
    )
