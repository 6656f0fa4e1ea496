"""How long a drug works after its last dose."""

# ruff: noqa: N815 - attributes are the symbols of the documentation

from nagi.equations.notation import Mechanism, effect, factor, parameter, quantity, rate, state


class DrugKinetics(Mechanism):
    """An antibody leaves slowly, and fast at the end: its target binds it and takes it out of the blood.

    `B`, the target that is bound, is what works and also what eliminates. Both are counted in those of steady dosing,
    where a blocking is exactly as published. To stop a drug an arm keeps its blocking and sets `dosing` to 0.
    """

    source = "KOVALENKO2020"
    support = "moderate"

    u4 = effect("share of IL-4 blocked", "1", symbol="block_IL4")
    u13 = effect("share of IL-13 blocked", "1", symbol="block_IL13")
    u17 = effect("share of IL-17 blocked", "1", symbol="block_IL17")
    u22 = effect("share of IL-22 blocked", "1", symbol="block_IL22")
    u31 = effect("share of IL-31 blocked", "1", symbol="block_IL31")
    uL = effect("share of TSLP blocked", "1", symbol="block_TSLP")
    uO = effect("share of OX40L blocked", "1", symbol="block_OX40L")
    dosing = effect("dosing of a drug, of its steady dosing", "1", default=1)
    k_el = parameter("elimination of an antibody", "1/week", id="DR-k_el")
    k_tm = parameter("elimination of an antibody by its bound target", "1/week", id="DR-k_tm")
    K = parameter("antibody that binds half of its target", "1", id="DR-K")

    D = state("antibody in blood, of its trough at steady dosing", "1", start=1, lower=0)
    B = quantity("bound target, of that at steady dosing", "1", equals=(1 + K) * D / (K + D))
    dD = rate(of=D, equals=k_el * (dosing - D) + k_tm * (dosing - B), equation="")

    left4 = factor("IL-4 left by the bound target", of=["e4"], equals=(1 - u4 * B) / (1 - u4))
    left13 = factor("IL-13 left by the bound target", of=["e13"], equals=(1 - u13 * B) / (1 - u13))
    left17 = factor("IL-17 left by the bound target", of=["e17"], equals=(1 - u17 * B) / (1 - u17))
    left22 = factor("IL-22 left by the bound target", of=["e22"], equals=(1 - u22 * B) / (1 - u22))
    left31 = factor("IL-31 left by the bound target", of=["e31"], equals=(1 - u31 * B) / (1 - u31))
    leftL = factor("TSLP left by the bound target", of=["eL"], equals=(1 - uL * B) / (1 - uL))
    leftO = factor("OX40L left by the bound target", of=["eO"], equals=(1 - uO * B) / (1 - uO))
