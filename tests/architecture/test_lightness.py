"""`nagi --help` and `nagi assess` must start quickly: what they may never load."""

import subprocess
import sys

import pytest

from nagi.evidence.files import knowledge_root

HEAVY = (
    "numba",
    "pandas",
    "django",
    "numpy",
    "scipy",
    "sympy",
    "xarray",
    "typst",
    "jinja2",
    "fontTools",
    "dask",
    "distributed",
    "sklearn",
    "SALib",
)
CASES = str(knowledge_root() / "cases" / "worked.yaml")


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["assess", CASES, "--json"],
        ["evidence", "--help"],
        ["model", "--help"],
        ["model", "calibrate", "--help"],
        ["simulate", "--help"],
        ["trial", "run", "--help"],
    ],
)
def test_a_light_command_loads_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom nagi.cli import main\n"
        f"sys.argv = ['nagi', *{arguments!r}]\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
        f"loaded = [name for name in {HEAVY!r} if name in sys.modules]\n"
        "sys.exit(f'loaded: {loaded}' if loaded else 0)"
    )
    done = run(code)
    assert done.returncode == 0, done.stderr


def test_importing_nagi_loads_almost_nothing() -> None:
    done = run("import sys, nagi\nsys.exit('pydantic' in sys.modules or 'yaml' in sys.modules)")
    assert done.returncode == 0
