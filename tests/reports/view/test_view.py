"""A consultation as plain data: complete, in one language, and the same numbers in both."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace

import pytest

from nagi.dermatology.intake.case import Facts
from nagi.language import LANGS, Lang
from nagi.reports.view import view_of
from nagi.services.assessment import assess
from nagi.services.consultation import Consultation

KANA = re.compile("[\u3041-\u30fa]")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("case", ["C01", "C02", "C03", "C04", "C05", "C06"])
def test_the_view_is_plain_json(consultations: Mapping[str, Consultation], case: str, lang: Lang) -> None:
    view = view_of(consultations[case], lang=lang)
    assert json.loads(json.dumps(view)) == view


@pytest.mark.parametrize("case", ["C01", "C02", "C03", "C04", "C05", "C06"])
def test_english_holds_no_japanese(consultations: Mapping[str, Consultation], case: str) -> None:
    view = view_of(consultations[case], lang="en")
    view.pop("sources")  # a Japanese work keeps its title
    assert KANA.findall(json.dumps(view, ensure_ascii=False)) == []


def test_the_reason_names_the_answers_that_fired_the_rule(consultations: Mapping[str, Consultation]) -> None:
    reasons = reasons_of(consultations["C01"], "ja")
    assert reasons["S004-013"] == {"赤み(紅斑)": "2", "腫れ・盛り上がり(浮腫・丘疹)": "2"}
    assert reasons["S004-015"]["かゆみで目が覚めた夜(7日間)"] == "4夜"
    assert reasons_of(consultations["C01"], "en")["S004-015"]["Nights woken by itch (7 days)"] == "4 nights"


def test_a_reason_that_rests_on_missing_answers_names_only_those(
    consultations: Mapping[str, Consultation],
) -> None:
    assert reasons_of(consultations["C06"], "en")["GP-071"] == {"Allergies": "not answered"}


def test_unknown_facts_are_left_out_of_other_reasons(consultations: Mapping[str, Consultation]) -> None:
    for case in ("C01", "C02", "C03", "C04", "C05"):
        answers = [a for facts in reasons_of(consultations[case], "en").values() for a in facts.values()]
        assert "not answered" not in answers


def test_each_effect_names_its_status_and_routes(consultations: Mapping[str, Consultation]) -> None:
    view = view_of(consultations["C03"], lang="en")
    effects = {e["id"]: e["effect"] for g in view["decision"]["reasons"] for e in g["entries"]}
    assert effects["GP-004"] == {"status": "deferred", "said": "Deferred", "routes": "Every route"}
    assert effects["S004-009"] is None


def test_a_product_rule_withholds_its_own_route_only(consultations: Mapping[str, Consultation]) -> None:
    view = view_of(consultations["C04"], lang="en")
    group = next(g for g in view["decision"]["reasons"] if g["place"] == "Exosome IV drip")
    effects = {entry["id"]: entry["effect"]["routes"] for entry in group["entries"]}
    assert effects == {"GP-058": "Exosome IV drip", "GP-059": "Exosome IV drip"}


def test_the_most_urgent_reason_comes_first(consultations: Mapping[str, Consultation]) -> None:
    order = ["block", "hold", "review", "warn", "require", "info"]
    for group in view_of(consultations["C02"], lang="ja")["decision"]["reasons"]:
        ranks = [order.index(entry["severity"]) for entry in group["entries"]]
        assert ranks == sorted(ranks)


def test_a_case_without_a_target_site_still_has_a_view(consultations: Mapping[str, Consultation]) -> None:
    first = consultations["C01"]
    case = replace(first.case, sites=(), session=Facts())
    view = view_of(replace(first, case=case, assessment=assess(case)), lang="ja")
    assert view["decision"]["sites"] == []
    assert view["decision"]["matrix"]["rows"] == []


def test_kana_with_separate_voicing_marks_are_joined_and_kanji_left_alone(named: Consultation) -> None:
    person = {"name": "神﨑 \ufa19", "kana": "か\u3099く は\u309aり"}
    view = view_of(replace(named, case=replace(named.case, person=person)), lang="ja")
    assert view["record"]["person"] == {"name": "神﨑 \ufa19", "kana": "がく ぱり", "record_number": None}


def test_every_card_finding_and_work_is_there_once(consultations: Mapping[str, Consultation]) -> None:
    view = view_of(consultations["C04"], lang="ja")
    cards = [card for section in view["counselling"]["sections"] for card in section["cards"]] + view[
        "other_cards"
    ]
    findings = {finding["id"] for finding in view["sources"]["findings"]}
    works = {work["id"] for work in view["sources"]["works"]}
    assert {f for card in cards for f in (*card["findings"], *card["against"])} == findings
    assert {w for card in cards for w in card["works"]} <= works
    assert {w for g in view["decision"]["reasons"] for e in g["entries"] for w in e["works"]} <= works


def reasons_of(consultation: Consultation, lang: Lang) -> dict[str, dict[str, str]]:
    groups = view_of(consultation, lang=lang)["decision"]["reasons"]
    return {
        entry["id"]: {fact["label"]: fact["answer"] for fact in entry["facts"]}
        for group in groups
        for entry in group["entries"]
    }
