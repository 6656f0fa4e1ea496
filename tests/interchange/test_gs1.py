"""Codes on boxes and vials, as scanners send them and as people type them."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nagi.interchange.gs1 import Scanned, Unreadable, read_code

DAY = date(2026, 11, 22)
GTIN = "04912345678904"
FULL = Scanned(lot="DP-2611A", gtin=GTIN, expires_on=date(2027, 5, 31))


@pytest.mark.parametrize(
    "text",
    [
        f"(01){GTIN}(17)270531(10)DP-2611A",
        f"]C101{GTIN}1727053110DP-2611A",
        f"]d201{GTIN}10DP-2611A\x1d17270531",
        f"01{GTIN}10DP-2611A\x1d17270531",
        f"01{GTIN}1727053110DP-2611A\r\n",
        f"\x1d01{GTIN}1727053110DP-2611A",
        f"(01){GTIN}(17)270500(10)DP-2611A",
    ],
)
def test_the_same_code_in_every_form(text: str) -> None:
    assert read_code(text, on=DAY) == FULL


def test_a_serial_number_is_kept_apart() -> None:
    assert read_code(f"]d201{GTIN}21S7\x1d10L1", on=DAY) == Scanned(lot="L1", gtin=GTIN, serial="S7")


@pytest.mark.parametrize("lot", ["DP-2611A", "10A", "1727", "0012345", "01-2026"])
def test_a_plain_lot_number_stays_as_it_is(lot: str) -> None:
    assert read_code(lot, on=DAY) == Scanned(lot=lot)


@pytest.mark.parametrize(
    "text",
    [
        "", "架空", f"(01){GTIN}(17)270531", "(01)04912345678905(10)A", f"]C101{GTIN}17271331" + "10A",
        "]C19912", "(10)", f"]C101{GTIN[:9]}", "(17)27053(10)A", "A" * 41, "(10)A)(",
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_code(text, on=DAY)
    assert refused.value.said.ja


@pytest.mark.parametrize(("year", "meant"), [("76", 2076), ("77", 1977), ("26", 2026)])
def test_the_century_is_the_near_one(year: str, meant: int) -> None:
    assert read_code(f"(17){year}0101(10)A", on=DAY).expires_on == date(meant, 1, 1)


@given(st.text(max_size=60))
def test_nothing_else_is_ever_raised(text: str) -> None:
    with contextlib.suppress(Unreadable):
        assert read_code(text, on=DAY).lot
