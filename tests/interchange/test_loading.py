"""A path that ends in .xml or .sbml is a model; SBML is an extra, and says so where it is missing."""

import subprocess
import sys
from pathlib import Path

import pytest

import nagi
from nagi.errors import NagiError


def test_a_file_is_a_model(tmp_path: Path) -> None:
    text = nagi.write_sbml(nagi.load_model("miyano2022-saureus"))
    for name in ("m2.xml", "m2.SBML"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        model = nagi.load_model(str(tmp_path / name))
        assert (model.name, model.work) == ("miyano2022_saureus", name)
        assert nagi.load_model(tmp_path / name).digest == model.digest == nagi.read_sbml(text).digest


@pytest.mark.parametrize(
    ("name", "code"), [("none.xml", "NAGI-S001"), ("miyano", "NAGI-P001"), (5, "NAGI-P001")]
)
def test_what_is_no_model_is_refused(name: object, code: str) -> None:
    with pytest.raises(NagiError, match=code):
        nagi.load_model(name)  # type: ignore[arg-type]


def test_without_libsbml_models_can_be_written_and_reading_names_the_extra() -> None:
    code = (
        "import sys; sys.modules['libsbml'] = None\n"
        "import nagi\n"
        "text = nagi.write_sbml(nagi.load_model('miyano2022-saureus'))\n"
        "try:\n    nagi.read_sbml(text)\n"
        "except nagi.NagiError as error:\n    sys.exit(str(error))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("[NAGI-X001]")
    assert "nagi-skin[exchange]" in done.stderr


def test_what_needs_no_sbml_does_not_load_it() -> None:
    code = "import sys, nagi; nagi.load_model('miyano2021'); sys.exit('libsbml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
