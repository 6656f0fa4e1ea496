"""The report of a calibration: every miss is shown, nothing is left out, and both files or none are written."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from calibration_page import data

from nagi.language import LANGS, Lang
from nagi.reports.calibration import apart, as_text, target_rows, write_calibration


@pytest.fixture(scope="module")
def told() -> Any:
    return data()


@pytest.mark.parametrize("lang", LANGS)
def test_every_target_stands_in_the_page_and_every_miss_twice(told: Any, lang: Lang, tmp_path: Path) -> None:
    write_calibration(told, tmp_path, lang=lang)
    page = (tmp_path / "calibration.html").read_text(encoding="utf-8")
    for one in [*told["targets"], *told["cannot"]]:
        assert one["label"][lang].replace("&", "&amp;") in page
    misses = [one for one in told["targets"] if not one["inside"]]
    assert misses
    assert all(page.count(one["label"][lang]) >= 2 for one in misses)
    assert json.loads((tmp_path / "calibration.json").read_text(encoding="utf-8")) == told


@pytest.mark.parametrize("lang", LANGS)
def test_a_terminal_tells_every_miss(told: Any, lang: Lang) -> None:
    lines = as_text(told, lang)
    assert len(lines) == 1 + sum(not one["inside"] for one in told["targets"])
    assert "{" not in "".join(lines)


def test_a_figure_that_is_missed_is_called_missed_in_words(told: Any) -> None:
    changed = copy.deepcopy(told)
    changed["targets"][0]["inside"] = False
    assert next(target_rows(changed, "en"))["inside"] == "MISS"
    assert next(target_rows(told, "en"))["inside"] == "inside"


def test_a_tie_is_put_into_words_by_its_sign(told: Any) -> None:
    tie = {"one": "w_pl", "other": "w_tcs", "correlation": 0.6, "alone": 0.4, "together": 0.8}
    assert "ratio" in next(apart({**told, "ties": [tie]}, "en"))
    assert "product" in next(apart({**told, "ties": [tie | {"correlation": -0.6}]}, "en"))


def test_the_report_is_the_same_bytes_every_time(told: Any, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_calibration(told, tmp_path / name, lang="ja")
    assert (tmp_path / "one" / "calibration.html").read_bytes() == (
        tmp_path / "two" / "calibration.html"
    ).read_bytes()
