"""A calibration from end to end: a hidden truth is found, twice with the same bits, and vesicles get no credit."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from toyskin import skin

from nagi.equations.model import Model
from nagi.errors import NagiError
from nagi.physiology.library import load_model
from nagi.simulation.calibration.calibrating import Settings, calibrate
from nagi.simulation.calibration.experiments import Experiments
from nagi.simulation.calibration.findings import Findings
from nagi.simulation.calibration.sensitivity import influences
from nagi.simulation.calibration.targets import Calibration, calibration

SETTINGS = Settings(seed=4, design=128, patients=32, draws=40, paths=4)
HELD = {"kind": "left", "arm": "guideline_care", "output": "EASI", "week": 12}
TRUE = {"median of gain": 1.5, "care": 0.8}
"""Where the truth lies, in standard deviations of what was believed before."""


def toy() -> Model:
    """The toy skin with a care and a translation that nobody knows."""
    model = skin()
    unknown = ("care", "mouse_to_human")
    people = tuple(
        replace(one, varies="knowledge") if one.name in unknown else one for one in model.population
    )
    return replace(model, population=people)


def text(words: str) -> dict[str, str]:
    return {"ja": words, "en": words}


def target(name: str, value: float, measure: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "id": name, "label": text(name), "use": "fit", "value": value, "sd": 0.01, "scale": "log",
        "spread": "project", "source": "made for this test", "measure": measure,
    } | more  # fmt: skip


def told(level: float, left: float) -> Calibration:
    return Calibration.model_validate(
        {
            "model": "nagi-skin", "idle_if_zero": "mouse_to_human", "trials_differ": text("not here"),
            "before": {"care": 0.5}, "medians": {"gain": 0.4}, "arm": [],
            "decision": [
                {"name": "care", "label": text("care"), "measure": HELD},
                {
                    "name": "added", "label": text("added"),
                    "measure": {"kind": "improvement", "arm": "dermapen_exosome", "against": "needling_saline",
                                "output": "EASI", "week": 12},
                },
            ],
            "target": [
                target("LEVEL", level, {"kind": "level", "output": "EASI"}),
                target("LEFT", left, HELD),
                target("WRONG", 3 * level, {"kind": "level", "output": "EASI"}, use="check"),
                {"id": "NEVER", "label": text("never"), "use": "none", "source": "no one", "note": text("no number")},
            ],
        }
    )  # fmt: skip


@pytest.fixture(scope="module")
def found() -> Findings:
    """The answers of a hidden truth as figures, and what a calibration makes of them."""
    asked = Experiments.of(toy(), told(1, 1), patients=400, seed=99)
    hidden = np.zeros((1, len(asked.unknowns.names)))
    for name, at in TRUE.items():
        hidden[0, asked.unknowns.names.index(name)] = at
    level, left = asked.answers(hidden, [one.measure for one in told(1, 1).fitted if one.measure])[0]
    return calibrate(toy(), told(float(level), float(left)), SETTINGS)


def test_the_hidden_truth_is_found(found: Findings) -> None:
    for name, at in TRUE.items():
        drawn = found.draws[:, found.names.index(name)]
        assert abs(drawn.mean() - at) < 3 * drawn.std() + 0.1, name
        assert found.identified.learnt[name] > 0.5, name


def test_nothing_is_learnt_about_what_no_figure_tells_of(found: Findings) -> None:
    assert abs(found.identified.learnt["mouse_to_human"]) < 0.1
    (zero,) = [one.zero for one in found.known if one.name == "mouse_to_human"]
    assert zero == (0.4, pytest.approx(0.4, abs=0.04))


def test_a_hit_is_a_hit_and_a_miss_is_shown_as_a_miss(found: Findings) -> None:
    assert {one.target.id: one.inside for one in found.judged} == {
        "LEVEL": True,
        "LEFT": True,
        "WRONG": False,
    }
    assert found.reached("fit") == (2, 2)
    assert found.reached("fit", "check") == (2, 3)
    for one in found.judged:
        assert one.predicted[0] < one.model[1] < one.predicted[2]


def test_the_ranking_knows_what_moves_the_output_and_what_cannot(found: Findings) -> None:
    by_name = {one.unknown: one.size for one in found.influences["care"]}
    assert found.influences["care"][0].unknown == "care"
    assert by_name["mouse_to_human"] == 0
    first = [one.unknown for one in found.influences["added"][:2]]
    assert "mouse_to_human is zero" in first


def test_vesicles_that_do_nothing_change_no_answer_about_care(found: Findings) -> None:
    assert found.credit.moved == 0
    assert found.credit.left < 1e-6


def test_the_same_seed_gives_the_same_bits(found: Findings) -> None:
    again = calibrate(toy(), found.told, SETTINGS)
    assert (again.draws == found.draws).all()
    assert again.judged == found.judged
    assert again.influences == found.influences


def test_settings_that_cannot_work_are_all_refused() -> None:
    with pytest.raises(NagiError) as error:
        calibrate(toy(), told(1, 1), Settings(seed=-1, design=3, patients=1, draws=0, paths=0))
    assert {one.key for one in error.value.problems} == {"seed", "design", "patients", "draws", "paths"}


def test_morris_ranks_a_sum_by_its_weights() -> None:
    draws = np.random.default_rng(1).standard_normal((4000, 3))
    weights = np.array([0.0, 1.0, 3.0])
    (ranked,) = influences(
        ("none", "some", "most"), draws, lambda rows: (rows @ weights)[:, None], outputs=1, paths=6, seed=1
    )
    assert [one.unknown for one in ranked] == ["most", "some", "none"]
    assert ranked[0].size == pytest.approx(3 * ranked[1].size, rel=0.1)
    assert ranked[2].size == 0


@pytest.fixture(scope="module")
def real() -> Experiments:
    return Experiments.of(load_model("nagi-skin"), calibration("nagi-skin"), patients=64, seed=1)


def test_every_figure_about_nagi_skin_has_an_answer_of_its_size(real: Experiments) -> None:
    measures = [one.measure for one in real.told.measured if one.measure]
    answers = real.answers(np.zeros((2, len(real.unknowns.names))), measures)
    assert np.isfinite(answers).all()
    assert (answers[0] == answers[1]).all()
    for one, answer in zip(real.told.measured, answers[0], strict=True):
        assert one.value is not None
        assert np.sign(answer) in {0, np.sign(one.value)} or abs(answer) < 5, one.id


def test_the_translation_to_people_is_in_no_figure_that_is_fitted(real: Experiments) -> None:
    """Mice stay mice: whatever vesicles do in people, nothing and ten times as much, every answer is the same."""
    names = real.unknowns.names
    rows = np.zeros((3, len(names)))
    rows[1, names.index("mouse_to_human")] = 3.0
    rows[2, names.index("mouse_to_human is zero")] = -3.0
    measures = [one.measure for one in real.told.measured if one.measure]
    answers = real.answers(rows, measures)
    assert (answers[1] == answers[0]).all()
    assert (answers[2] == answers[0]).all()
