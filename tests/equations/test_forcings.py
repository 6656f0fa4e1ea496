"""Triggers, schedules and relays: declared in a line, checked where they stand, printed, joined to a model."""

import pytest
from equations.flares import Flares, More, composed

from nagi.equations.latex import latex
from nagi.equations.notation import (
    Arm,
    Mechanism,
    Rescue,
    bernoulli,
    compose,
    parameter,
    rate,
    state,
    trigger,
)
from nagi.errors import NagiError

from .test_mechanism import problems

REFUSED = [
    ("x = trigger('flare', '1', draws=0.5)", "NAGI-E107", "one of bernoulli, poisson, exponential, uniform"),
    ("x = trigger('flare', 'conc', draws=bernoulli(0.5))", "NAGI-E118", "x needs conc, but the right-hand side is 1"),
    ("x = trigger('flare', '1', draws=bernoulli(k))", "NAGI-E103", "bernoulli needs a dimensionless quantity"),
    ("x = trigger('flare', '1', draws=poisson(k))", "NAGI-E103", "poisson needs a dimensionless quantity"),
    ("x = trigger('flare', 'conc', draws=uniform(c, n))", "NAGI-E102", "uniform joins unlike units"),
    ("x = trigger('flare', '1', draws=bernoulli(0.5), every=0)", "NAGI-E120", "every must be above 0"),
    ("x = schedule('pollen', '1', weeks=[2, 1], values=[1, 2])", "NAGI-E120", "weeks ascend"),
    ("x = schedule('pollen', '1', weeks=[1, 2], values=[1])", "NAGI-E120", "one value each"),
    ("x = schedule('pollen', '1', weeks=[1], values=[float('nan')])", "NAGI-E120", "numbers be finite"),
    ("x = relay('on', of=s, on_above=b)", "NAGI-E102", "joins unlike units"),
    ("x = relay('on', of=s, on_above=0.5, off_below=k)", "NAGI-E102", "joins unlike units"),
    ("x = relay('on', of=s, on_above=0.5, start=2)", "NAGI-E120", "start 0 or 1"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "code", "said"), REFUSED)
def test_what_has_no_meaning_is_refused_with_its_line(line: str, code: str, said: str) -> None:
    (problem,) = problems(line)
    assert (problem.code, problem.where) == (code, "barrier.py:9")
    assert said in problem.said.en


def test_forcings_are_held_and_a_relay_is_a_state_at_rest() -> None:
    model = composed()
    assert model.state_names == ("x", "R")
    assert model.held_names == ("em", "pollen", "chance of hit", "chance of contacts")
    assert model.resting == (0.0, 0.0, 1.0, 1.0)
    assert [(rate.state, rate.expression) for rate in model.rates][1] == ("R", 0)
    assert {str(s) for s in model.rates[0].expression.free_symbols} >= {"chance of hit", "pollen", "R"}


def test_a_schedule_holds_its_last_value() -> None:
    (pollen,) = composed().schedules
    assert [pollen.at(week) for week in (0, 1.9, 2, 4, 5, 90)] == [0, 0, 0.3, 0.3, 0.1, 0.1]


def test_events_are_part_of_what_a_model_is() -> None:
    assert composed().digest != composed(Flares, More).digest


def test_a_model_prints_what_chance_brings_and_what_turns() -> None:
    text = latex(composed())
    assert r"\sim \operatorname{Bernoulli}" in text
    assert "drawn anew every 1 week" in text
    assert r"R &\leftarrow \begin{cases} 1 & \text{once } x - 0.8 > 0" in text
    assert r"\mathrm{pollen} &= \begin{cases} 0.1 & t \ge 5" in text
    assert "chance" not in text


def test_a_law_that_depends_on_a_state_is_refused() -> None:
    class Wrong(Mechanism):
        """A trigger that would have to know the state."""

        source = "PROJECT"
        x = state("x", "1", start=0)
        k = parameter("k", "1/week", mean_ln=0, sd_ln=0)
        hit = trigger("hit", "1", draws=bernoulli(x))
        dx = rate(of=x, equals=k * (hit - x), equation="1")

    with pytest.raises(NagiError, match="NAGI-E144") as caught:
        compose(
            name="m", title="m", work="w", mechanisms=[Wrong], arms={}, run_in_weeks=1, run_in_is_steady=True
        )
    assert "depends on the state x" in caught.value.problems[0].said.en


def test_an_arm_whose_rescue_looks_at_nothing_is_refused() -> None:
    rescue = Rescue(output="EASI", above=3, weeks=[4], effects={"cream": 1})
    arm = Arm(name="a", effects={}, weeks=8, rescues=(rescue,))
    with pytest.raises(NagiError) as caught:
        composed(arms={"a": arm})
    assert {problem.code for problem in caught.value.problems} == {"NAGI-E140", "NAGI-E145"}


def test_a_trigger_that_no_equation_uses_is_refused() -> None:
    class Idle(Mechanism):
        """A trigger in vain."""

        source = "PROJECT"
        x = state("x", "1", start=0)
        k = parameter("k", "1/week", mean_ln=0, sd_ln=0)
        hit = trigger("hit", "1", draws=bernoulli(0.5))
        dx = rate(of=x, equals=-k * x, equation="1")

    with pytest.raises(NagiError, match="NAGI-E135"):
        compose(
            name="m", title="m", work="w", mechanisms=[Idle], arms={}, run_in_weeks=1, run_in_is_steady=True
        )


def test_a_mechanism_keeps_its_declarations_in_order() -> None:
    assert [declared.symbol for declared in Flares.contents.symbols][:3] == ["x", "lam", "A"]
