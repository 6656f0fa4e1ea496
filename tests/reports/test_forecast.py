"""The forecast on the page and on paper: a figure that needs no colour, a table, and nothing left out."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from toyskin import skin

from nagi.language import LANGS, Lang
from nagi.reports import page, write_consultation
from nagi.reports.view import view_of
from nagi.services.consultation import Consultation
from nagi.services.forecast import forecast
from nagi.services.foretold import Forecast

SVG = "{http://www.w3.org/2000/svg}"
KANA = re.compile("[\u3041-\u30fa]")


@pytest.fixture(scope="module")
def told(consultations: Mapping[str, Consultation]) -> Consultation:
    held = consultations["C01"]
    made = forecast(held.case, model=skin(), patients=400, clinic=held.clinic, on=date(2026, 11, 22))
    return replace(held, forecast=made)


def arms(held: Consultation) -> tuple[Any, ...]:
    assert isinstance(held.forecast, Forecast)
    return held.forecast.arms


@pytest.mark.parametrize("lang", LANGS)
def test_the_figure_draws_every_arm_with_bands_a_line_and_what_was_measured(
    told: Consultation, lang: Lang
) -> None:
    figure = ET.fromstring(view_of(told, lang=lang)["forecast"]["figure"])  # noqa: S314 (our own)
    fields = figure.findall(f"{SVG}g")
    assert [field.find(f"{SVG}text").text for field in fields] == [  # type: ignore[union-attr]
        arm.label.within(lang) for arm in arms(told)
    ]
    for field, arm in zip(fields, arms(told), strict=True):
        bands = [path for path in field.iter(f"{SVG}path") if path.get("fill-opacity")]
        lines = [path for path in field.iter(f"{SVG}path") if path.get("stroke-width")]
        assert len(bands) == 2
        assert [line.get("stroke-dasharray") is not None for line in lines] == [arm.route is not None]
        assert len(field.findall(f"{SVG}circle")) == 1


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_shows_the_whole_forecast(told: Consultation, lang: Lang) -> None:
    html = page.render(view_of(told, lang=lang))
    view = view_of(told, lang=lang)["forecast"]
    assert 'role="img"' in html
    for row in view["rows"]:
        assert row["name"] in html
        assert row["level"] in html
        if row["exosome"]:
            assert row["unseen"]
            assert row["nothing"]
    assert len([row for row in view["rows"] if not row["exosome"]]) == 3
    assert json.loads(json.dumps(view)) == view


def test_english_holds_no_japanese(told: Consultation) -> None:
    assert KANA.findall(json.dumps(view_of(told, lang="en")["forecast"], ensure_ascii=False)) == []


def test_no_probability_is_shown_as_certain(told: Consultation) -> None:
    shown = json.dumps(view_of(told, lang="en")["forecast"], ensure_ascii=False)
    assert re.findall(r"(?<![\d.<>])(?:0|100) %", shown) == []


@pytest.mark.parametrize("lang", LANGS)
def test_a_silent_forecast_gives_its_reason_and_nothing_else(
    consultations: Mapping[str, Consultation], lang: Lang
) -> None:
    held = consultations["C06"]
    silent = replace(held, forecast=forecast(held.case, model=skin()))
    view = view_of(silent, lang=lang)["forecast"]
    assert silent.forecast is not None
    assert silent.forecast.silence_said is not None
    assert view["silence"] == silent.forecast.silence_said.within(lang)
    assert view["figure"] is None
    html = page.render(view_of(silent, lang=lang))
    assert view["silence"] in html
    assert 'role="img"' not in html


@pytest.mark.parametrize("lang", LANGS)
def test_the_decision_sheet_prints_figure_and_table(tmp_path: Path, told: Consultation, lang: Lang) -> None:
    write_consultation(told, tmp_path, lang=lang)
    pages = PdfReader(BytesIO((tmp_path / "decision-sheet.pdf").read_bytes())).pages
    text = re.sub(r"\s+", "", "".join(each.extract_text() for each in pages))
    for arm in arms(told):
        assert text.count(re.sub(r"\s+", "", arm.label.within(lang))) >= 2
    stored = json.loads((tmp_path / "consultation.json").read_text(encoding="utf-8"))["forecast"]
    assert stored == json.loads(json.dumps(told.forecast.as_data()))  # type: ignore[union-attr]


def test_a_consultation_without_a_forecast_says_so(consultations: Mapping[str, Consultation]) -> None:
    view = view_of(consultations["C01"], lang="en")
    assert view["forecast"] is None
    assert "No forecast was made." in page.render(view)
    assert "forecast" not in consultations["C01"].record()
