"""The sentences of a course: both languages fill the same blanks and say the same numbers."""

import re
import tomllib
from string import Formatter

import pytest

from nagi.dermatology.phrases import load_phrases
from nagi.evidence.files import knowledge_root
from nagi.evidence.library import load_knowledge
from nagi.evidence.rulebook import load_rules
from nagi.language import Text

PHRASES = load_phrases()
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("name", sorted(PHRASES.texts))
def test_both_languages_have_the_same_blanks_and_numbers(name: str) -> None:
    text = PHRASES.texts[name]
    assert blanks(text.ja) == blanks(text.en)
    assert sorted(NUMBER.findall(text.ja)) == sorted(NUMBER.findall(text.en))


def test_a_text_fills_each_language_with_its_own_words() -> None:
    said = PHRASES.say("comparison.place.site", region=Text(ja="頬", en="Cheek"), code="a")
    assert said == Text(ja="頬(a)", en="Cheek (a)")


def test_every_number_names_its_rule_and_where_it_comes_from() -> None:
    table = tomllib.loads((knowledge_root() / "course" / "numbers.toml").read_text(encoding="utf-8"))
    for entry in table["number"]:
        assert set(entry) == {"name", "value", "basis", "rule", "label"}
        assert entry["rule"] in load_rules().rules
        assert PHRASES.number(entry["name"]) == entry["value"]


def test_every_subject_and_rule_that_is_named_exists() -> None:
    knowledge = load_knowledge()
    subjects = {claim.subject for claim in knowledge.claims.values()}
    for name, codes in PHRASES.codes.items():
        known = {"subjects": subjects, "rules": set(knowledge.table.rules)}.get(name.rsplit(".", 1)[-1])
        assert known is None or set(codes) <= known, name
    assert set(PHRASES.rules.values()) <= set(knowledge.table.rules)
