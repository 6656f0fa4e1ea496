"""Background care: what a visit, a topical steroid and an emollient do each by itself."""

from nagi.equations.notation import Mechanism, effect, factor, needed, parameter, quantity


class BackgroundCare(Mechanism):
    """The published extra repair of any trial arm, divided into its three causes."""

    source = "PROJECT"
    support = "moderate"

    placebo = effect("what any visit and vehicle do", "1")
    tcs = effect("topical corticosteroid as the guideline has it", "1")
    emollient = effect("emollient twice a day", "1")
    k1 = needed("basal repair of the barrier", "1/week")
    k3 = needed("extra repair in any trial arm (placebo and background care)", "1/week")
    w_pl = parameter("weight of visit and vehicle in background care", "1", id="SK-w_pl")
    w_tcs = parameter("weight of the topical corticosteroid in background care", "1", id="SK-w_tcs")
    w_em = parameter("weight of the emollient in background care", "1", id="SK-w_em")

    cared = quantity(
        "share of full background care",
        "1",
        equals=(w_pl * placebo + w_tcs * tcs + w_em * emollient) / (w_pl + w_tcs + w_em),
    )
    care = factor("basal repair with background care", of=["k1"], equals=1 + cared * k3 / k1)
