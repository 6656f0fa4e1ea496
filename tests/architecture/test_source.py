"""Habits the import contracts cannot see, read from the syntax tree of every module."""

import ast
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

SRC = Path(__file__).parents[2] / "src" / "nagi"
MODULES = {
    path.relative_to(SRC).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted(SRC.rglob("*.py"))
    if "migrations" not in path.parts  # those Django writes
}
COMPOSITION_ROOT = "cli/"
LONGEST_MODULE, LONGEST_FUNCTION = 300, 60


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module])


def functions(within: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(within) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def wherever(
    found: Callable[[ast.Module], list[Any]], modules: Iterable[str] = MODULES
) -> dict[str, list[Any]]:
    """What is found, by module; modules without any left out."""
    everywhere = {module: found(tree(module)) for module in modules}
    return {module: each for module, each in everywhere.items() if each}


def test_a_module_and_its_functions_can_be_held_in_mind() -> None:
    lines = {module: len(text.splitlines()) for module, text in MODULES.items()}
    assert {module: count for module, count in lines.items() if count > LONGEST_MODULE} == {}
    assert wherever(_long) == {}


def _long(module: ast.Module) -> list[str]:
    return [f.name for f in functions(module) if (f.end_lineno or 0) - f.lineno >= LONGEST_FUNCTION]


LATE_IMPORTS = {
    "cli/consult.py", "cli/evidence.py", "cli/model.py", "cli/simulate.py", "simulation/result.py",
    "services/replay.py", "cli/trial.py", "cli/workers.py", "cli/calibrate.py", "services/trials/running.py",
    "clinic/actions/forecasts.py", "clinic/command.py", "clinic/work.py", "clinic/demo/command.py",
    "clinic/backup/rows.py", "services/registry.py", "services/registry_export.py",
}  # fmt: skip
"""They load what `nagi --help` and `nagi assess` must not wait for: Typst, Jinja2, the audit of texts, and for the
simulator NumPy, SymPy, xarray and a compiler. A result loads Matplotlib only to draw, a replay the simulator only
for a record that holds a forecast; only a run on a cluster loads Dask, and only who computes a trial's parts the
compiler. Only commands that need it load Django, and only the clinic's worker loads the simulator: a page never does.
Only the registry loads SciPy and Parquet."""


def test_nothing_is_imported_inside_a_function() -> None:
    assert wherever(_imported_inside, MODULES.keys() - LATE_IMPORTS) == {}


def _imported_inside(module: ast.Module) -> list[str]:
    return [
        f"{function.name}:{node.lineno}"
        for function in functions(module)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


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
    "clinic/demo/reading.py", "clinic/demo/command.py",
}  # fmt: skip
"""Where the clinic's time, keys, secrets of links and ids of rows come from; everything else is given them."""


def test_the_clock_and_chance_are_arguments() -> None:
    given = [module for module in MODULES if not module.startswith(COMPOSITION_ROOT) and module not in MAKERS]
    assert wherever(_reads, given) == {}


def _reads(module: ast.Module) -> list[str]:
    clocks = [
        f"{node.value.id}.{node.attr}"
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr) in CLOCKS
    ]
    imported = [
        alias.name for node in ast.walk(module) if isinstance(node, ast.Import) for alias in node.names
    ]
    return clocks + [name for name in imported if name.split(".")[0] in CHANCE]


def test_public_names_say_what_they_are_for() -> None:
    assert wherever(_silent) == {}


def _silent(module: ast.Module) -> list[str]:
    """Public functions and classes without a docstring; names inside a function are not public."""
    inside = {node for f in functions(module) for node in ast.walk(f) if node is not f}
    return [
        node.name
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and node.name != "Meta"  # Django's, for a table
        and ast.get_docstring(node) is None
        and node not in inside
    ]


def test_no_number_of_the_literature_stands_in_code() -> None:
    """A number with more than one significant digit belongs to `knowledge`."""
    assert wherever(_numbers, [module for module in MODULES if module.startswith("dermatology/")]) == {}


def _numbers(module: ast.Module) -> list[float]:
    constants = [node.value for node in ast.walk(module) if isinstance(node, ast.Constant)]
    return [value for value in constants if isinstance(value, float) and not _one_digit(value)]


def _one_digit(value: float) -> bool:
    return len(f"{value:g}".replace(".", "").strip("0")) <= 1


def test_no_catch_all_module() -> None:
    nameless = {"utils", "common", "helpers", "manager", "managers", "misc", "base", "core"}
    backend = "clinic/sqlcipher/base.py"  # the name by which Django finds a backend
    assert [module for module in MODULES if nameless & set(Path(module).with_suffix("").parts)] == [backend]


def test_knowledge_holds_data_only() -> None:
    assert list((SRC / "knowledge").rglob("*.py")) == []
