"""Do Japanese and English say the same numbers?"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from pydantic import BaseModel

from nagi.errors import Problem
from nagi.language import Text

NUMBER = re.compile(r"(?<![A-Za-z0-9\u0391-\u03c9])[+\u2212-]?\d+(?:\.\d+)?")
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
MAN = re.compile(r"(\d+(?:\.\d+)?)万")


def numbers(sentence: str) -> Counter[str]:
    """The numbers of a sentence as they are written, without thousands commas, signs or leading plus."""
    half_width = THOUSANDS.sub("", unicodedata.normalize("NFKC", sentence))
    counted = MAN.sub(lambda found: str(round(float(found[1]) * 10_000)), half_width)
    return Counter(number.lstrip("+-\u2212") for number in NUMBER.findall(counted))


def check_numbers(where: str, key: str, text: Text) -> Iterator[Problem]:
    """A problem if one language has a number that the other lacks."""
    ja, en = numbers(text.ja), numbers(text.en)
    if set(ja) != set(en):
        only_ja, only_en = sorted(set(ja) - set(en)), sorted(set(en) - set(ja))
        yield Problem(
            code="NAGI-K110",
            where=where,
            key=key,
            said=Text(
                ja=f"数値が日英で違います。日本語だけ {only_ja}、英語だけ {only_en}",
                en=f"numbers differ: only in Japanese {only_ja}, only in English {only_en}",
            ),
        )


def texts_of(record: BaseModel) -> Iterator[tuple[str, Text]]:
    """Every bilingual text of a record with the name of its key."""
    for name in type(record).model_fields:
        value = getattr(record, name)
        if isinstance(value, Text):
            yield name, value
