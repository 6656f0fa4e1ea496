"""An exosome is never shown alone: what a trial shows beside it, and on whom that rests."""

from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pytest
from virtual import MODEL, TRIAL

from nagi.errors import NagiError
from nagi.evidence.records import Level
from nagi.physiology.library import load_model
from nagi.services.trials.design import study_for_run
from nagi.services.trials.reading import Study, read_study
from nagi.services.trials.running import Held, run_study
from nagi.services.trials.side import seen_beside

ARMS = """arms={
            "cream": Arm(name="cream", effects={"u": 0.1}, weeks=24),
            "nothing": Arm(name="nothing", effects={}, weeks=24),
            "guideline_care": Arm(name="guideline_care", effects={"u": 0.1}, weeks=24),
            "needling_saline": Arm(name="needling_saline", effects={"u": 0.1}, weeks=24),
            "dermapen_exosome": Arm(name="dermapen_exosome", effects={"u": 0.2, "ev": 1}, weeks=24),
        },
"""
EFFECTS = """effects=(Effect(name="u", label="extra loss", unit="1/week", default=0),
            Effect(name="ev", label="vesicles", unit="1", default=0)),"""
BEGIN, END = MODEL.index("arms={"), MODEL.index("        run_in_weeks")
WITH_ROUTES = (MODEL[:BEGIN] + ARMS + MODEL[END:]).replace(
    'effects=(Effect(name="u", label="extra loss", unit="1/week", default=0),),', EFFECTS
)
SURE = TRIAL[: TRIAL.index("[noise.EASI]")] + TRIAL[TRIAL.index("[[endpoint]]") :]
SURE = SURE.replace("missing_visits = 0.05", "")
EXOSOME = SURE.replace('begins_as = "cream"', 'begins_as = "dermapen_exosome"')


def study(folder: Path, trial: str, model: str = WITH_ROUTES) -> Study:
    (folder / "toy.py").write_text(model, encoding="utf-8")
    (folder / "trial.toml").write_text(trial, encoding="utf-8")
    return study_for_run(read_study(folder / "trial.toml", load=load_model), "trial.toml")


def held(one: Study, out: Path) -> Held:
    def workers() -> AbstractContextManager[Executor]:
        return ThreadPoolExecutor(1)

    return run_study(one, out, workers, at_once=1, progress=lambda _done, _total: None)


def test_a_trial_without_exosomes_has_nothing_beside(tmp_path: Path) -> None:
    one = study(tmp_path, TRIAL)
    assert one.beside == ()
    assert "beside" not in held(one, tmp_path / "o").found


def test_an_exosome_stands_beside_nothing_care_and_saline_with_their_levels(tmp_path: Path) -> None:
    shown = study(tmp_path, EXOSOME).beside
    assert [(s.name, s.reference, s.exosome) for s in shown] == [
        ("vehicle", False, False),  # the control of this trial is just "nothing"
        ("guideline_care", True, False),
        ("needling_saline", True, False),
        ("cream", False, True),
    ]
    assert shown[-1].level is Level.NONE
    assert shown[-1].level_said.ja


@pytest.mark.parametrize(
    "given",
    [
        'begins_as = "cream"\neffects = { ev = 0.5 }',
        'begins_as = "cream"\n[arm.sessions]\ncount = 1\neffects = { ev = 1.0 }',
        'begins_as = "cream"\n[[prior]]\neffect = "ev"\narms = ["cream"]\nlow = 0.1\nhigh = 0.2',
    ],
)
def test_what_only_exosomes_bring_makes_an_arm_an_exosome_arm(tmp_path: Path, given: str) -> None:
    assert any(one.exosome for one in study(tmp_path, SURE.replace('begins_as = "cream"', given)).beside)


def test_a_model_that_cannot_show_what_must_stand_beside_is_refused(tmp_path: Path) -> None:
    lacking = WITH_ROUTES.replace('"guideline_care"', '"usual_care"')
    with pytest.raises(NagiError, match=r"NAGI-T113.*guideline_care"):
        study(tmp_path, EXOSOME, lacking)


@pytest.mark.parametrize("design", ["parallel", "split-face"])
def test_a_reference_is_the_people_of_the_trial_treated_otherwise(tmp_path: Path, design: str) -> None:
    """The control is guideline care under another name, and nothing is left to chance: both see the same."""
    trial = f'design = "{design}"\nhalves_alike = 1.0\n' + EXOSOME.replace(
        'begins_as = "nothing"', 'begins_as = "cream"'
    )
    done = held(study(tmp_path, trial), tmp_path / "o")
    assert done.study.references == ("nothing", "guideline_care", "needling_saline")
    control = done.found["control"].isel(arm=0, size=0, trial=0).values
    care = done.found["beside"].sel(reference="guideline_care").values
    assert np.isfinite(care).all()
    np.testing.assert_allclose(care, control, rtol=1e-12)
    rows = {(s.shown.name, s.endpoint): s.seen for s in seen_beside(done)}
    assert rows["nothing", "change"][0] < rows["guideline_care", "change"][0] < rows["cream", "change"][0]


def test_references_leave_the_trial_itself_alone(tmp_path: Path) -> None:
    """The same people, errors and estimates as in a trial of the same arm that is no exosome."""
    plain = WITH_ROUTES.replace('effects={"u": 0.1}, weeks=24),\n            "nothing"',
                                'effects={"u": 0.2, "ev": 1}, weeks=24),\n            "nothing"')  # fmt: skip
    plain = plain.replace('"dermapen_exosome"', '"other"')
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    exosome = TRIAL.replace('begins_as = "cream"', 'begins_as = "dermapen_exosome"')
    with_references = held(study(tmp_path / "a", exosome), tmp_path / "a" / "o").found
    without = held(study(tmp_path / "b", TRIAL, plain), tmp_path / "b" / "o").found
    assert "beside" not in without
    np.testing.assert_array_equal(with_references["difference"].values, without["difference"].values)
