"""A mechanism is checked where it is written: every refusal with its line, its code and what to do."""

import pytest

from nagi.equations import notation
from nagi.equations.notation import Mechanism
from nagi.errors import NagiError, Problem

BODY = """\
class Barrier(Mechanism):
    source = "PROJECT"
    s = state("barrier integrity", "1", start=0.5, lower=0, upper=1)
    c = needed("IL-4", "conc")
    n = parameter("cells", "cells", mean_ln=0, sd_ln=1)
    k = parameter("repair", "1/week", mean_ln=0, sd_ln=1)
    b = parameter("weight of IL-4", "1/conc", mean_ln=0, sd_ln=1)
    ds = rate(of=s, equals=k * (1 - s) / (1 + b * c), equation="1")
    {line}
"""


def define(line: str = "pass", body: str = BODY) -> type[Mechanism]:
    """The class of `body` with one more line, as if it stood in a file barrier.py."""
    space: dict[str, object] = {
        "__name__": "barrier",
        **{name: getattr(notation, name) for name in notation.__all__},
    }
    exec(compile(body.replace("{line}", line), "/somewhere/barrier.py", "exec"), space)  # noqa: S102
    made = space["Barrier"]
    assert isinstance(made, type)
    return made


def problems(line: str = "pass", body: str = BODY) -> tuple[Problem, ...]:
    with pytest.raises(NagiError) as refusal:
        define(line, body)
    return refusal.value.problems


def test_a_mechanism_that_makes_sense_is_accepted() -> None:
    contents = define().contents
    assert (contents.name, contents.source) == ("Barrier", "PROJECT")
    assert [declared.symbol for declared in contents.symbols] == ["s", "c", "n", "k", "b"]
    assert [(rate.equation, str(rate.place)) for rate in contents.rates] == [("1", "barrier.py:8")]


