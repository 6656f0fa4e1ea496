"""Reading what a scanner or a person gives for a lot: GS1-128 or GS1 DataMatrix text, or the plain lot number.

Source: GS1 General Specifications, sections 3.2 (application identifiers), 7.8 (FNC1, element strings), 7.12 (years).
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from nagi.language import Text

SEPARATOR = "\x1d"
SYMBOLOGY = re.compile(r"\](C1|d2|Q3|e0|J1)")
BRACKETED = re.compile(r"\((\d{2,4})\)([^(]*)")
FIXED = {"00": 18, "01": 14, "02": 14, "11": 6, "12": 6, "13": 6, "15": 6, "16": 6, "17": 6, "20": 2}
"""Identifiers whose value has one length and no separator behind it."""
VARIABLE = {"10": 20, "21": 20, "22": 20, "30": 8, "37": 8, "240": 30, "241": 30, "250": 30, "7003": 10}
"""Identifiers whose value ends with a separator, and its greatest length."""
PLAIN = re.compile(r"[!-~]{1,40}")


class Unreadable(ValueError):  # noqa: N818 - a refusal, said to a person
    """A code that cannot be read; `said` tells why, without repeating it."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(en)
        self.said = Text(ja=ja, en=en)


@dataclass(frozen=True, kw_only=True)
class Scanned:
    """What a code says. A plain lot number says nothing but `lot`."""

    lot: str
    gtin: str | None = None
    expires_on: date | None = None
    serial: str | None = None


def read_code(text: str, *, on: date) -> Scanned:
    """The lot, GTIN and expiry of `text` scanned or typed on the day `on`. Raises Unreadable."""
    text = text.strip(" \t\r\n")
    marked = SYMBOLOGY.match(text)
    if not marked and not text.startswith("(") and not _looks_like_gs1(text):
        return _plain(text)
    body = text[marked.end() :] if marked else text
    values = dict(_bracketed(body) if body.startswith("(") else _elements(body))
    if "10" not in values:
        raise Unreadable("ロット番号 (10) が読み取れません。", "there is no lot number (10) in this code")
    return Scanned(
        lot=values["10"],
        gtin=_gtin(values["01"]) if "01" in values else None,
        expires_on=_day(values["17"], on) if "17" in values else None,
        serial=values.get("21"),
    )


def _looks_like_gs1(text: str) -> bool:
    """A separator within, or a GTIN with a right check digit and something behind it: no lot number looks so."""
    if SEPARATOR in text:
        return True
    return bool(re.match(r"01\d{14}(10|17|21|11|15)", text)) and _check_digit(text[2:16])


def _plain(text: str) -> Scanned:
    if not PLAIN.fullmatch(text):
        raise Unreadable("ロット番号を確かめてください。", "please check the lot number")
    return Scanned(lot=text)


def _bracketed(text: str) -> Iterator[tuple[str, str]]:
    """As printed below a code: (01)…(17)…(10)…"""
    if "".join(f"({name}){value}" for name, value in BRACKETED.findall(text)) != text:
        raise _odd()
    for name, value in BRACKETED.findall(text):
        yield name, _fitting(name, value.strip())


def _elements(text: str) -> Iterator[tuple[str, str]]:
    """As a scanner sends it: fixed lengths, or a separator behind."""
    rest = text.lstrip(SEPARATOR)
    while rest:
        name = next((n for n in (*FIXED, *VARIABLE) if rest.startswith(n)), None)
        if name is None:
            raise _odd()
        rest = rest[len(name) :]
        end = FIXED[name] if name in FIXED else (rest + SEPARATOR).index(SEPARATOR)
        yield name, _fitting(name, rest[:end])
        rest = rest[end:].lstrip(SEPARATOR)


def _fitting(name: str, value: str) -> str:
    if name in FIXED:
        good = len(value) == FIXED[name] and value.isdecimal()
    else:
        good = 0 < len(value) <= VARIABLE.get(name, 90) and PLAIN.fullmatch(value[:40]) is not None
    if not good:
        raise _odd()
    return value


def _gtin(digits: str) -> str:
    if not _check_digit(digits):
        raise Unreadable("商品コードの検査数字が合いません。", "the check digit of the product code is wrong")
    return digits


def _check_digit(digits: str) -> bool:
    return sum(int(d) * (3 if at % 2 == 0 else 1) for at, d in enumerate(digits)) % 10 == 0


def _day(digits: str, on: date) -> date:
    """YYMMDD; day 00 is the last of its month; the year is the one within 49 years before and 50 after."""
    year, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    year += on.year // 100 * 100
    year += 100 if year < on.year - 49 else -100 if year > on.year + 50 else 0
    try:
        return date(year, month, day or calendar.monthrange(year, month)[1])
    except (ValueError, calendar.IllegalMonthError):
        raise Unreadable("使用期限が日付ではありません。", "the expiry is not a date") from None


def _odd() -> Unreadable:
    return Unreadable(
        "このコードは読み取れません。ロット番号を入力してください。",
        "this code cannot be read; please type the lot number",
    )
