"""The instruments as data: every file is complete, and every boundary falls into the right band."""

from importlib import import_module
from importlib.resources import files

import pytest

from nagi.dermatology.scores import instrument, instruments
from nagi.dermatology.scores.instrument import AreaSeverity, Band, BandSet, Scorad
from nagi.errors import NagiError
from nagi.language import Text

loading = import_module("nagi.dermatology.scores.instrument")  # the name is also that of a function

ALL = ["adct", "cdlqi", "dlqi", "easi", "iga", "oscorad", "poem", "pp_nrs", "recap", "scorad"]
WORKS = {
    "EASIREF", "POEMREF", "POEMJP", "DLQIREF", "ADCTREF", "VIGA", "SCORADREF", "HOME", "MIC",
}  # fmt: skip

BANDS = [
    ("easi", None, [(0, "clear"), (0.05, "almost_clear"), (0.1, "almost_clear"), (1.0, "almost_clear"),
                    (1.05, "mild"), (1.1, "mild"), (7.0, "mild"), (7.05, "moderate"), (7.1, "moderate"),
                    (21.0, "moderate"), (21.05, "severe"), (21.1, "severe"), (50.0, "severe"),
                    (50.05, "very_severe"), (50.1, "very_severe"), (72, "very_severe")]),
    ("easi", "chopra2017", [(0, "clear"), (0.1, "mild"), (5.95, "mild"), (6, "moderate"),
                            (22.95, "moderate"), (23, "severe"), (72, "severe")]),
    ("scorad", None, [(0, "mild"), (24.95, "mild"), (25, "moderate"), (50, "moderate"), (50.1, "severe"),
                      (103, "severe")]),
    ("scorad", "chopra2017", [(9.9, "clear"), (10, "mild"), (28.9, "mild"), (29, "moderate"),
                              (48.95, "moderate"), (49, "severe")]),
    ("oscorad", None, [(14.9, "mild"), (15, "moderate"), (40, "moderate"), (40.1, "severe"), (83, "severe")]),
    ("oscorad", "chopra2017", [(7.9, "clear"), (8, "mild"), (23.9, "mild"), (24, "moderate"),
                               (37.9, "moderate"), (38, "severe")]),
    ("iga", None, [(0, "clear"), (1, "almost_clear"), (2, "mild"), (3, "moderate"), (4, "severe")]),
    ("poem", None, [(0, "clear"), (2, "clear"), (3, "mild"), (7, "mild"), (8, "moderate"), (16, "moderate"),
                    (17, "severe"), (24, "severe"), (25, "very_severe"), (28, "very_severe")]),
    ("poem", "japan2020", [(0, "clear"), (1, "mild"), (8, "mild"), (9, "moderate"), (21, "moderate"),
                           (22, "severe"), (28, "severe")]),
    ("pp_nrs", None, [(0, "none"), (1, "mild"), (3, "mild"), (4, "moderate"), (6, "moderate"), (7, "severe"),
                      (10, "severe")]),
    ("dlqi", None, [(0, "none"), (1, "none"), (2, "small"), (5, "small"), (6, "moderate"), (10, "moderate"),
                    (11, "very_large"), (20, "very_large"), (21, "extremely_large"),
                    (30, "extremely_large")]),
    ("cdlqi", None, [(1, "none"), (2, "small"), (6, "small"), (7, "moderate"), (12, "moderate"),
                     (13, "very_large"), (18, "very_large"), (19, "extremely_large"),
                     (30, "extremely_large")]),
    ("adct", None, [(0, "controlled"), (6, "controlled"), (7, "not_well_controlled"),
                    (24, "not_well_controlled")]),
    ("recap", None, [(0, "complete"), (1, "complete"), (2, "mostly"), (5, "mostly"), (6, "moderate"),
                     (11, "moderate"), (12, "little"), (19, "little"), (20, "none"), (28, "none")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "bands", "total", "code"),
    [(name, bands, total, code) for name, bands, rows in BANDS for total, code in rows],
)
def test_every_boundary_falls_into_its_band(name, bands, total, code):
    assert instrument(name).band_of(total, bands=bands).code == code


def test_every_band_of_every_set_is_in_the_table():
    seen = {(name, bands, code) for name, bands, rows in BANDS for _, code in rows}
    for form in instruments().values():
        for place, bands in enumerate(form.bands):
            for band in bands.bands:
                assert (form.id, bands.id if place else None, band.code) in seen


def test_all_instruments_are_installed_and_cite_known_works():
    assert list(instruments()) == ALL
    for form in instruments().values():
        based = [form.missing, *form.bands, *form.change.thresholds]
        cited = {key for rule in based for key in rule.sources} | set(form.sources)
        assert cited <= WORKS


@pytest.mark.parametrize(
    ("name", "expected", "rated_by"),
    [
        ("easi", (0, 72, 4, 0), "physician"),
        ("scorad", (0, 103, 6, 3), "physician"),
        ("oscorad", (0, 83, 6, 0), "physician"),
        ("iga", (0, 4, 1, 0), "physician"),
        ("poem", (0, 28, 7, 7), "patient"),
        ("pp_nrs", (0, 10, 1, 1), "patient"),
        ("dlqi", (0, 30, 10, 7), "patient"),
        ("cdlqi", (0, 30, 10, 7), "patient"),
        ("adct", (0, 24, 6, 7), "patient"),
        ("recap", (0, 28, 7, 7), "patient"),
    ],
)
def test_range_items_recall_days_and_rater(name, expected, rated_by):
    form = instrument(name)
    assert (form.low, form.high, form.items.count, form.recall_days) == expected
    assert form.rated_by == rated_by


@pytest.mark.parametrize(
    ("name", "commercial"),
    [("easi", True), ("scorad", True), ("oscorad", True), ("iga", True), ("poem", "ask"), ("pp_nrs", "ask"),
     ("dlqi", "ask"), ("cdlqi", "ask"), ("adct", "ask"), ("recap", "ask")],
)  # fmt: skip
def test_a_self_pay_clinic_learns_where_it_must_ask(name, commercial):
    licence = instrument(name).licence
    assert licence.commercial_ok == commercial
    assert licence.ship_items is False


def test_what_is_only_professional_knowledge_says_so():
    assert instrument("oscorad").band_set().basis == "professional knowledge"
    assert instrument("cdlqi").band_set().basis == "professional knowledge"
    assert instrument("poem").missing.basis == "professional knowledge"
    assert instrument("easi").band_set().basis == "published"


def test_the_signs_in_the_files_are_the_entries_of_the_scorers():
    easi, scorad = instrument("easi").formula, instrument("scorad").formula
    assert isinstance(easi, AreaSeverity)
    assert isinstance(scorad, Scorad)
    assert [sign.key for sign in easi.signs] == [
        "erythema",
        "edema_papulation",
        "excoriation",
        "lichenification",
    ]
    assert len(scorad.signs) == instrument("scorad").items.count
    assert sum(region.weight for region in easi.regions) == 1
    assert sum(region.child_weight for region in easi.regions) == 1


@pytest.mark.parametrize("total", [-0.1, 72.1, float("nan"), float("inf"), True, "7"])
def test_a_total_outside_the_range_has_no_band(total):
    with pytest.raises(NagiError):
        instrument("easi").band_of(total)


def test_unknown_names_are_answered_with_the_known_ones():
    with pytest.raises(NagiError, match=r"NAGI-D201.*poem"):
        instrument("pasi")
    with pytest.raises(NagiError, match=r"NAGI-D208.*japan2020"):
        instrument("poem").band_set("nowhere")


def test_bands_that_overlap_or_have_no_source_are_refused():
    name = Text(ja="軽症", en="mild")
    low = Band(code="mild", low=0, high=5, name=name)
    with pytest.raises(ValueError, match="does not follow"):
        BandSet(id="x", basis="project", bands=(low, Band(code="moderate", low=4, high=9, name=name)))
    with pytest.raises(ValueError, match="names its source"):
        BandSet(id="x", basis="published", bands=(low,))


def test_every_broken_file_is_reported_at_once(tmp_path, monkeypatch):
    shipped = files("nagi").joinpath("knowledge", "instruments")
    folder = tmp_path / "instruments"
    folder.mkdir()
    poem, iga = (shipped.joinpath(f"{name}.toml").read_text(encoding="utf-8") for name in ("poem", "iga"))
    (folder / "poem.toml").write_text(poem.replace("count = 7", "count = 8"), encoding="utf-8")
    (folder / "iga.toml").write_text(iga.replace("version =", "edition ="), encoding="utf-8")
    monkeypatch.setattr(loading, "knowledge_root", lambda: tmp_path)
    with pytest.raises(NagiError) as raised:
        loading.instruments.__wrapped__()
    assert {problem.where for problem in raised.value.problems} == {
        "instruments/poem.toml", "instruments/iga.toml",
    }  # fmt: skip


def test_the_licence_of_the_conversion_tables_is_shipped():
    folder = files("nagi").joinpath("knowledge", "instruments", "conversion")
    assert "Copyright (c) 2018 Guillem Hurault" in folder.joinpath("LICENSE_hurault2018_data.txt").read_text()
