"""How a published model was run is data, and broken data is refused with its place."""

from pathlib import Path

import pytest

from nagi.errors import NagiError
from nagi.physiology.published import protocol
from nagi.physiology.published.protocol import read_protocol

BROKEN = """
model = "m"
run_in_weeks = -1.0
start = { s = 0.5 }
arm = [{ name = "placebo", weeks = 16.0, effects = {}, colour = "blue" }]
"""


@pytest.mark.parametrize(
    ("model", "arm", "weeks"),
    [
        ("miyano2021", "placebo", 24.0),
        ("miyano2022-saureus", "placebo", 16.0),
        ("miyano2022-saureus", "ShA9_sensitive", 1.6),
        ("miyano2022-saureus", "ShA9_resistant", 1.6),
    ],
)
def test_an_arm_runs_as_long_as_in_the_source(model: str, arm: str, weeks: float) -> None:
    assert read_protocol(model).arms[arm].weeks == weeks


def test_flucloxacillin_is_given_for_4_weeks_and_watched_to_week_16() -> None:
    arm = read_protocol("miyano2022-saureus").arms["flucloxacillin"]
    assert arm.effects["flucloxacillin"] == 1
    assert [(switch.week, dict(switch.effects)) for switch in arm.switches] == [
        (4.0, {"flucloxacillin": 0.0})
    ]
    assert arm.weeks == 16


@pytest.mark.parametrize("model", ["miyano2021", "miyano2022-saureus"])
def test_background_care_is_on_in_every_arm_and_off_in_the_run_in(model: str) -> None:
    read = read_protocol(model)
    assert {arm.effects["placebo_on"] for arm in read.arms.values()} == {1.0}
    assert read.run_in_weeks == 1000


def test_every_problem_of_a_broken_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "parameters").mkdir()
    (tmp_path / "parameters" / "m.toml").write_text(BROKEN, encoding="utf-8")
    monkeypatch.setattr(protocol, "knowledge_root", lambda: tmp_path)
    with pytest.raises(NagiError) as caught:
        read_protocol("m")
    assert {"m.run_in_weeks", "m.arm.0.colour"} <= {problem.key for problem in caught.value.problems}


def test_two_arms_of_one_name_are_refused() -> None:
    arm = {"name": "placebo", "weeks": 16.0, "effects": {}}
    with pytest.raises(ValueError, match="used twice: placebo"):
        protocol.Protocol.model_validate({"run_in_weeks": 1000.0, "start": {"s": 0.5}, "arm": [arm, arm]})


def test_a_missing_file_is_named() -> None:
    with pytest.raises(NagiError, match=r"parameters/nobody2020\.toml"):
        read_protocol("nobody2020")
