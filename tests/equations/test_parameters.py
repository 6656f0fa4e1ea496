"""Records of parameters: read whole or refused whole."""

import math
import subprocess
import sys

import pytest

from nagi.equations.parameters import parse_parameters, read_parameters
from nagi.errors import NagiError

FILE = """
model = "decay"
work = "PROJECT"
licence = "none"
note.ja = "作り物。"
note.en = "Invented."

[[parameter]]
id = "X-k"
name = "k"
mean_ln = -1.5
sd_ln = 0.25
unit = "1/week"
label.ja = "消失"
label.en = "loss"
work = "PROJECT"
basis = "invented"
"""


def test_a_file_is_read_in_its_order() -> None:
    file = parse_parameters(FILE, where="parameters/decay.toml")
    assert (file.model, file.work, list(file.by_id)) == ("decay", "PROJECT", ["X-k"])
    assert file.by_id["X-k"].label.ja == "消失"


def test_a_record_may_print_its_median_and_the_chance_of_exactly_zero() -> None:
    text = FILE.replace("mean_ln = -1.5", 'median = 2.0\nzero = 0.4\nvaries = "knowledge"')
    record = parse_parameters(text, where="x").by_id["X-k"]
    assert record.mean_ln == pytest.approx(0.6931, abs=1e-4)
    assert (record.sd_ln, record.zero, record.varies) == (0.25, 0.4, "knowledge")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('model = "decay"', "model = decay", "NAGI-E151"),
        ('model = "decay"', "", "NAGI-E152"),
        ("sd_ln = 0.25", "sd_ln = -0.25", "NAGI-E152"),
        ("sd_ln = 0.25", "", "NAGI-E152"),
        ("mean_ln = -1.5", "mean_ln = nan", "NAGI-E152"),
        ('label.ja = "消失"', "", "NAGI-E152"),
        ('basis = "invented"', 'basis = ""', "NAGI-E152"),
        ('basis = "invented"', 'basis = "invented"\nmedian = 1', "NAGI-E152"),
        ("mean_ln = -1.5", "median = 0", "NAGI-E152"),
        ("sd_ln = 0.25", "sd_ln = 0.25\nzero = 1.0", "NAGI-E152"),
        ("sd_ln = 0.25", 'sd_ln = 0.25\nvaries = "moods"', "NAGI-E152"),
        ("[[parameter]]", FILE[FILE.index("[[parameter]]") :] + "\n[[parameter]]", "NAGI-E153"),
    ],
)
def test_a_file_that_is_not_right_is_refused(old: str, new: str, code: str) -> None:
    with pytest.raises(NagiError) as refusal:
        parse_parameters(FILE.replace(old, new), where="parameters/decay.toml")
    assert {p.code for p in refusal.value.problems} == {code}
    assert {p.where for p in refusal.value.problems} == {"parameters/decay.toml"}


def test_a_missing_file_is_named() -> None:
    with pytest.raises(NagiError, match=r"NAGI-E150.*parameters/nothing\.toml"):
        read_parameters("nothing")


def test_reading_a_model_does_not_load_the_language() -> None:
    seen = "import sys, nagi.equations.model; print([m for m in ('pint', 'pydantic', 'numba') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


ONE_VALUE = """
model = "m"
work = "W"
licence = "none"
note.ja = "注"
note.en = "note"

[[parameter]]
id = "P1"
name = "k"
value = {value}
unit = "1/week"
label.ja = "速度"
label.en = "speed"
work = "W"
basis = "table 1"
"""


def test_a_record_may_print_one_value_for_every_patient() -> None:
    (record,) = parse_parameters(ONE_VALUE.format(value=4.0), where="m.toml").by_id.values()
    assert (record.mean_ln, record.sd_ln) == (math.log(4.0), 0.0)


@pytest.mark.parametrize("value", ["0.0", "-1.0", "inf", "nan", "true", '"4"'])
def test_a_value_that_is_no_positive_number_is_refused(value: str) -> None:
    with pytest.raises(NagiError, match="NAGI-E152"):
        parse_parameters(ONE_VALUE.format(value=value), where="m.toml")
