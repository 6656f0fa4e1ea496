"""Habits the import contracts cannot see, read from the syntax tree of every module."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).parents[2] / "src" / "nagi"
MODULES = sorted(path for path in SRC.rglob("*.py") if "migrations" not in path.parts)  # those Django writes
COMPOSITION_ROOT = {"cli"}
LONGEST_MODULE, LONGEST_FUNCTION = 300, 60
MOST_POSITIONAL = 5


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def package(path: Path) -> str:
    return path.relative_to(SRC).parts[0]


def modules(*, without: set[str] = frozenset()) -> list[Path]:  # type: ignore[assignment]
    return [path for path in MODULES if package(path) not in without]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(SRC).as_posix())
def test_a_module_and_its_functions_can_be_held_in_mind(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE
    long = {f.name: f.end_lineno - f.lineno + 1 for f in functions(path) if f.end_lineno}
    assert {name: lines for name, lines in long.items() if lines > LONGEST_FUNCTION} == {}


LATE_IMPORTS = {
    "cli/consult.py", "cli/evidence.py", "cli/model.py", "cli/simulate.py", "simulation/result.py",
    "services/replay.py", "cli/trial.py", "cli/workers.py", "cli/calibrate.py", "clinic/actions/forecasts.py",
    "clinic/command.py", "clinic/work.py", "clinic/demo/command.py", "clinic/backup/rows.py", "services/registry.py",
    "services/registry_export.py",
}  # fmt: skip
"""They load what `nagi --help` and `nagi assess` must not wait for: Typst, Jinja2, the audit of texts, and for the
simulator NumPy, SymPy, xarray and a compiler. A result loads Matplotlib only to draw, a replay the simulator only
for a record that holds a forecast, and only a run on a cluster loads Dask. Only commands that need it load Django, and
only the clinic's worker loads the simulator: a page never does. Only the registry loads SciPy and Parquet."""


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if path.relative_to(SRC).as_posix() not in LATE_IMPORTS],
    ids=lambda p: p.relative_to(SRC).as_posix(),
)
def test_nothing_is_imported_inside_a_function(path: Path) -> None:
    inside = [
        f"{function.name}:{node.lineno}"
        for function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert inside == []


CLOCKS = {
    ("datetime", "now"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("datetime", "utcnow"),
}
CHANCE = {"random", "secrets", "uuid"}
MAKERS = {
    "clinic/clock.py", "clinic/place.py", "clinic/access/links.py", "clinic/records/row.py", "clinic/demo/house.py",
    "clinic/demo/reading.py",
}  # fmt: skip
"""Where the clinic's time, keys, secrets of links and ids of rows come from; everything else is given them."""


@pytest.mark.parametrize(
    "path",
    [path for path in modules(without=COMPOSITION_ROOT) if path.relative_to(SRC).as_posix() not in MAKERS],
    ids=lambda p: p.relative_to(SRC).as_posix(),
)
def test_the_clock_and_chance_are_arguments(path: Path) -> None:
    reads = [
        f"{node.value.id}.{node.attr}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr) in CLOCKS
    ]
    imported = [
        alias.name
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name.split(".")[0] in CHANCE
    ]
    assert reads + imported == []


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(SRC).as_posix())
def test_public_names_say_what_they_are_for(path: Path) -> None:
    silent = [
        node.name
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and node.name != "Meta"  # Django's, for a table
        and ast.get_docstring(node) is None
        and not _inside_function(path, node)
    ]
    assert silent == []


def _inside_function(path: Path, wanted: ast.AST) -> bool:
    """Names inside a function are not public."""
    line = getattr(wanted, "lineno", 0)
    return any(f.lineno < line <= (f.end_lineno or 0) for f in functions(path) if f is not wanted)


@pytest.mark.parametrize("path", [p for p in MODULES if package(p) in {"dermatology"}], ids=lambda p: p.name)
def test_no_number_of_the_literature_stands_in_code(path: Path) -> None:
    """A number with more than one significant digit belongs to `knowledge`."""
    literals = [
        node.value
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, float) and not _one_digit(node.value)
    ]
    assert literals == []


def _one_digit(value: float) -> bool:
    return len(f"{value:g}".replace(".", "").strip("0")) <= 1


def test_no_catch_all_module() -> None:
    nameless = {"utils", "common", "helpers", "manager", "managers", "misc", "base", "core"}
    backend = SRC / "clinic" / "sqlcipher" / "base.py"  # the name by which Django finds a backend
    found = [path for path in MODULES if path.stem in nameless or package(path) in nameless]
    assert [path for path in found if path != backend] == []


def test_knowledge_holds_data_only() -> None:
    assert list((SRC / "knowledge").rglob("*.py")) == []
