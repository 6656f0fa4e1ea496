"""What nagi cannot take over is refused by name, all of it at once; what is broken or harmful never gets further."""

import inspect
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest
from interchange.sbml.files import Event, File, Reaction, Species

import nagi
from nagi.errors import NagiError

ONE = File(parameters={"x": 1.0, "k": 0.5, "u": 1.0, "none": None}, varying=["u"], rates={"x": "-k * x"})
TWO = replace(ONE, species={"A": Species(amount=1.0), "B": Species(amount=2.0)})
FLOW = {"J": Reaction({"A": 1}, {"B": 1}, "A")}


def problems(text: str) -> dict[str, str]:
    """What is refused: the key of each problem, with its code."""
    with pytest.raises(NagiError) as refused:
        nagi.read_sbml(text, where="file.xml")
    assert {problem.where for problem in refused.value.problems} == {"file.xml"}
    return {problem.key: problem.code for problem in refused.value.problems}


def in_rate(formula: str) -> File:
    return replace(ONE, rates={"x": formula})


def at(*events: Event, **changes: object) -> File:
    return replace(ONE, events=events, **changes)  # type: ignore[arg-type]


REFUSED: dict[str, tuple[File, dict[str, str]]] = {
    "a delay": (in_rate("delay(x, 1)"), {"x": "NAGI-X110"}),
    "a rate of another": (in_rate("rateOf(u)"), {"x": "NAGI-X110"}),
    "sine": (in_rate("sin(x)"), {"x": "NAGI-X110"}),
    "rounding": (in_rate("floor(x)"), {"x": "NAGI-X110"}),
    "a factorial": (in_rate("factorial(30)"), {"x": "NAGI-X110"}),
    "logic": (in_rate("piecewise(1, x > 1 && u > 1, 2)"), {"x": "NAGI-X115"}),
    "a jump": (in_rate("piecewise(1, x > 1, 2)"), {"x": "NAGI-X115"}),
    "a change in time as a piecewise": (in_rate("piecewise(1, time > 3, 0)"), {"x": "NAGI-X115"}),
    "a piecewise without otherwise": (in_rate("piecewise(x, x > 1)"), {"x": "NAGI-X115"}),
    "a choice whose sign is unknown": (in_rate("piecewise(u * (x - 1), x > 1, 0)"), {"x": "NAGI-X115"}),
    "division by 0": (in_rate("x / 0"), {"x": "NAGI-X113"}),
    "the root of a negative number": (in_rate("sqrt(-4) * x"), {"x": "NAGI-X113"}),
    "a number beyond all bounds": (in_rate("9^(9^9) * x"), {"x": "NAGI-X113"}),
    "a power beyond all bounds": (in_rate("(9 * x)^999999999"), {"x": "NAGI-X113"}),
    "a local parameter without a value": (
        replace(TWO, reactions={"J": Reaction({"A": 1}, {}, "q * A", {"q": float("nan")})}), {"J.q": "NAGI-X111"},
    ),
    "nothing that moves": (replace(ONE, rates={}), {"model": "NAGI-X121"}),
    "a choice too large to be decided": (in_rate("piecewise((x + 1)^500, x > 1, 7)"), {"x": "NAGI-X115"}),
    "a constant without a value": (in_rate("none * x"), {"none": "NAGI-X111"}),
    "an algebraic rule": (replace(ONE, algebraic=["u - x"]), {"rule 2": "NAGI-X105"}),
    "a constraint": (replace(ONE, constraints=["x < 3"]), {"constraint 1": "NAGI-X105"}),
    "an event of a state": (at(Event("x < 0.5", {"u": "2"})), {"event_1": "NAGI-X117"}),
    "an event of a changing time": (at(Event("time >= x", {"u": "2"})), {"event_1": "NAGI-X117"}),
    "an event that is delayed": (at(Event("time >= 1", {"u": "2"}, delay="1")), {"event_1": "NAGI-X117"}),
    "an event of two conditions": (at(Event("time >= 1 && time < 2", {"u": "2"})), {"event_1": "NAGI-X117"}),
    "an event that sets an effect to a state": (at(Event("time >= 1", {"u": "x"})), {"event_1": "NAGI-X119"}),
    "a state that only some events set": (
        at(Event("time >= 1", {"x": "2 * x"}), Event("time >= 2", {"u": "2"})), {"x": "NAGI-X119"},
    ),
    "a state that events set to unlike formulas": (
        at(Event("time >= 1", {"x": "2 * x"}), Event("time >= 2", {"x": "3 * x"})), {"x": "NAGI-X119"},
    ),
    "two events at one time": (
        at(Event("time >= 1", {"u": "2"}), Event("time >= 1", {"x": "x + u"})), {"event_2": "NAGI-X118"},
    ),
    "a concentration that stays while its compartment changes": (
        replace(TWO, stretching=["cell"], rates=ONE.rates | {"cell": "1"}), {"A": "NAGI-X108", "B": "NAGI-X108"},
    ),
    "a stretched concentration that an event sets": (
        replace(TWO, stretching=["cell"], rates=ONE.rates | {"cell": "1"}, reactions=FLOW,
                events=[Event("time >= 1", {"A": "A + 1"})]),
        {"event_1": "NAGI-X119"},
    ),
    "a species without a value": (
        replace(TWO, species={"A": Species(), "B": Species(amount=1.0)}, reactions=FLOW), {"A": "NAGI-X111"},
    ),
    "a compartment without a size": (replace(TWO, compartments={"cell": None}, reactions=FLOW), {"cell": "NAGI-X111"}),
}  # fmt: skip


@pytest.mark.parametrize(("file", "expected"), REFUSED.values(), ids=REFUSED.keys())
def test_each_is_refused_by_name(file: File, expected: dict[str, str]) -> None:
    assert problems(file.text()) == expected


