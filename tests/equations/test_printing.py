"""A model prints itself: equations with their numbers, parameters with their records."""

import re

import pytest
from equations.inflammation import inflammation

from nagi.equations.latex import latex, latex_name
from nagi.equations.parameters import KnownParameter
from nagi.equations.table import markdown, parameter_rows
from nagi.language import Text


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("x", "x"), ("k1", "k_{1}"), ("T17", "T_{17}"), ("eG", r"e_{\mathrm{G}}"), ("dA9as", r"d_{\mathrm{A9as}}"),
        ("k_rep", r"k_{\mathrm{rep}}"), ("lambda", r"\lambda"), ("tau_f", r"\tau_{\mathrm{f}}"),
        ("EASI", r"\mathrm{EASI}"), ("loss", r"\mathrm{loss}"), ("add_IFNg", r"\mathrm{add}_{\mathrm{IFNg}}"),
        ("u_a_1", r"u_{\mathrm{a~1}}"),
    ],
)  # fmt: skip
def test_names_look_like_those_of_a_paper(name: str, printed: str) -> None:
    assert latex_name(name) == printed


def test_equations_carry_their_numbers_units_and_notes() -> None:
    printed = latex(inflammation())
    assert printed.startswith("\\begin{align*}\n\\mathrm{broken} &= 1 - s \\\\\n")
    assert printed.endswith("\n\\end{align*}")
    assert r"\tag{2} \\ % conc/week" in printed
    assert r"\tag{1} \\ % 1/week; damage is not in the paper" in printed
    assert r"- \lambda s" in printed
    assert r"\mathrm{EASI} &= 72 \mathrm{broken} \\ % 1" in printed


def test_braces_are_balanced_and_no_symbol_has_two_subscripts() -> None:
    printed = latex(inflammation())
    assert printed.count("{") == printed.count("}")
    assert not re.search(r"_\{[^{}]*\}_", printed)


KNOWN = {
    "A": KnownParameter(
        id="A", name="k1", mean_ln=0, sd_ln=0.5, unit="1/week", label=Text(ja="修復", en="repair"), work="PROJECT",
        basis="invented",
    )
}  # fmt: skip


def test_a_row_has_the_median_and_the_coefficient_of_variation() -> None:
    rows = {row.name: row for row in parameter_rows(inflammation(), KNOWN)}
    assert (rows["k1"].median, rows["k1"].unit) == (1, "1/week")
    assert rows["k1"].cv == pytest.approx(53.294, abs=1e-3)  # 100 sqrt(exp(0.25) - 1)
    assert rows["lambda"].cv == 0


def test_the_table_has_the_same_numbers_in_both_languages() -> None:
    rows = parameter_rows(inflammation(), KNOWN)
    tables = [markdown(rows, lang).splitlines() for lang in ("ja", "en")]
    assert tables[0][0] == "| 記号 | 意味 | 単位 | 中央値 | 変動係数 (%) | 記録 |"
    assert tables[1][2] == "| k1 | repair | 1/week | 1 | 53.3 |  |"
    numbers = [[line.split(" | ")[3:5] for line in table[2:]] for table in tables]
    assert numbers[0] == numbers[1]
