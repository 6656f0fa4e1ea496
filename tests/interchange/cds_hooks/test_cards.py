"""Cards: short, with their rules, in both languages, and never an invitation to treat."""

import re
from uuid import UUID

import pytest
from synthetic import as_case, benign, put

from nagi.evidence.rulebook import load_rules
from nagi.interchange.cds_hooks.eligibility import eligibility
from nagi.interchange.cds_hooks.messages import Card, Cards
from nagi.interchange.cds_hooks.safety import Withheld, product_lot, safety_stop, stopped
from nagi.interchange.cds_hooks.telling import Telling
from nagi.language import LANGS, Lang
from nagi.services.assessment import assess

CALL = UUID(int=1)


def telling(lang: Lang = "en", call: UUID = CALL) -> Telling:
    return Telling(table=load_rules(), lang=lang, release="0.1.0", call=call)


def cards(lang: Lang = "en", call: UUID = CALL, **answers: object) -> tuple[Card, ...]:
    raw = benign()
    for name, value in answers.items():
        put(raw, name.replace("__", "."), value)
    return eligibility(assess(as_case(raw)), telling(lang, call))


def test_it_works() -> None:
    whole, *rest = cards(patient__history__keloid=True)
    assert whole.indicator in ("info", "warning")
    assert "physician decides" in whole.summary
    keloid = [
        line for card in rest for line in (card.detail or "").splitlines() if "refused, because" in line
    ]
    assert keloid
    assert all(re.match(r"- \*\*(GP|S00[04]|REG|NG)-\d+\*\* ", line) for line in keloid)


@pytest.mark.parametrize("lang", LANGS)
def test_every_card_is_short_and_has_a_rule_of_the_table(lang: Lang) -> None:
    long = {"patient__fever": True, "patient__pregnancy": "yes", "patient__easi_total": None}
    for card in (*cards(lang, **long), *cards(lang)):
        assert len(card.summary) < 140
        assert card.source.topic is not None
        assert card.source.topic.code in load_rules().rules
        assert card.summary.startswith(card.source.topic.code)


TREAT = re.compile(
    r"\b(please|recommended|should be treated|give the)\b|治療してください|推奨", re.IGNORECASE
)


@pytest.mark.parametrize("lang", LANGS)
def test_no_summary_says_to_treat(lang: Lang) -> None:
    assert [card.summary for card in cards(lang) if TREAT.search(card.summary)] == []


def test_an_open_question_is_told_with_the_rule_that_asks() -> None:
    (whole, *_) = cards(patient__pregnancy="unknown")
    assert re.search(r"pregnan.* \\\[.*\d+\\\]", whole.detail or "", re.IGNORECASE)


def test_the_same_call_has_the_same_cards_and_another_has_others() -> None:
    ids = [{card.uuid for card in cards(call=UUID(int=call))} for call in (1, 1, 2)]
    assert ids[0] == ids[1]
    assert not ids[0] & ids[2]


def test_what_is_empty_is_left_out() -> None:
    told = Cards(cards=cards()).plain_json()
    assert "null" not in told
    assert '"links"' not in told
    assert '"overrideReasons"' in told


def test_text_of_others_cannot_become_markdown() -> None:
    (card,) = product_lot(
        [Withheld(number="[x](http://evil) **now**", rule_ids=(), state="unknown")], telling()
    )
    assert r"\[x\]" in (card.detail or "")
    assert r"\*\*now\*\*" in (card.detail or "")


def test_lots_and_stops() -> None:
    (lot,) = product_lot([Withheld(number="L" * 200, rule_ids=("GP-058", "GP-059"))], telling("ja"))
    assert len(lot.summary) < 140
    assert (lot.detail or "").count("理由: ") == 2
    for_good, site = safety_stop(
        [stopped("stop_permanent", "AE-102"), stopped("stop_site", "AE-101", at="cheeks")], telling()
    )
    assert (for_good.indicator, site.indicator) == ("critical", "warning")
    assert site.summary == "AE-101: exosome therapy is stopped at cheeks"