def test_everything_is_refused_at_once() -> None:
    file = replace(
        ONE,
        parameters=ONE.parameters | {"y": 1.0},
        rates={"x": "sin(x) + delay(x, 1)", "y": "none"},
        events=[Event("x > 1", {"u": "2"}), Event("time >= 1", {"u": "x"})],
    )
    assert problems(file.text()) == {
        "x": "NAGI-X110", "none": "NAGI-X111", "event_1": "NAGI-X117", "event_2": "NAGI-X119",
    }  # fmt: skip


FOREIGN: dict[str, tuple[Callable[[str], str], dict[str, str]]] = {
    "a fast reaction": (lambda text: text.replace('fast="false"', 'fast="true"'), {"J": "NAGI-X106"}),
    "no kinetic law": (
        lambda text: (
            text[: text.index("<kineticLaw>")] + text[text.index("</kineticLaw>") + len("</kineticLaw>") :]
        ),
        {"J": "NAGI-X107"},
    ),
    "no stoichiometry": (lambda text: text.replace(' stoichiometry="1"', "", 1), {"J": "NAGI-X109"}),
    "a required package": (
        lambda text: text.replace(
            "<sbml ",
            '<sbml xmlns:comp="http://www.sbml.org/sbml/level3/version1/comp/version1" comp:required="true" ',
        ),
        {"comp": "NAGI-X104"},
    ),
    "an unknown required package": (
        lambda text: text.replace("<sbml ", '<sbml xmlns:own="urn:own:version1" own:required="true" '),
        {"own": "NAGI-X104"},
    ),
    "a conversion factor": (
        lambda text: text.replace('<model id="made"', '<model id="made" conversionFactor="k"'),
        {"conversionFactor": "NAGI-X105"},
    ),
    "a unit of time that is none": (
        lambda text: text.replace('<model id="made"', '<model id="made" timeUnits="dimensionless"'),
        {"timeUnits": "NAGI-X120"},
    ),
    "a csymbol that lies about its name": (
        lambda text: text.replace(
            "<ci> A </ci>",
            '<apply><csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/delay"> exp </csymbol>'
            "<ci> A </ci><cn> 1 </cn></apply>",
        ),
        {"J": "NAGI-X110"},
    ),
}


@pytest.mark.parametrize(("change", "expected"), FOREIGN.values(), ids=FOREIGN.keys())
def test_what_the_maker_of_files_cannot_write_is_refused_too(
    change: Callable[[str], str], expected: dict[str, str]
) -> None:
    text = replace(TWO, reactions=FLOW, version=1).text()
    assert change(text) != text
    assert problems(change(text)).items() >= expected.items()


def test_what_libsbml_finds_is_refused_with_its_line_and_number() -> None:
    circle = replace(
        ONE, parameters=ONE.parameters | {"a": None, "b": None}, assigned={"a": "b + 1", "b": "a"}
    )
    unknown = replace(ONE, rates={"x": "-x * stranger"})
    for file in (circle, unknown):
        with pytest.raises(
            NagiError, match=r"\[NAGI-X103\] file.xml: line \d+: not valid SBML \(\d+\): .*(a|stranger)"
        ):
            nagi.read_sbml(file.text(), where="file.xml")


BOMB = """<?xml version="1.0"?>
<!DOCTYPE sbml [<!ENTITY a "aaaaaaaaaa">{more}]>
<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2"><model name="&z;"/></sbml>"""


def test_entities_are_refused_before_anything_reads_them() -> None:
    more = "".join(
        f'<!ENTITY {b} "{"&" + a + ";" * 10}">' for a, b in zip("abcdefghij", "bcdefghijz", strict=True)
    )
    assert problems(BOMB.format(more=more)) == {"line 2": "NAGI-X102"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "NAGI-X101"),
        ("not a file", "NAGI-X101"),
        ("<sbml><model></sbml>", "NAGI-X101"),
        ("<html/>", "NAGI-X103"),
        ("<a>" * 5000 + "</a>" * 5000, "NAGI-X102"),
        ('<?xml version="1.0"?><sbml xmlns="http://www.sbml.org/sbml/level3/version2/core"/>', "NAGI-X103"),
        ('<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2"/>', "NAGI-X103"),
    ],
)
def test_what_is_no_sbml_is_refused(text: str, code: str) -> None:
    assert set(problems(text).values()) == {code}


def test_functions_that_grow_without_end_are_refused() -> None:
    functions = {f"f{n}": f"lambda(a, f{n - 1}(a + 1) * f{n - 1}(a + 2))" for n in range(1, 40)}
    file = replace(ONE, functions={"f0": "lambda(a, a)"} | functions, rates={"x": "f39(x)"})
    assert problems(file.text()) == {"": "NAGI-X114"}


def test_formulas_nested_too_deeply_are_refused() -> None:
    rules = {f"r{n}": f"tanh(r{n - 1})" for n in range(1, 100)} | {"r0": "x"}
    named = ONE.parameters | dict.fromkeys(rules)
    text = replace(ONE, parameters=named, assigned=rules, rates={"x": "r99"}).text()
    nagi.read_sbml(ONE.text())  # whatever is loaded when first used
    before = sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(len(inspect.stack()) + 150)
        assert problems(text) == {"": "NAGI-X114"}
    finally:
        sys.setrecursionlimit(before)


def test_rules_that_grow_without_end_are_refused() -> None:
    rules = {f"r{n}": f"r{n - 1} * exp(r{n - 1})" for n in range(1, 40)} | {"r0": "x + 1"}
    file = replace(ONE, parameters=ONE.parameters | dict.fromkeys(rules), assigned=rules, rates={"x": "r39"})
    assert "NAGI-X114" in problems(file.text()).values()
