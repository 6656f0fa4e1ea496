"""Two mechanisms become one model; what does not fit is refused with both places."""

import pytest
import sympy
from equations.inflammation import ARMS, Barrier, Interleukin4, inflammation

from nagi.equations.notation import (
    Arm,
    Dose,
    Mechanism,
    Model,
    Switch,
    compose,
    effect,
    maximum,
    needed,
    number,
    output,
    parameter,
    quantity,
    rate,
    state,
)  # fmt: skip
from nagi.equations.parameters import KnownParameter
from nagi.errors import NagiError
from nagi.language import Text


def symbol(name: str) -> sympy.Symbol:
    return sympy.Symbol(name, real=True)


def test_states_parameters_and_effects_are_in_the_published_order() -> None:
    model = inflammation()
    assert model.state_names == ("c4", "s")
    assert [rate.state for rate in model.rates] == ["c4", "s"]
    assert model.parameters == ("k1", "k2", "b1", "d2", "lambda")
    assert model.effect_names == ("u4",)
    assert [(s.name, s.start, s.scale, s.lower, s.upper, s.unit) for s in model.states] == [
        ("c4", 40.0, 10.0, 0.0, None, "conc"), ("s", 0.5, 0.5, 0.0, 1.0, "1"),
    ]  # fmt: skip


def test_named_expressions_are_written_into_the_rates() -> None:
    model = inflammation()
    s, c4, u4, k1, b1, lam = (symbol(name) for name in ("s", "c4", "u4", "k1", "b1", "lambda"))
    wanted = k1 * (1 - s) / (1 + b1 * (1 - u4) * c4) - lam * s
    assert sympy.simplify(model.rates[1].expression - wanted) == 0
    assert symbol("e4") in model.rates[1].written.free_symbols  # type: ignore[union-attr]
    assert sympy.simplify(model.outputs[0].expression - 72 * (1 - s)) == 0
    assert [name for name, _ in model.assignments] == ["broken", "EASI", "e4"]
    assert model.resets == {"c4": sympy.Max(0, c4)}


def test_the_digest_follows_the_equations_and_not_the_words() -> None:
    model = inflammation()
    assert model.digest == inflammation(title="another").digest
    assert model.digest != inflammation(resets={}).digest


class Decay(Mechanism):
    """Loss with a published rate."""

    source = "PROJECT"
    x = state("amount", "1", start=1)
    k = parameter("loss", "1/week", id="X-k")
    dx = rate(of=x, equals=-k * x, equation="1")


def decay(*, name: str = "X-k", unit: str = "1/week", mechanism: type[Mechanism] = Decay) -> Model:
    record = KnownParameter(
        id=name, name="k", mean_ln=-1.5, sd_ln=0.25, unit=unit, label=Text(ja="消失", en="loss"), work="PROJECT",
        basis="invented",
    )  # fmt: skip
    return compose(
        name="decay", title="Decay", work="PROJECT", mechanisms=[mechanism], arms={}, run_in_weeks=1,
        run_in_is_steady=False, parameters={name: record},
    )  # fmt: skip


def test_a_record_gives_the_distribution() -> None:
    assert (decay().population[0].mean_ln, decay().population[0].sd_ln) == (-1.5, 0.25)


def test_a_record_must_exist_be_in_the_same_unit_and_serve_one_parameter() -> None:
    class Twice(Mechanism):
        source = "PROJECT"
        x = state("amount", "1", start=1)
        k = parameter("loss", "1/week", id="X-k")
        m = parameter("other loss", "1/week", id="X-k")
        dx = rate(of=x, equals=-(k + m) * x, equation="1")

    with pytest.raises(
        NagiError, match=r"NAGI-E137.*k is in 1/week at test_composition.py:\d+, but in 1/day"
    ):
        decay(unit="1/day")
    with pytest.raises(NagiError, match=r"NAGI-E136.*no X-k; nearest: X-k1;"):
        decay(name="X-k1")
    with pytest.raises(NagiError, match=r"NAGI-E138.*2 parameters refer to record X-k"):
        decay(mechanism=Twice)


class Nothing(Mechanism):
    """Declares what nothing uses."""

    source = "PROJECT"
    u9 = effect("unused", "1")
    k9 = parameter("unused", "1", mean_ln=0, sd_ln=1)


class OtherUnit(Mechanism):
    """Needs IL-4 in a unit of mass."""

    source = "PROJECT"
    c4 = needed("IL-4", "ng/mL")
    u4 = effect("share of IL-4 blocked", "1", default=0.5)
    twice = output("IL-4", "ng/mL", equals=2 * c4 * u4)


class First(Mechanism):
    """One half of a circle."""

    source = "PROJECT"
    y = needed("other", "1")
    x = quantity("one", "1", equals=y + 1)


