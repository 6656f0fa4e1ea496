"""Regulation: regulatory T cells, IL-10 and TGF-beta, NF-kB with TNF and IL-1beta, macrophages."""

# ruff: noqa: N815 - attributes are the symbols of the documentation

from nagi.equations.notation import Mechanism, factor, needed, parameter, quantity, rate, state
from nagi.physiology.skin.neutral import bounded, lowered, raised, share


class RegulatoryTCells(Mechanism):
    """Treg hold back T helper cells; TGF-beta, which they make themselves, keeps them up; IL-33 calls them."""

    source = "PROJECT"
    support = "moderate"

    u_Treg = needed("signal to regulatory T cells", "1")
    alarmin = needed("IL-33 at work, relative", "1")
    rho_R = parameter("renewal of regulatory T cells", "1/week", id="SK-rho_R")
    a_T = parameter("upkeep of regulatory T cells by TGF-beta", "1", id="SK-a_T")
    a_V = parameter("call of IL-33 for regulatory T cells", "1", id="SK-a_V")
    o_F = parameter("odds that TGF-beta comes from regulatory T cells", "1", id="SK-o_F")
    q_R = parameter("hold of regulatory T cells on T helper cells", "1", id="SK-q_R")

    R = state("regulatory T cells, relative", "1", start=1, lower=0)
    F = quantity("TGF-beta, relative", "1", equals=share(o_F) * R + 1 - share(o_F))
    dR = rate(of=R, equals=rho_R * (raised(a_T, F) * raised(a_V, alarmin) + u_Treg - R), equation="")
    hold = factor("T helper cells held back", of=["k5", "k6", "k7", "k8"], equals=lowered(q_R, R))


class Interleukin10(Mechanism):
    """IL-10 of Treg and of M2 macrophages lowers the secretion of every T-cell cytokine."""

    source = "PROJECT"
    support = "assumed"

    R = needed("regulatory T cells, relative", "1")
    m1 = needed("share of M1 macrophages", "1")
    o_J = parameter("odds that IL-10 comes from regulatory T cells", "1", id="SK-o_J")
    q_J = parameter("hold of IL-10 on secretion", "1", id="SK-q_J")

    J = quantity("IL-10, relative", "1", equals=share(o_J) * R + (1 - share(o_J)) * 2 * (1 - m1))
    quiet = factor(
        "secretion held back by IL-10",
        of=["k11", "k12", "k13", "k14", "k15", "k16", "k17", "k18", "k19", "k20", "k21", "k22"],
        equals=lowered(q_J, J),
    )


class NuclearFactorKappaB(Mechanism):
    """NF-kB sums up pathogens, broken barrier, TNF and IL-1beta; it harms the barrier and raises TSLP."""

    source = "PROJECT"
    support = "assumed"

    load = needed("pathogens relative to before treatment", "1")
    broken = needed("broken barrier relative to before treatment", "1")
    J = needed("IL-10, relative", "1")
    m1 = needed("share of M1 macrophages", "1")
    u_N = needed("signal against NF-kB", "1")
    irritation = needed("unwanted soluble cytokines of a product", "1")
    w_p = parameter("weight of pathogens in NF-kB", "1", id="SK-w_p")
    w_s = parameter("weight of the broken barrier in NF-kB", "1", id="SK-w_s")
    w_T = parameter("weight of TNF in NF-kB", "1", id="SK-w_T")
    w_1 = parameter("weight of IL-1beta in NF-kB", "1", id="SK-w_1")
    q_N = parameter("hold of IL-10 on NF-kB", "1", id="SK-q_N")
    d_T = parameter("turnover of TNF", "1/week", id="SK-d_T")
    d_1 = parameter("turnover of IL-1beta", "1/week", id="SK-d_1")
    h_d = parameter("damage of the barrier that follows NF-kB", "1", id="SK-h_d")
    h_L = parameter("TSLP that follows NF-kB", "1", id="SK-h_L")

    TNF = state("TNF-alpha, relative", "1", start=1, lower=0)
    IL1 = state("IL-1beta, relative", "1", start=1, lower=0)
    drive = quantity(
        "drive of NF-kB",
        "1",
        equals=irritation * (w_p * load + w_s * broken + w_T * TNF + w_1 * IL1) / (w_p + w_s + w_T + w_1),
    )
    N = quantity("NF-kB, relative", "1", equals=drive * (1 - u_N) * lowered(q_N, J))
    dTNF = rate(of=TNF, equals=d_T * (bounded(N) * 2 * m1 - TNF), equation="")
    dIL1 = rate(of=IL1, equals=d_1 * (bounded(N) * 2 * m1 - IL1), equation="")
    harm = factor("damage with NF-kB", of=["d1"], equals=raised(h_d, bounded(N)))
    alarm = factor("TSLP with NF-kB", of=["k23", "k24"], equals=raised(h_L, bounded(N)))


class Macrophages(Mechanism):
    """The balance of M1 and M2: NF-kB tips it to M1, IL-10 and IL-4/13 to M2."""

    source = "PROJECT"
    support = "assumed"

    N = needed("NF-kB, relative", "1")
    J = needed("IL-10, relative", "1")
    signal = needed("IL-4 and IL-13 at work, relative to before treatment", "1")
    u_M = needed("signal towards M2 macrophages", "1")
    rho_M = parameter("turnover of the balance of macrophages", "1/week", id="SK-rho_M")
    c_N = parameter("pull of NF-kB to M1", "1", id="SK-c_N")
    c_J = parameter("pull of IL-10 to M2", "1", id="SK-c_J")
    c_4 = parameter("pull of IL-4 and IL-13 to M2", "1", id="SK-c_4")
    c_u = parameter("pull of the signal to M2", "1", id="SK-c_u")

    m1 = state("share of M1 macrophages", "1", start=0.5, lower=0, upper=1)
    to_M1 = quantity("pull to M1", "1", equals=raised(c_N, bounded(N)))
    to_M2 = quantity(
        "pull to M2",
        "1",
        equals=raised(c_J, J) * raised(c_4, bounded(signal)) * (1 + c_u * u_M),
    )
    dm1 = rate(of=m1, equals=rho_M * (to_M1 / (to_M1 + to_M2) - m1), equation="")
