"""A factor scales what another mechanism declares, and nothing else."""

import pytest

from nagi.equations.model import Arm, Model
from nagi.equations.notation import (
    Mechanism,
    compose,
    factor,
    needed,
    output,
    parameter,
    quantity,
    rate,
    state,
)
from nagi.errors import NagiError

ARMS = {"a": Arm(name="a", effects={}, weeks=4)}


class Core(Mechanism):
    """A published mechanism."""

    source = "PROJECT"
    x = state("x", "1", start=1)
    k = parameter("gain", "1/week", mean_ln=0, sd_ln=0)
    d = parameter("loss", "1/week", mean_ln=0, sd_ln=0)
    gain = quantity("gain", "1/week", equals=k * 2)
    dx = rate(of=x, equals=gain - d * x, equation="1")


class Twice(Mechanism):
    """Scales the loss by 1 + a, and reads the plain loss."""

    source = "PROJECT"
    d = needed("loss", "1/week")
    a = parameter("a", "1", mean_ln=0, sd_ln=0)
    more = factor("more loss", of=["d"], equals=1 + a)
    plain = output("plain loss", "1/week", equals=d)


class Again(Mechanism):
    """Scales the loss too, and the named gain."""

    source = "PROJECT"
    b = parameter("b", "1", mean_ln=0, sd_ln=0)
    again = factor("more of both", of=["d", "gain"], equals=b)


def composed(*mechanisms: type[Mechanism]) -> Model:
    return compose(
        name="m",
        title="m",
        work="PROJECT",
        mechanisms=mechanisms,
        arms=ARMS,
        run_in_weeks=1,
        run_in_is_steady=True,
    )


def test_without_factors_the_text_stands() -> None:
    assert str(composed(Core).rates[0].expression) == "-d*x + 2*k"


def test_a_factor_acts_where_its_target_is_declared_and_only_there() -> None:
    model = composed(Core, Twice)
    assert str(model.rates[0].expression) == "-d*x*(a + 1) + 2*k"
    assert str(model.outputs[0].expression) == "d"
    assert str(model.rates[0].written) == "-d*more*x + gain"


def test_factors_of_several_mechanisms_are_multiplied_in_any_order() -> None:
    first, second = composed(Core, Twice, Again), composed(Again, Twice, Core)
    assert str(first.rates[0].expression) == "-b*d*x*(a + 1) + 2*b*k"
    assert first.rates[0].expression == second.rates[0].expression


def test_a_factor_on_nothing_is_refused_with_the_nearest_name() -> None:
    class Lost(Mechanism):
        source = "PROJECT"
        b = parameter("b", "1", mean_ln=0, sd_ln=0)
        lost = factor("lost", of=["gian"], equals=b)

    with pytest.raises(NagiError, match=r"NAGI-E146.*gian.*gain"):
        composed(Core, Lost)


def test_a_factor_with_a_unit_is_refused() -> None:
    with pytest.raises(NagiError, match="NAGI-E118"):

        class Wrong(Mechanism):
            source = "PROJECT"
            b = parameter("b", "1/week", mean_ln=0, sd_ln=0)
            wrong = factor("wrong", of=["d"], equals=b)
