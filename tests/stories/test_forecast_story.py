"""A person asks what the exosome would add: the real model, from the case file to the papers, and back again."""

import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from nagi.dermatology.intake.case import Case, Facts
from nagi.evidence.audit import audit_text, gather
from nagi.evidence.files import knowledge_root
from nagi.evidence.library import load_knowledge
from nagi.language import LANGS
from nagi.reports import write_consultation
from nagi.services.cases import read_cases
from nagi.services.consultation import consult
from nagi.services.forecast import forecast
from nagi.services.foretold import Forecast
from nagi.services.replay import replay

DAY = date(2026, 11, 22)


class Words(HTMLParser):
    """The visible words of the forecast's part of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.fixture(scope="module")
def case() -> Case:
    return next(one for one in read_cases(knowledge_root() / "cases" / "worked.yaml") if one.id == "C01")


@pytest.fixture(scope="module")
def made(case: Case) -> Forecast:
    return forecast(case, patients=300, seed=4)


def test_the_exosome_is_not_given_the_credit_of_care(made: Forecast) -> None:
    by_name = {arm.name: arm.outlook for arm in made.arms}
    last = made["EASI"].isel(week=-1).sel(quantile=0.5)
    assert float(last.sel(arm="nothing")) > float(last.sel(arm="guideline_care"))
    for name, outlook in by_name.items():
        if name.endswith("_exosome"):
            assert outlook.meaningful - by_name["needling_saline"].meaningful < 0.3
            assert (outlook.unseen or 0) > 0.5
            assert outlook.nothing == pytest.approx(0.4, abs=0.09)


def test_who_has_flared_often_is_expected_to_flare_more_often(case: Case) -> None:
    untreated = {
        "patient.standard_care": "none",
        "patient.meds": (),
        "patient.easi_total": 18.0,
        "patient.poem": 18,
    }
    days = []
    for flares in (0, 9):
        answers = Facts({**case.patient.answers, **untreated, "patient.flares_past_6_months": flares})
        made = forecast(replace(case, patient=answers), routes=[], patients=400, seed=4)
        assert made.silence is None
        assert any(one.output == "flares" for one in made.observations)
        days.append(made.arms[0].outlook.flare_days)
    seldom, often = days
    assert seldom is not None
    assert often is not None
    assert often[3] > 1.5 * seldom[3]


def test_the_papers_are_written_audited_and_replayed(tmp_path: Path, case: Case, made: Forecast) -> None:
    known = gather(*(getattr(load_knowledge(), part) for part in ("works", "findings", "audits")))
    held = consult(case, on=DAY, software_version="0", forecast=made)
    for lang in LANGS:
        write_consultation(held, tmp_path / lang, lang=lang)
        html = (tmp_path / lang / "consultation.html").read_text(encoding="utf-8")
        part = re.search(r'<section class="part" id="forecast".*?</section>', html, re.S)
        assert part is not None
        words = Words()
        words.feed(part[0])
        remarks = audit_text("\n".join(words.words), knowledge=known, where="forecast")
        assert [(remark.code, remark.excerpt) for remark in remarks if remark.kind != "disclosure"] == []
    stored = tmp_path / "en" / "consultation.json"
    assert replay(stored).same
    assert json.loads(stored.read_text(encoding="utf-8"))["forecast"]["seed"] == 4
