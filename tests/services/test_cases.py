"""Case files: YAML and JSON, one case or many, and what is said when a file cannot be read."""

import json
from pathlib import Path

import pytest
from synthetic import benign

from nagi.errors import NagiError
from nagi.services.cases import read_case, read_cases


def written(tmp_path: Path, text: str, name: str = "case.yaml") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "shape",
    [lambda raw: raw, lambda raw: {"id": "A", "input": raw}, lambda raw: {"cases": [{"id": "A", "input": raw}]},
     lambda raw: [{"id": "A", "input": raw}]],
)  # fmt: skip
def test_every_shape_of_file_is_read(tmp_path: Path, shape: object) -> None:
    text = json.dumps(shape(benign()))  # type: ignore[operator]
    for name in ("case.json", "case.yaml"):
        case = read_case(written(tmp_path, text, name))
        assert [site.code for site in case.sites] == ["cheek"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("patient: {age_years: 30, age_years: 60}", "NAGI-S002"),
        ("patient: [unclosed", "NAGI-S002"),
        ("", "NAGI-S004"),
        ("just words", "NAGI-S004"),
        ("cases: []", "NAGI-S004"),
        ("cases: [{id: A}]", "NAGI-S004"),
        ("!!python/object:os.system {}", "NAGI-S002"),
        ("? [1, 2]\n: 3", "NAGI-S002"),
        ("patient: {age_years: 2026-13-45}", "NAGI-S002"),
        ("&a [*a]", "NAGI-S004"),
        ("[" * 1_000_000, "NAGI-S002"),
        ("{a: " * 100_000, "NAGI-S002"),
        ("cases: [{id: ../../up, input: {patient: {}}}]", "NAGI-S008"),
        ("cases: [{id: A, input: {patient: {}}}, {id: A, input: {patient: {}}}]", "NAGI-S009"),
    ],
)
def test_an_unreadable_file_is_refused_by_name(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(NagiError) as refused:
        read_cases(written(tmp_path, text))
    assert [problem.code for problem in refused.value.problems] == [code]
    assert refused.value.problems[0].where == "case.yaml"


def test_a_key_used_twice_in_json_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NagiError, match="twice"):
        read_cases(written(tmp_path, '{"patient": {"fever": true, "fever": false}}', "case.json"))


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(NagiError) as refused:
            read_cases(path)
        assert refused.value.problems[0].code == "NAGI-S001"


def test_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes(b"\xff\xfe\x00\x9f")
    with pytest.raises(NagiError):
        read_cases(path)


def test_problems_of_every_case_are_reported_together(tmp_path: Path) -> None:
    one, two = benign(), benign()
    one["patient"]["age_years"], two["patient"]["sex"] = -1, "none"
    path = written(
        tmp_path, json.dumps({"cases": [{"id": "A", "input": one}, {"id": "B", "input": two}]}), "c.json"
    )
    with pytest.raises(NagiError) as refused:
        read_cases(path)
    assert [(p.where, p.key) for p in refused.value.problems] == [
        ("c.json A", "patient.age_years"),
        ("c.json B", "patient.sex"),
    ]


def test_a_mistyped_part_of_a_bare_case_is_not_dropped(tmp_path: Path) -> None:
    with pytest.raises(NagiError, match="did you mean clinic"):
        read_cases(written(tmp_path, json.dumps({**benign(), "clinc": {}}), "c.json"))


@pytest.mark.parametrize("number", ["1" + "0" * 60, "1" * 5000, "1e999", "-.inf", "0x" + "f" * 80])
def test_a_number_beyond_measure_is_refused(tmp_path: Path, number: str) -> None:
    with pytest.raises(NagiError):
        read_cases(written(tmp_path, f"patient: {{age_years: {number}}}"))
