"""A small model with everything that happens by itself: flares by chance, pollen by the calendar, a relay."""

from collections.abc import Mapping

from nagi.equations.notation import (
    Arm,
    Mechanism,
    Model,
    bernoulli,
    compose,
    effect,
    exp,
    number,
    output,
    parameter,
    poisson,
    rate,
    relay,
    schedule,
    state,
    trigger,
)

WEEK = number(1, "week")
ARMS = {"untreated": Arm(name="untreated", effects={}, weeks=24)}


class Flares(Mechanism):
    """Extra entry of pathogens: raised by flares, contacts and pollen, lost faster once it was high."""

    source = "PROJECT"

    x = state("extra entry", "1", start=0, lower=0)
    lam = parameter("flares per week", "1/week", mean_ln=-1, sd_ln=0.5)
    A = parameter("size of a flare", "1/week", mean_ln=1, sd_ln=0.3)
    loss = parameter("loss", "1/week", mean_ln=0.7, sd_ln=0.2)
    em = effect("share of flares that an emollient prevents", "1")
    hit = trigger("flare", "1/week", draws=bernoulli(1 - exp(-lam * WEEK * (1 - em)), size=A))
    contacts = trigger("contacts", "1", draws=poisson(0.3), every=0.5)
    pollen = schedule("pollen", "1/week", weeks=[2, 5], values=[0.3, 0.1])
    R = relay("remembers a high entry", of=x, on_above=0.8, off_below=0.2)
    dx = rate(of=x, equals=hit + pollen + contacts * A - loss * x * (1 + R), equation="1")
    severity = output("severity", "1", equals=10 * x)
    remembered = output("relay", "1", equals=R)
    drawn = output("what was drawn", "1/week", equals=hit)


class More(Mechanism):
    """A second state with a trigger of its own, to which the first does not react."""

    source = "PROJECT"
    z = state("z", "1", start=0)
    fall = parameter("fall", "1/week", mean_ln=0, sd_ln=0)
    other = trigger("other", "1", draws=bernoulli(0.5))
    dz = rate(of=z, equals=fall * (other - z), equation="2")


def composed(*mechanisms: type[Mechanism], arms: Mapping[str, Arm] = ARMS, steady: bool = True) -> Model:
    """The model of these mechanisms, of `Flares` alone if none are named."""
    return compose(
        name="flares", title="Flares", work="PROJECT", mechanisms=mechanisms or (Flares,), arms=arms,
        run_in_weeks=100, run_in_is_steady=steady,
    )  # fmt: skip
