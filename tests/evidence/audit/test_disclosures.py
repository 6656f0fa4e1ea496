"""The disclosures that a text about exosome therapy owes (REG-014, REG-015, S000-022)."""

import pytest

from nagi.evidence.audit import AuditKnowledge, Kind, audit_text

ALL = {
    ("REG-014", "unapproved"),
    ("REG-014", "acquisition"),
    ("REG-014", "domestic_alternative"),
    ("REG-014", "overseas_safety"),
    ("REG-014", "no_relief_system"),
    ("REG-015", "contact"),
    ("REG-015", "treatment_content"),
    ("REG-015", "standard_cost"),
    ("REG-015", "main_risks"),
    ("S000-022", "benefit"),
    ("S000-022", "risk"),
    ("S000-022", "alternatives"),
    ("S000-022", "cost"),
}


def missing(text: str, shelf: AuditKnowledge) -> set[tuple[str, str]]:
    remarks = audit_text(text, knowledge=shelf)
    return {(r.rule, r.code) for r in remarks if r.kind is Kind.DISCLOSURE}


@pytest.mark.parametrize("text", ["当院のエクソソーム点滴。", "Exosome drips at our clinic."])
def test_a_bare_offer_owes_everything(text: str, shelf: AuditKnowledge) -> None:
    assert missing(text, shelf) == ALL


@pytest.mark.parametrize(
    "text", ["毎日の保湿が大切です。", "Moisturise every day.", "幹細胞の研究が進んでいます。", ""]
)
def test_a_text_on_something_else_owes_nothing(text: str, shelf: AuditKnowledge) -> None:
    assert missing(text, shelf) == set()


@pytest.mark.parametrize(
    ("said", "item"),
    [
        ("国内で承認を受けていない未承認の製剤です。", "unapproved"),
        ("The product is not approved in Japan.", "unapproved"),
        ("入手経路は国内の製造会社からの購入です。", "acquisition"),
        ("It was imported by the physician.", "acquisition"),
        ("国内に同じ成分の承認医薬品はありません。", "domestic_alternative"),
        ("No medicine with the same action is approved in Japan.", "domestic_alternative"),
        ("海外では肉芽腫などの有害事象の報告があります。", "overseas_safety"),
        ("Infections were reported in the United States.", "overseas_safety"),
        ("医薬品副作用被害救済制度の対象外です。", "no_relief_system"),
        ("The relief system does not cover it.", "no_relief_system"),
        ("電話:03-0000-0000", "contact"),
        ("E-mail: clinic@example.jp", "contact"),
        ("4週間ごとに3回行います。", "treatment_content"),
        ("3 sessions at intervals of 4 weeks.", "treatment_content"),
        ("1回66,000円(税込)。", "standard_cost"),
        ("¥66,000 per session.", "standard_cost"),
        ("副作用として赤みや腫れ、感染が起こります。", "main_risks"),
        ("Side effects include redness and infection.", "main_risks"),
        ("まず標準治療を行います。", "alternatives"),
        ("Standard treatment exists.", "alternatives"),
    ],
)
def test_saying_it_is_enough(said: str, item: str, shelf: AuditKnowledge) -> None:
    text = f"エクソソーム点滴のご案内。\n{said}"
    assert item not in {code for _, code in missing(text, shelf)}


def test_a_high_price_is_no_price(shelf: AuditKnowledge) -> None:
    said = missing("エクソソーム点滴は費用が高くなりがちです。", shelf)
    assert ("REG-015", "standard_cost") in said
    assert ("S000-022", "cost") not in said


def test_the_remark_stands_where_the_therapy_is_first_named(shelf: AuditKnowledge) -> None:
    remarks = audit_text("はじめに\n\nエクソソーム点滴とは", knowledge=shelf)
    assert {r.line for r in remarks if r.kind is Kind.DISCLOSURE} == {3}
