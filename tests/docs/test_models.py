"""The pages of the models and the gallery: complete in both languages, drawn without anything from elsewhere."""

import re
import sys
from functools import cache
from pathlib import Path
from xml.dom.minidom import parseString

import pytest
import sympy

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "docs"))

from reference import gallery, mathematics, models  # noqa: E402

from nagi.equations.model import Model  # noqa: E402
from nagi.language import LANGS, Lang  # noqa: E402
from nagi.physiology.library import load_model, model_names  # noqa: E402

MATH = re.compile(r"<math.*?</math>", re.S)


@pytest.fixture(params=model_names())
def model(request: pytest.FixtureRequest) -> Model:
    return load_model(request.param)


@pytest.fixture(autouse=True)
def no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gallery, "shown", lambda name, lang: gallery.Shown("", b""))


@cache
def page_of(name: str, lang: Lang) -> str:
    """The page of a model; it simulates every arm."""
    return models.page(load_model(name), lang)


@pytest.mark.parametrize("lang", LANGS)
def test_a_page_holds_every_equation_parameter_and_arm(model: Model, lang: Lang) -> None:
    page = page_of(model.name, lang)
    for one in model.population:
        assert page.count(f'<span id="{one.id}">') == 1
    for rate in model.rates:
        assert f"<td>({rate.equation})</td>" in page
    for arm in model.arms:
        assert f"| {arm} |" in page
    assert f"works.md#{model.work}" in page


def test_the_japanese_page_is_japanese(model: Model) -> None:
    page = page_of(model.name, "ja")
    english = (
        {s.label for s in model.states} | {e.label for e in model.effects} | {r.note for r in model.rates}
    )
    assert [label for label in english if " " in label and label in page] == []


def test_every_equation_is_well_formed(model: Model) -> None:
    page = page_of(model.name, "en")
    found = MATH.findall(page)
    assert len(found) >= len(model.rates) + len(model.assignments)
    for one in found:
        parseString(one.replace("&ApplyFunction;", ""))  # noqa: S318 - our own text


def test_pages_fetch_nothing_from_another_host(model: Model) -> None:
    assert "http" not in page_of(model.name, "en")
    assert "http" not in gallery.page("en")


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("k1", "<msub><mi>k</mi><mi>1</mi></msub>"), ("k_rep", "<msub><mi>k</mi><mi>rep</mi></msub>"),
        ("lambda", "<mi>λ</mi>"), ("EASI", "<mi>EASI</mi>"), ("eG", "<msub><mi>e</mi><mi>G</mi></msub>"),
    ],
)  # fmt: skip
def test_symbols_are_drawn_as_latex_writes_them(name: str, drawn: str) -> None:
    assert mathematics.symbol(name) == drawn


def test_gain_stands_before_loss() -> None:
    k, d, s = sympy.symbols("k d s", real=True)
    drawn = mathematics.written(k - d * s)
    assert drawn.index("<mi>k</mi>") < drawn.index("&#8722;") < drawn.index("<mi>d</mi>")


@pytest.mark.parametrize("lang", LANGS)
def test_the_gallery_shows_every_example_with_its_script(lang: Lang) -> None:
    page = gallery.page(lang)
    scripts = {path.stem for path in (ROOT / "examples").glob("*.py")}
    assert scripts == set(gallery.ORDER)
    for name in scripts:
        assert f"gallery/{gallery.picture(name, lang)})" in page
        assert f'"examples/{name}.py"' in page


def test_what_each_arm_comes_to_is_near_what_the_papers_say() -> None:
    """EASI-75 of dupilumab: two thirds of the biologics model, 61.6 % in the paper of the S. aureus model."""
    for name, published in (("miyano2021", 65), ("miyano2022-saureus", 61.6)):
        week, before, after, _, fifty, seventy_five, ninety = models.outcomes(load_model(name))["dupilumab"]
        assert week == 16
        assert after < before < 72
        assert fifty > seventy_five > ninety
        assert seventy_five == pytest.approx(published, abs=4)
