import pytest

from nagi.errors import NagiError
from nagi.reports.glyphs import FAMILIES, letters, refuse_unprintable, unprintable, variants
from nagi.reports.wording import words

IVS = "\U000e0100"


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("髙﨑 𠮷子", ()),
        ("濵田 德三", ()),
        ("Müller-Łukasz 0.5 mm ±3 % ℃ ①", ()),
        ("一行目\n二行目", ()),
        ("葛" + IVS + "城", ()),  # a shape that the font has
        ("日" + "\U000e01ef", ("日\U000e01ef",)),  # a shape that it lacks
        ("名前 😀 と 😀", ("😀",)),
        ("☐☑", ("☐", "☑")),
        ("a\x00b", ("\x00",)),
    ],
)
def test_what_can_be_printed(text: str, missing: tuple[str, ...]) -> None:
    assert unprintable(text) == missing


@pytest.mark.parametrize("family", FAMILIES)
def test_bold_prints_what_regular_prints(family: str) -> None:
    assert letters(f"{family}-Bold") == letters(f"{family}-Regular")
    assert variants(f"{family}-Bold") == variants(f"{family}-Regular")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_our_own_words_can_be_printed(lang: str) -> None:
    refuse_unprintable({"w": words(lang)})


def test_every_place_is_named_with_its_characters_and_nothing_else() -> None:
    view = {"record": {"name": "鈴木😀太郎", "kana": "すずき"}, "lot": ["A", "B☐"], "count": 3, "none": None}
    with pytest.raises(NagiError) as refused:
        refuse_unprintable(view)
    problems = refused.value.problems
    assert [(p.code, p.key) for p in problems] == [("NAGI-R301", "record.name"), ("NAGI-R301", "lot[1]")]
    assert "😀 (U+1F600)" in problems[0].said.ja
    assert "鈴木" not in refused.value.report("ja") + refused.value.report("en")
