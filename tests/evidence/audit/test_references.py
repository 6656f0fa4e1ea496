"""Reference lists of several styles, taken apart."""

import pytest

from nagi.evidence.audit.authors import family_name, read_authors
from nagi.evidence.audit.references import Entry, chapters, list_lines
from nagi.evidence.audit.sentences import rows


def only(text: str) -> Entry:
    ((entry,),) = [chapter.entries for chapter in chapters(rows(text))]
    return entry


@pytest.mark.parametrize(
    ("text", "names", "et_al", "gap"),
    [
        ("Aoki, T., Baker, M. C., & Curie, R. (2015). Title", ("Aoki", "Baker", "Curie"), False, False),
        ("Aoki, T., Baker, M., … & Doi, K. (2015). Title", ("Aoki", "Baker", "Doi"), False, True),
        ("Aoki, T., & Baker, M. et al., Title", ("Aoki", "Baker"), True, False),
        ("Aoki T, Baker MC, Curie R. Title", ("Aoki", "Baker", "Curie"), False, False),
        ("Aoki T, Baker M, et al. Title", ("Aoki", "Baker"), True, False),
        ("Taro Aoki et al, Title", ("Aoki",), True, False),
        ("van der Berg A, de la Rosa O, Van Delen M. Title", ("van der Berg", "de la Rosa", "Van Delen"), False, False),
        ("Sánchez-Margallo FM, Théry C. Title", ("Sánchez-Margallo", "Théry"), False, False),
        ("The Agency of a State (2020). Title", (), False, False),
    ],
)  # fmt: skip
def test_authors(text: str, names: tuple[str, ...], et_al: bool, gap: bool) -> None:
    authors, _ = read_authors(text)
    assert (authors.names, authors.et_al, authors.gap) == (names, et_al, gap)


@pytest.mark.parametrize(
    ("author", "name"),
    [("Oh M", "Oh"), ("Shehada HMA", "Shehada"), ("Oh, M.", "Oh"), ("Mina Oh", "Oh"), ("de la Rosa O", "de la Rosa")],
)  # fmt: skip
def test_family_name(author: str, name: str) -> None:
    assert family_name(author) == name


@pytest.mark.parametrize(
    ("text", "year", "place"),
    [
        ("1) Aoki, T. (2015). Title. Journal, 15(2), 101-110.", 2015, ("15", "2", "101-110")),
        ("1) Aoki, T. (2018). Title. Journal, 6(15), eaaz6980.", 2018, ("6", "15", "eaaz6980")),
        ("1) Aoki, T. Title. Journal, 30, 255-289.  2014", 2014, ("30", None, "255-289")),
        ("[1] Aoki T, et al. Title. J. 2015;15:101. doi:10.9/JIS.77.", 2015, ("15", None, "101")),
        ("1. Aoki T. Title 2018 (T2018). J 7(1),2018  1535750.", 2018, ("7", "1", "1535750")),
        ("１）Aoki T. Title. J 2015;15(2):101-110.", 2015, ("15", "2", "101-110")),
    ],
)  # fmt: skip
def test_the_parts_of_an_entry(text: str, year: int, place: tuple[str, str | None, str]) -> None:
    entry = only(f"参考文献\n{text}")
    assert (entry.year, (entry.volume, entry.issue, entry.pages)) == (year, place)


def test_an_entry_may_run_over_lines() -> None:
    entry = only(
        "References\n1) Aoki T, et al. A title. J Skin\n. 2015 Nov 23;15(2):101.\ndoi: 10.9999/jis.2015.77.\n"
    )
    assert (entry.line, entry.last_line, entry.doi) == (2, 4, "10.9999/jis.2015.77")


def test_numbers_start_anew_after_each_list() -> None:
    text = (
        "話1)。\n\n参考文献:\n\n1) Aoki T. (2015). A. J, 1(1), 1-2.\n\n2) Baker M. (2016). B. J, 2(1), 3.\n"
    )
    text += "\nまとめ\n話1)。\n参考文献:\n1) Curie R. (2017). C. J, 3(1), 5."
    first, second = chapters(rows(text))
    assert (first.first, first.last, [e.number for e in first.entries]) == (1, 2, [1, 2])
    assert (second.first, second.last, second.entries[0].authors.names) == (8, 10, ("Curie",))
    assert list_lines((first, second)) == {5, 7, 12}


@pytest.mark.parametrize(
    "text",
    ["1. 洗顔します。\n2. 麻酔します。", "1) Wash.\n2) Wait 10 minutes.", "参考文献なし。", "2018. Nov 23", ""],
)  # fmt: skip
def test_steps_and_prose_are_no_reference_list(text: str) -> None:
    assert chapters(rows(text)) == ()


def test_text_right_below_a_list_is_not_hidden_by_it() -> None:
    (chapter,) = chapters(rows("参考文献\n1) Aoki T, et al. A. J. 2015;15:1.\nまとめ\n完治します。"))
    assert list_lines([chapter]) == {2}


def test_a_list_without_a_heading_is_recognised() -> None:
    text = "本文1)。\n\n1) Aoki T, et al. A. J. 2015;15:1.\n2) Baker M, et al. B. J. 2016;16:1."
    assert [e.number for c in chapters(rows(text)) for e in c.entries] == [1, 2]
