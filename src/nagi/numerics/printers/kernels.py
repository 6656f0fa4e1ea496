"""A model's compiled functions, ready to call: from the disk cache, or lowered, printed and compiled."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np

from nagi.equations.model import Model
from nagi.numerics.driver.attempt import FOUND, Bounds, attempt_program, trace_program
from nagi.numerics.driver.tables import Kernel
from nagi.numerics.printers.llvm import module_text
from nagi.numerics.printers.objects import Entry, LoadedCode, compiled, kept
from nagi.numerics.printers.scalar import scalar_addresses
from nagi.numerics.statements import Program
from nagi.numerics.symbolic.lowered import Lowered

Printer = Literal["llvm", "scalar", "interpreter", "cuda"]
Functions = tuple[tuple[str, Program, int], ...]

CALLED = ("attempt", "prep", "redraw", "trace", "newton", "resets", "jacobian", "margins")
"""What the compiled loops call."""


@dataclass(frozen=True, kw_only=True)
class Kernels:
    """Addresses for the drivers, and what keeps them valid."""

    kernel: Kernel
    rhs: int
    alive: object


def kernels(  # noqa: PLR0913 (a model and how its functions are made)
    model: Model,
    lower: Callable[[Model], Lowered],
    method: str,
    *,
    lanes: int,
    printer: Literal["llvm", "scalar"],
    folder: Path | None,
) -> Kernels:
    """The functions of `model` for `method`. Nothing symbolic runs when the cache knows the model (printer "llvm")."""
    if printer == "scalar":
        lowered = lower(model)
        functions = functions_of(model, lowered, lanes=1)
        named = [(n, p) for n, p, _ in functions]
        addresses, alive = scalar_addresses(named, folder=folder, columns=_columns(functions))
        return _assembled(addresses, _metadata(lowered, functions), 1, alive)

    def make() -> Entry:
        lowered = lower(model)
        functions = functions_of(model, lowered, lanes=lanes)
        text = module_text(functions, _columns(functions))
        return Entry(metadata=_metadata(lowered, functions), code=compiled(text))

    entry = kept(f"{model.digest}|{_generator_digest()}|{method}|{lanes}", folder, make)
    code = LoadedCode(entry.code)
    return _assembled({name: code.address(name) for name in (*CALLED, "rhs")}, entry.metadata, lanes, code)


def functions_of(model: Model, lowered: Lowered, *, lanes: int) -> Functions:
    """Every function of a model with its number of lanes: what runs per step is wide, what runs per arm is not."""
    return (
        ("attempt", attempt_program(lowered, bounds_of(model)), lanes),
        ("prep", lowered.prep, 1),
        ("redraw", lowered.redraw, 1),
        ("trace", trace_program(lowered), lanes),
        ("newton", lowered.newton, lanes),
        ("resets", lowered.resets, 1),
        ("jacobian", lowered.jacobian, 1),
        ("margins", lowered.margins, 1),
        ("rhs", lowered.rhs, 1),
    )


def bounds_of(model: Model) -> list[Bounds]:
    """Where each state must stay, and its typical size."""
    return [Bounds(lower=s.lower, upper=s.upper, scale=s.scale) for s in model.states]


def _columns(functions: Functions) -> dict[str, dict[str, int]]:
    """Outputs are traced in the workspace of the attempt: all inputs but the week are a lane's numbers there."""
    programs = {name: program for name, program, _ in functions}
    rows = programs["attempt"].rows()
    return {"trace": {name: rows[name] for name in programs["trace"].inputs if name != "week"}}


def _metadata(lowered: Lowered, functions: Functions) -> dict[str, Any]:
    attempt = functions[0][1]
    return {
        "states": len(lowered.states),
        "constants": lowered.constants,
        "rows": max(attempt.rows().values()) + 1,
        "found": attempt.rows()[FOUND[0]],
        "turns": attempt.rows()["m0"] if lowered.relays else 0,
        "results": len(lowered.outputs),
        "reset_states": [int(name[1:]) for name in lowered.resets.results],
        "redrawn": [int(name[1:]) for name in lowered.redraw.results],
        "relays": list(lowered.relays),
        "pattern": [int(n) for name in lowered.jacobian.results for n in name[1:].split("_")],
    }


def _assembled(
    addresses: Mapping[str, int], metadata: Mapping[str, Any], lanes: int, alive: object
) -> Kernels:
    sizes: dict[str, Any] = {
        name: metadata[name] for name in ("states", "constants", "rows", "found", "turns", "results")
    }
    lists: dict[str, Any] = {
        name: np.array(metadata[name], dtype=np.int64)
        for name in ("reset_states", "redrawn", "relays", "pattern")
    }
    called: dict[str, Any] = {name: addresses[name] for name in CALLED}
    kernel = Kernel(**called, **sizes, **lists, lanes=lanes)
    return Kernels(kernel=kernel, rhs=addresses["rhs"], alive=alive)


@cache
def _generator_digest() -> str:
    """Digest of the code that writes programs: any change of it makes the cache forget."""
    found = hashlib.sha256()
    for path in sorted(Path(__file__).parents[1].rglob("*")):
        if path.suffix in {".py", ".toml"}:
            found.update(path.read_bytes())
    return found.hexdigest()