class Second(Mechanism):
    """The other half."""

    source = "PROJECT"
    x = needed("one", "1")
    y = quantity("other", "1", equals=x + 1)


BOTH = [Barrier, Interleukin4]
REFUSED = [
    ("a name nobody supplies", {"mechanisms": [Barrier]}, "NAGI-E131", "no mechanism supplies e4, which Barrier"),
    ("a near miss", {"mechanisms": [Interleukin4]}, "NAGI-E131", "no mechanism supplies broken"),
    ("one mechanism twice", {"mechanisms": [*BOTH, Barrier]}, "NAGI-E130", "s is supplied twice, by Barrier ("),
    ("unlike units", {"mechanisms": [*BOTH, OtherUnit]}, "NAGI-E132", "the units of c4 differ between OtherUnit"),
    ("unlike effects", {"mechanisms": [*BOTH, OtherUnit]}, "NAGI-E133", "in Interleukin4 (inflammation.py:"),
    ("a circle", {"mechanisms": [*BOTH, First, Second]}, "NAGI-E134", "named expressions use each other: "),
    ("an unused parameter", {"mechanisms": [*BOTH, Nothing]}, "NAGI-E135", "no equation uses k9 of Nothing"),
    ("an unused effect", {"mechanisms": [*BOTH, Nothing]}, "NAGI-E135", "no equation uses u9 of Nothing"),
    ("a state left out", {"order_of_states": ["s"]}, "NAGI-E139", "missing or repeated: c4"),
    ("a state twice", {"order_of_states": ["s", "c4", "s"]}, "NAGI-E139", "missing or repeated: s"),
    ("a misspelt parameter", {"order_of_parameters": ["k1", "k2", "b1", "d2", "lamda"]}, "NAGI-E139",
     "no lamda; nearest: lambda;"),
    ("a reset of no state", {"resets": {"c": maximum(Interleukin4.c4, 0)}}, "NAGI-E141", "no c; nearest: c4;"),
    ("a reset in another unit", {"resets": {"s": Interleukin4.c4}}, "NAGI-E142", "write the reset in 1"),
    ("a reset with a stranger", {"resets": {"s": Nothing.k9}}, "NAGI-E142", "symbols of this model only"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "code", "words"), [case[1:] for case in REFUSED], ids=[c[0] for c in REFUSED]
)
def test_what_does_not_fit_is_refused(changes: dict[str, object], code: str, words: str) -> None:
    with pytest.raises(NagiError) as refusal:
        inflammation(**changes)
    assert [p for p in refusal.value.problems if p.code == code and words in p.said.en], refusal.value.report(
        "en"
    )


ARMS_REFUSED = [
    ({"effects": {"u_4": 1.0}}, "NAGI-E140", "no u_4; nearest: u4;"),
    ({"switches": (Switch(week=1, effects={"u5": 0}),)}, "NAGI-E140", "no u5; nearest: u4;"),
    ({"doses": (Dose(week=1, state="c3", amount=1),)}, "NAGI-E141", "no c3; nearest: c4;"),
    ({"name": "other"}, "NAGI-E143", "its name must be arm"),
    ({"weeks": 0}, "NAGI-E143", "weeks above 0"),
    ({"effects": {"u4": float("nan")}}, "NAGI-E143", "numbers finite"),
    ({"doses": (Dose(week=99, state="c4", amount=1),)}, "NAGI-E143", "from 0 to before weeks"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "code", "words"), ARMS_REFUSED)
def test_an_arm_may_name_only_what_the_model_has(change: dict[str, object], code: str, words: str) -> None:
    arm = Arm(**{"name": "arm", "effects": {}, "weeks": 16, **change})  # type: ignore[arg-type]
    with pytest.raises(NagiError) as refusal:
        inflammation(arms={**ARMS, "arm": arm})
    assert [(p.code, words in p.said.en) for p in refusal.value.problems] == [(code, True)]


def test_all_problems_of_a_composition_come_together_in_both_languages() -> None:
    arm = Arm(name="arm", effects={"u5": 1, "u6": 1}, weeks=16)
    with pytest.raises(NagiError) as refusal:
        inflammation(
            mechanisms=[*BOTH, Nothing], arms={"arm": arm}, order_of_states=["s"], order_of_parameters=[]
        )
    codes = [problem.code for problem in refusal.value.problems]
    assert codes == ["NAGI-E135", "NAGI-E135", "NAGI-E139", "NAGI-E140", "NAGI-E140"]
    assert "どの式も使っていません" in refusal.value.report("ja")


def test_a_number_with_a_unit_joins_quantities_of_that_unit() -> None:
    assert (number(7, "conc") - Interleukin4.c4).faults == ()
