"""Flares: weeks in which something lets more pathogens in."""

from nagi.equations.notation import (
    Mechanism,
    bernoulli,
    effect,
    exp,
    factor,
    needed,
    number,
    output,
    parameter,
    quantity,
    rate,
    sqrt,
    state,
    trigger,
)
from nagi.physiology.skin.neutral import share


class Flares(Mechanism):
    """Contacts, sweat, stress: in a week of chance more pathogens enter; care makes such weeks rarer and milder.

    Between flares fewer enter: chance moves a person around the average that the core already has, as do its trials.
    """

    source = "PROJECT"
    support = "moderate"

    p = needed("infiltrated pathogens", "1")
    tcs = effect("topical corticosteroid as the guideline has it", "1")
    emollient = effect("emollient twice a day", "1")
    often = parameter("flares without care", "1/week", id="SK-often")
    size = parameter("extra entry of pathogens in a flare", "1", id="SK-size")
    tau = parameter("time in which a flare builds up and settles", "week", id="SK-tau")
    o_tcs = parameter("odds that a topical corticosteroid prevents a flare", "1", id="SK-o_tcs")
    o_em = parameter("odds that an emollient prevents a flare", "1", id="SK-o_em")

    untreated = needed("no arm has begun yet", "1")

    x = state("extra entry of pathogens", "1", start=0, lower=0)
    spared = quantity(
        "flares left by care", "1", equals=(1 - share(o_tcs) * tcs) * (1 - share(o_em) * emollient)
    )
    chance = quantity("chance of a flare in a week", "1", equals=1 - exp(-often * spared * number(1, "week")))
    usual = quantity("extra entry on average", "1", equals=chance * size * sqrt(spared))
    hit = trigger("a week with a flare", "1", draws=bernoulli(chance, size=size))
    dx = rate(
        of=x,
        equals=(hit * sqrt(spared) + untreated * usual - x) / tau,
        equation="",
        note="At the baseline the average is at work.",
    )
    let_in = factor(
        "entry in and between flares",
        of=["entry"],
        equals=(1 + x * (1 - p)) / (1 + usual * (1 - p)),
    )
    flare = output("share of a flare in progress", "1", equals=x / size)