REFUSED = [
    # python decides at once, an equation only when it is solved
    ("x = 1 if s else 0", "NAGI-E101", "if / and / or / not cannot be used on symbols: s (barrier.py:3); use"),
    ("x = s and k", "NAGI-E101", "use minimum(a, b), maximum(a, b), where("),
    ("x = not s", "NAGI-E101", "cannot be used on symbols: s"),
    ("x = s > 0", "NAGI-E101", "use less(a, b)"),
    ("x = s + c > 0", "NAGI-E101", "on symbols: c (barrier.py:4), s (barrier.py:3)"),
    ("x = s <= 0", "NAGI-E101", "use less(a, b)"),
    ("x = s == 0", "NAGI-E101", "use where(less(a, b)"),
    ("x = s != 0", "NAGI-E101", "use where(less(a, b)"),
    ("x = s if less(s, 1) else 0", "NAGI-E101", "where(less(a, b), then=..., otherwise=...) instead"),
    ("x = max(s, 0)", "NAGI-E101", "maximum(a, b)"),
    ("x = 0.5 in [s]", "NAGI-E101", "cannot be used on symbols: s"),
    ("x = float(s)", "NAGI-E101", "use exp, log, sqrt, tanh"),
    ("x = int(s + k / k)", "NAGI-E101", "on symbols: s (barrier.py:3)"),
    ("x = __import__('math').exp(s)", "NAGI-E101", "use exp, log, sqrt, tanh"),
    ("x = __import__('numpy').exp(s)", "NAGI-E101", "use float(x), exp, log"),
    ("x = s % 2", "NAGI-E101", "%"),
    ("x = s // 2", "NAGI-E101", "use /"),
    ("x = sum(s)", "NAGI-E101", "use + - * / **"),
    # what cannot stand in an equation
    ("x = s + 'half'", "NAGI-E105", "a str cannot stand in an equation"),
    ("x = s * True", "NAGI-E105", "a bool cannot stand"),
    ("x = None - s", "NAGI-E105", "a NoneType cannot stand"),
    ("x = s / 0", "NAGI-E104", "no finite real value"),
    ("x = s * float('nan')", "NAGI-E104", "no finite real value"),
    ("x = sqrt(s - s - 1)", "NAGI-E104", "no finite real value"),
    ("x = log(s * 0)", "NAGI-E104", "no finite real value"),
    # units
    ("x = s + c", "NAGI-E102", "s [1] and c [conc]; bring both to one unit; c is declared in conc at barrier.py:4"),
    ("x = k - 1", "NAGI-E102", 'k [1/week] and 1 [1]; if the number has that unit, write number(1, "1/week")'),
    ("x = minimum(s, k)", "NAGI-E102", "minimum joins unlike units"),
    ("x = maximum(c, 1)", "NAGI-E102", "maximum joins unlike units"),
    ("x = where(less(s, 1), then=c, otherwise=k)", "NAGI-E102", "where joins unlike units"),
    ("x = where(less(s, c), then=k, otherwise=k)", "NAGI-E102", "less joins unlike units"),
    ("x = hill(c, k)", "NAGI-E102", "hill joins unlike units"),
    ("x = hill(c, c, n)", "NAGI-E103", "** needs a dimensionless quantity, but got n [cells]"),
    ("x = exp(c)", "NAGI-E103", "exp needs a dimensionless quantity, but got c [conc]"),
    ("x = log(k * c)", "NAGI-E103", "[conc/week]; divide by a quantity of that unit"),
    ("x = tanh(1 / c)", "NAGI-E103", "but got 1/c [1/conc]"),
    ("x = s ** c", "NAGI-E103", "** needs a dimensionless quantity"),
    ("x = 2 ** k", "NAGI-E103", "** needs a dimensionless quantity"),
    ("x = c ** s", "NAGI-E103", "write the exponent of c [conc] as a whole number or a Fraction"),
    ("x = c ** 0.5", "NAGI-E103", "e.g. Fraction(1, 2)"),
    ("x = number(1, 'weak')", "NAGI-E106", "unit 'weak' cannot be read; nearest: week"),
    ("x = needed('IL-13', 'concc')", "NAGI-E106", "nearest: conc"),
    ("x = needed('IL-13', '')", "NAGI-E106", "write e.g. 1, 1/week, conc/week"),
    ("x = quantity('loss', '1/day', equals=k)", "NAGI-E118", "x needs 1/day, but the right-hand side is 1/week"),
    ("x = quantity('loss', '1/day', equals=k)", "NAGI-E118", "the dimension is the same, the scale is not"),
    ("x = output('IL-4', '1', equals=c)", "NAGI-E118", "x needs 1, but the right-hand side is conc"),
    # names
    ("k = parameter('again', '1', mean_ln=0, sd_ln=1)", "NAGI-E111", "k is written twice, first at barrier.py:6;"),
    ("ds = rate(of=s, equals=k, equation='2')", "NAGI-E111", "ds is written twice, first at barrier.py:8;"),
    ("x = needed('other', '1', symbol='k')", "NAGI-E111", "symbol k is declared twice"),
    ("t = needed('time', 'week')", "NAGI-E112", "t cannot be a name"),
    ("ｘ２ = needed('full width', '1', symbol='ｘ２')", "NAGI-E112", "cannot be a name"),
    ("source = needed('source', '1')", "NAGI-E112", "source cannot be a name"),
    ("source = needed('source', '1')", "NAGI-E110", "the source is missing"),
    ("x = 2 * parameter('nameless', '1', mean_ln=0, sd_ln=1)", "NAGI-E115", "give each declaration its own line"),
    # numbers
    ("x = parameter('p', '1')", "NAGI-E114", "give the distribution once"),
    ("x = parameter('p', '1', id='A', mean_ln=0, sd_ln=1)", "NAGI-E114", "give the distribution once"),
    ("x = parameter('p', '1', mean_ln=0, sd_ln=-1)", "NAGI-E114", "0 or more"),
    ("x = parameter('p', '1', mean_ln=float('inf'), sd_ln=1)", "NAGI-E114", "finite"),
    ("x = state('x', '1', start=float('nan'))", "NAGI-E113", "finite"),
    ("x = effect('x', '1', default=float('nan'))", "NAGI-E113", "finite"),
    ("x = state('x', '1', start=2, upper=1)", "NAGI-E113", "lower <= start <= upper"),
    ("x = state('x', '1', start=2, scale=0)", "NAGI-E113", "scale > 0"),
    # rates
    ("x = state('x', '1', start=2)", "NAGI-E117", "state x has 0 rates; write exactly one rate(of=x, ...)"),
    ("d2 = rate(of=s, equals=k, equation='2')", "NAGI-E117", "state s has 2 rates"),
    ("d2 = rate(of=c, equals=k * c, equation='2')", "NAGI-E116", "of= is not a state of this mechanism"),
    ("d2 = rate(of=s + s, equals=k * s, equation='2')", "NAGI-E116", "of= is not a state"),
    ("d2 = rate(of=s, equals=k * c, equation='2')", "NAGI-E118", ("ds/dt needs 1/week, but the right-hand side is "
     "conc/week (Barrier, equation 2); if one parameter is wrong, its unit should be k: 1/conc/week; c is declared "
     "in conc at barrier.py:4; k is declared in 1/week at barrier.py:6")),
]  # fmt: skip


