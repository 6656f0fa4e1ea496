"""CVODE called from C with the analytic Jacobian: no Python inside the loop.

The equations are nagi's own statement list printed as C (constants hoisted, common parts shared, one division), compiled
with gcc -O3 -march=native. SUNDIALS itself is the one inside the wheel of scikit-sundae, or a build of your own:
NAGI_SUNDIALS=/where/it/was/installed (static libraries, SUNDIALS 7) uses that instead.
"""

import ctypes
import hashlib
import os
import subprocess
import sysconfig
from pathlib import Path

import numpy as np
from task import EFFECTS, RUN_IN_WEEKS, Array, Peer, Task

import nagi
from nagi.numerics.methods.tableau import tableau
from nagi.numerics.symbolic.lowered import Lowered
from nagi.numerics.symbolic.lowering import lower
from peers.printing import c_function

LOOP = Path(__file__).with_name("cvode_loop.c")
PARTS = ("cvode", "core", "nvecserial", "sunmatrixdense", "sunlinsoldense")
FLAGS = ("-O3", "-march=native", "-fno-math-errno", "-shared", "-fPIC")


def peers() -> list[Peer]:
    """One peer, compiled when this is called."""
    library = _compiled(source(lower(nagi.load_model("miyano2021"), tableau())))
    solve_all = library.solve_all

    def solve(task: Task, rtol: float) -> Array:
        found = task.empty()
        sizes = [ctypes.c_long(size) for size in found.shape]
        parameters, arms = np.ascontiguousarray(task.parameters), np.ascontiguousarray(task.arms)
        tables = [_at(parameters), sizes[0], _at(arms), sizes[1], _at(task.start), _at(task.weeks), sizes[2]]
        if solve_all(*tables, ctypes.c_double(rtol), ctypes.c_double(rtol * ATOL_SHARE), _at(found)):
            raise ArithmeticError
        return found

    return [Peer(name="CVODE from C, analytic Jacobian", solve=solve, target=40)]


ATOL_SHARE = 1e-2


def source(lowered: Lowered) -> str:
    """The whole C file."""
    states = len(lowered.states)
    sizes = {
        "STATES": states, "PARAMETERS": len(lowered.parameters), "EFFECTS": len(EFFECTS),
        "CONSTANTS": lowered.constants, "RUN_IN": RUN_IN_WEEKS, "SUNINDEX": _index_type(),
    }  # fmt: skip
    entries = [tuple(map(int, name[1:].split("_"))) for name in lowered.jacobian.results]
    printed = [
        c_function("prep", lowered.prep, map(str, range(lowered.constants))),
        c_function("rhs", lowered.rhs, map(str, range(states))),
        c_function("jac", lowered.jacobian, [f"{column} * STATES + {row}" for row, column in entries]),
    ]
    defines = "".join(f"#define {name} {value}\n" for name, value in sizes.items())
    return defines + "\n".join(printed) + LOOP.read_text(encoding="utf-8")


def _compiled(text: str) -> ctypes.CDLL:
    libraries = _libraries()
    key = hashlib.sha256("\n".join([text, *libraries]).encode()).hexdigest()[:16]
    folder = Path(sysconfig.get_path("data")) / "built"
    folder.mkdir(exist_ok=True)
    file, made = folder / f"cvode_{key}.c", folder / f"cvode_{key}.so"
    if not made.exists():
        file.write_text(text, encoding="utf-8")
        subprocess.run(["gcc", *FLAGS, str(file), "-o", str(made), *libraries, "-lm"], check=True)
    return ctypes.CDLL(str(made))


def _own() -> str | None:
    return os.environ.get("NAGI_SUNDIALS")


def _index_type() -> str:
    """scikit-sundae builds with 32-bit indices; SUNDIALS by itself with 64."""
    return "long" if _own() else "int"


def _libraries() -> list[str]:
    if own := _own():
        return [str(Path(own) / "lib" / f"libsundials_{part}.a") for part in (*PARTS, "core")]
    folder = Path(sysconfig.get_path("platlib")) / "scikit_sundae.libs"
    found = [str(next(folder.glob(f"libsundials_{part}-*.so*"))) for part in PARTS]
    return [*found, f"-Wl,-rpath,{folder}"]


def _at(table: Array) -> ctypes.c_void_p:
    return ctypes.c_void_p(table.ctypes.data)
