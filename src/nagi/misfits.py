"""What does not fit in a file, in our words: what is expected there and what was seen."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from nagi.language import Text, filled

LONGEST = 40
"""Characters of a value that are repeated."""
ENTRY = Text(
    ja="この項目はありません。綴りを確かめてください。", en="there is no such entry; check the spelling"
)
WHOLE = Text(ja="整数が必要です。", en="give a whole number")
NUMBER = Text(ja="数が必要です。", en="give a number")
YES_OR_NO = Text(ja="true か false が必要です。", en="give true or false")
DAY = Text(ja="2026-11-22 のような日付が必要です。", en="give a date such as 2026-11-22")
LIST = Text(ja="並び [...] が必要です。", en="give a list [...]")
TABLE = Text(ja="表が必要です。", en="give a table")
OURS = Text(ja="形式が違います: {error}", en="{error}")
EXPECTED: Mapping[str, Text] = {
    "missing": Text(ja="この項目が必要です。", en="is missing; add this entry"),
    "extra_forbidden": ENTRY,
    "int_type": WHOLE, "int_parsing": WHOLE, "int_from_float": WHOLE,
    "float_type": NUMBER, "float_parsing": NUMBER,
    "finite_number": Text(ja="有限の数が必要です。", en="give a finite number"),
    "string_type": Text(ja="文字列が必要です。", en="give text in quotes"),
    "string_too_short": Text(ja="空にはできません。", en="give text that is not empty"),
    "string_pattern_mismatch": Text(ja="{pattern} の形が必要です。", en="give text of the form {pattern}"),
    "bool_type": YES_OR_NO, "bool_parsing": YES_OR_NO,
    "greater_than": Text(ja="{gt} より大きい値が必要です。", en="give a number greater than {gt}"),
    "greater_than_equal": Text(ja="{ge} 以上の値が必要です。", en="give a number of at least {ge}"),
    "less_than": Text(ja="{lt} より小さい値が必要です。", en="give a number less than {lt}"),
    "less_than_equal": Text(ja="{le} 以下の値が必要です。", en="give a number of at most {le}"),
    "literal_error": Text(ja="次のどれかが必要です: {expected}。", en="give one of {expected}"),
    "too_short": Text(ja="{min_length} 個以上の要素が必要です。(今は {actual_length} 個)",
                      en="give at least {min_length} {min_length:element|elements}, not {actual_length}"),
    "too_long": Text(ja="要素は {max_length} 個までです。(今は {actual_length} 個)",
                     en="give at most {max_length} {max_length:element|elements}, not {actual_length}"),
    "tuple_type": LIST, "list_type": LIST, "frozen_set_type": LIST,
    "model_type": TABLE, "dict_type": TABLE, "dataclass_type": TABLE,
    "date_type": DAY, "date_parsing": DAY, "date_from_datetime_parsing": DAY, "date_from_datetime_inexact": DAY,
    "value_error": OURS,
}  # fmt: skip
"""By pydantic's name of what is wrong."""


def misfits(error: ValidationError) -> Iterator[tuple[str, Text]]:
    """Every entry that does not fit, by its place in the file, with what is expected there and what was seen."""
    faults = error.errors(include_url=False)
    for fault in faults:
        if not _only_follows(fault, faults):
            yield ".".join(map(str, fault["loc"])), _said(fault)


def _only_follows(fault: Any, faults: Iterable[Any]) -> bool:
    """A list is called too short when what stands in it is wrong: pydantic counts what fits."""
    if fault["type"] != "too_short" or len(fault["input"]) < fault["ctx"]["min_length"]:
        return False
    depth = len(fault["loc"])
    return any(len(one["loc"]) > depth and one["loc"][:depth] == fault["loc"] for one in faults)


def _said(fault: Any) -> Text:
    seen = repr(fault["input"])[:LONGEST] if isinstance(fault["input"], str | int | float) else ""
    expected = _expected(fault)
    return Text(
        ja=expected.ja + (f"(今は {seen})" if seen else ""),
        en=expected.en + (f" (seen {seen})" if seen else ""),
    )


def _expected(fault: Any) -> Text:
    known = EXPECTED.get(fault["type"])
    if known is None:
        return Text(ja=f"形式が違います: {fault['msg']}", en=fault["msg"])
    limits = {name: _plain(name, one) for name, one in fault.get("ctx", {}).items()}
    return Text(ja=filled(known.ja, **limits), en=filled(known.en, **limits))


def _plain(name: str, one: Any) -> object:
    """A limit as people write it: 1, not 1.0; choices without a word of one language between them."""
    if isinstance(one, float):
        return f"{one:.12g}"
    return one.replace(" or ", ", ") if name == "expected" else one