@pytest.mark.parametrize(("line", "code", "words"), REFUSED, ids=[case[0] for case in REFUSED])
def test_a_line_that_makes_no_sense_is_refused(line: str, code: str, words: str) -> None:
    found = problems(line)
    assert [p for p in found if p.code == code and words in p.said.en], NagiError(found).report("en")
    assert all(p.key.startswith("Barrier") and p.where.startswith("barrier.py:") for p in found)


def test_every_problem_is_said_in_both_languages_with_the_same_places() -> None:
    for line, _, _ in REFUSED:
        for problem in problems(line):
            places = [problem.said.within(lang).count("barrier.py:") for lang in ("ja", "en")]
            assert places[0] == places[1], problem


def test_all_problems_of_a_mechanism_come_together_in_the_order_of_the_text() -> None:
    line = "\n    ".join(["x = s + c", "y = exp(c)", "z = state('z', '1', start=3, upper=2)"])
    assert [(p.code, p.where, p.key) for p in problems(line)] == [
        ("NAGI-E102", "barrier.py:9", "Barrier.x"),
        ("NAGI-E103", "barrier.py:10", "Barrier.y"),
        ("NAGI-E113", "barrier.py:11", "Barrier.z"),
        ("NAGI-E117", "barrier.py:11", "Barrier.z"),
    ]


def test_a_wrong_unit_is_reported_once_however_often_it_is_used() -> None:
    line = "x = s + c\n    y = quantity('y', '1', equals=x * x + exp(x))"
    assert [p.code for p in problems(line)] == ["NAGI-E102"]


def test_a_mechanism_names_its_source() -> None:
    assert [p.code for p in problems(body=BODY.replace('source = "PROJECT"', ""))] == ["NAGI-E110"]


def test_a_symbol_of_another_mechanism_must_be_needed() -> None:
    other = "\nclass Other(Mechanism):\n    source = 'PROJECT'\n    y = quantity('y', '1', equals=1 - Barrier.s)\n"
    found = problems(body=BODY + other)
    assert [(p.code, p.key) for p in found] == [("NAGI-E115", "Other.y")]
    assert "needed(...)" in found[0].said.en


def test_a_mechanism_is_not_inherited() -> None:
    found = problems(body=BODY + "\nclass Other(Barrier):\n    source = 'PROJECT'\n")
    assert [p.code for p in found] == ["NAGI-E119"]


def test_a_word_of_python_can_be_a_symbol() -> None:
    contents = define("lam = quantity('decay', '1/week', equals=k, symbol='lambda')").contents
    assert contents.symbols[-1].symbol == "lambda"


def test_another_name_for_a_symbol_is_not_another_symbol() -> None:
    assert len(define("same = s").contents.symbols) == 5


def test_a_reserved_word_may_still_be_a_symbol_of_the_paper() -> None:
    contents = define("where_from = needed('donor', '1', symbol='source')").contents
    assert contents.symbols[-1].symbol == "source"


def test_what_is_not_declared_may_be_named_anew() -> None:
    assert define("x = 1 - s\n    x = x * k").contents.name == "Barrier"
