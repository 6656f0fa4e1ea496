"""Lines, wrapped text and sentences in both languages."""

import pytest

from nagi.evidence.audit.sentences import rows, sentences


def split(text: str) -> list[tuple[int, str]]:
    return [(s.line, s.text.strip()) for s in sentences(rows(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一つ目。二つ目!三つ目", [(1, "一つ目。"), (1, "二つ目!"), (1, "三つ目")]),
        ("期待されている。2)次の文。", [(1, "期待されている。2)"), (1, "次の文。")]),
        ("One. Two 0.5 mm deep. Three", [(1, "One."), (1, "Two 0.5 mm deep."), (1, "Three")]),
        ("Cho et al. found this [3]. Next.", [(1, "Cho et al. found this [3]."), (1, "Next.")]),
        ("It heals. [1] Next.", [(1, "It heals. [1]"), (1, "Next.")]),
        ("見出し\n本文です。", [(1, "見出し"), (2, "本文です。")]),
        ("・一つ\n・二つ", [(1, "・一つ"), (2, "・二つ")]),
        ("a\r\nb\rc", [(1, "a"), (2, "b"), (3, "c")]),
        ("", []),
        (" \n\t\n", []),
    ],
)
def test_sentences(text: str, expected: list[tuple[int, str]]) -> None:
    assert split(text) == expected


def test_a_wrapped_sentence_is_one_and_knows_its_lines() -> None:
    text = "This sentence is long enough to be wrapped by its writer before\nit ends here."
    (sentence,) = sentences(rows(text))
    assert sentence.text.endswith("before it ends here.")
    assert sentence.line_at(0) == 1
    assert sentence.line_at(sentence.text.index("ends")) == 2


def test_wrapped_japanese_is_joined_without_a_space() -> None:
    text = "アトピー性皮膚炎の方を対象とした対照試験で結果が報告された\nものはありません。"
    assert [s.text for s in sentences(rows(text))] == [text.replace("\n", "")]


def test_full_width_and_half_width_keep_their_offsets() -> None:
    (sentence,) = sentences(rows("純度９９％"))
    assert (sentence.text, sentence.plain) == ("純度９９％", "純度99%")
