"""`nagi model calibrate`: refuses before it computes."""

import pytest

from nagi.cli import main


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["miyano2021"], "NAGI-C108"),
        (["nagi-skn"], "NAGI-P001"),
        (["nagi-skin", "--design", "3", "--draws", "1"], "NAGI-C106"),
    ],
)
def test_what_cannot_be_calibrated_is_refused_and_nothing_is_written(
    arguments: list[str],
    code: str,
    tmp_path: object,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = f"{tmp_path}/out"
    monkeypatch.setattr("sys.argv", ["nagi", "model", "calibrate", *arguments, "--out", out, "--lang", "en"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert code in capsys.readouterr().err
