"""From what was written to a typed answer: full-width digits, spaces and YAML's own yes/no are understood.

Nothing is guessed: an answer that does not fit its field is refused with what was seen and what is expected.
"""

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from difflib import get_close_matches

from nagi.evidence.fields import Field, FieldKind, Value
from nagi.language import Text

YES = frozenset({"true", "yes", "はい", "有", "あり"})
NO = frozenset({"false", "no", "いいえ", "無", "なし"})


class Unfit(Exception):  # noqa: N818 - a refusal, turned into a Problem by the reader that knows the place
    """An answer that its field cannot hold."""

    def __init__(self, said: Text) -> None:
        super().__init__(said.en)
        self.said = said


def answer(field: Field, written: object) -> Value:
    """`written` as a value of `field`; None stays None (asked, not answered).

    Raises Unfit with what was seen and what is expected.
    """
    if written is None:
        return None
    value = READ[field.kind](field, written)
    if not field.accepts(value):
        raise Unfit(_out_of_range(field, value))
    return value


def plain(written: str) -> str:
    """Text with full-width letters, digits and spaces made ordinary."""
    return unicodedata.normalize("NFKC", written).strip()


def nearest(name: str, known: Mapping[str, object] | list[str]) -> str | None:
    """The known name closest to `name`, if one is close."""
    close = get_close_matches(plain(name), list(known), n=1, cutoff=0.6)
    return close[0] if close else None


def _number(field: Field, written: object) -> float | int:
    number = _as_number(written)
    if number is None or not math.isfinite(number):
        raise Unfit(
            _expected(written, ja=f"数値 ({field.range('ja')})", en=f"a number ({field.range('en')})")
        )
    return number


def _integer(field: Field, written: object) -> int:
    number = _as_number(written)
    if number is None or not math.isfinite(number) or number != int(number):
        raise Unfit(
            _expected(written, ja=f"整数 ({field.range('ja')})", en=f"a whole number ({field.range('en')})")
        )
    return int(number)


def _as_number(written: object) -> float | int | None:
    if isinstance(written, int) and not isinstance(written, bool):
        return written if abs(written) < LARGEST else None
    if isinstance(written, float):
        return written
    if isinstance(written, str):
        try:
            return float(plain(written).replace(",", "")) if len(written) < LONGEST_NUMBER else None
        except ValueError:
            return None
    return None


def _flag(_field: Field, written: object) -> bool:
    if isinstance(written, bool):
        return written
    word = plain(written).lower() if isinstance(written, str) else ""
    if word in YES or word in NO:
        return word in YES
    raise Unfit(_expected(written, ja="true または false", en="true or false"))


def _choice(field: Field, written: object) -> str:
    if isinstance(written, bool):  # YAML reads an unquoted yes or no as a truth value
        written = "yes" if written else "no"
    code = plain(written) if isinstance(written, str) else None
    if code is None or code not in field.options:
        raise Unfit(_expected_code(field, written))
    return code


def _choices(field: Field, written: object) -> tuple[str, ...]:
    if not isinstance(written, list | tuple):
        raise Unfit(_expected(written, ja="リスト (なければ [])", en="a list ([] for none)"))
    return tuple(dict.fromkeys(_choice(field, code) for code in written))


def _text(_field: Field, written: object) -> str:
    if isinstance(written, str | int) and not isinstance(written, bool):
        text = str(written).strip()
        if 0 < len(text) <= LONGEST_TEXT:
            return text
    raise Unfit(
        Text(
            ja=f"1〜{LONGEST_TEXT} 文字の文字列が必要です。",
            en=f"expected text of 1 to {LONGEST_TEXT} characters",
        )
    )


LONGEST_TEXT = 200
LONGEST_NUMBER = 40
LARGEST = 10**LONGEST_NUMBER
CODE = re.compile(r"[A-Za-z0-9_.+-]{1,40}")

READ: dict[FieldKind, Callable[[Field, object], Value]] = {
    "number": _number,
    "integer": _integer,
    "flag": _flag,
    "choice": _choice,
    "choices": _choices,
    "text": _text,
}


def _seen(written: object) -> str:
    """What was seen: a number or a code as it stands, anything else only by its kind (it may be a name)."""
    if isinstance(written, str):
        short = plain(written)
        return repr(short) if CODE.fullmatch(short) else f"<text, {len(written)} characters>"
    return (
        repr(written)[:LONGEST_NUMBER] if isinstance(written, int | float) else f"<{type(written).__name__}>"
    )


def _expected(written: object, *, ja: str, en: str) -> Text:
    return Text(ja=f"{_seen(written)} は使えません。必要: {ja}", en=f"seen {_seen(written)}, expected {en}")


def _out_of_range(field: Field, value: Value) -> Text:
    return _expected(value, ja=f"範囲 {field.range('ja')}", en=f"a value within {field.range('en')}")


def _expected_code(field: Field, written: object) -> Text:
    near = nearest(written, field.options) if isinstance(written, str) else None
    if near:
        return Text(
            ja=f"{_seen(written)} という選択肢はありません。{near} ({field.options[near].ja}) ですか。",
            en=f"no option {_seen(written)}; did you mean {near} ({field.options[near].en})?",
        )
    listed = ", ".join(field.options)
    return _expected(written, ja=f"次のどれか: {listed}", en=f"one of: {listed}")
