"""numbalsoda: LSODA in C++ inside one Numba loop.

Its package needs a Fortran compiler for a part that is not used here. So its source distribution is taken from the
registry, LSODA alone is compiled (-O3 -march=native, better than the package's own flags) and called by its own driver.
"""

import importlib.util
import subprocess
import sys
import sysconfig
import tarfile
from pathlib import Path
from types import ModuleType

import numpy as np
from numba import carray, cfunc, njit
from task import RUN_IN_WEEKS, Array, Peer, Task

from peers import miyano

VERSION = "0.3.4"
ATOL_SHARE = 1e-2


def peers() -> list[Peer]:
    """One peer."""
    driver = _driver()
    lsoda, fill, easi = driver.lsoda, miyano.fill, njit(miyano.easi)
    first = miyano.PARAMETERS

    @cfunc(driver.lsoda_sig)
    def slopes(t, y, f, inputs):
        given = carray(inputs, (first + len(miyano.EFFECTS),))
        fill(carray(y, (miyano.STATES,)), given[:first], given[first:], carray(f, (miyano.STATES,)))

    address = slopes.address

    @njit
    def loop(parameters, arms, start, weeks, span, rtol, found):  # noqa: PLR0913, PLR0917 - arrays are all that Numba sees
        inputs = np.empty(parameters.shape[1] + arms.shape[1])
        for i in range(len(parameters)):
            inputs[:first], inputs[first:] = parameters[i], 0.0
            base = lsoda(address, start, span, inputs, rtol, rtol * ATOL_SHARE, 100_000)[0][-1].copy()
            for j in range(len(arms)):
                inputs[first:] = arms[j]
                solved, _ = lsoda(address, base, weeks, inputs, rtol, rtol * ATOL_SHARE, 100_000)
                found[i, j] = easi(solved)

    def solve(task: Task, rtol: float) -> Array:
        found, span = task.empty(), np.array([0.0, RUN_IN_WEEKS])
        loop(task.parameters, task.arms, task.start, task.weeks, span, rtol, found)
        return found

    return [Peer(name=f"numbalsoda {VERSION}", solve=solve, target=30)]


def _driver() -> ModuleType:
    """numbalsoda's own driver.py beside the library it loads."""
    folder = Path(sysconfig.get_path("data")) / "built" / f"numbalsoda-{VERSION}"
    if not (folder / "numbalsoda" / "liblsoda.so").exists():
        _build(folder)
    spec = importlib.util.spec_from_file_location("numbalsoda_driver", folder / "numbalsoda" / "driver.py")
    assert spec is not None
    assert spec.loader is not None
    driver = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(driver)
    return driver


def _build(folder: Path) -> None:
    above = folder.parent
    above.mkdir(exist_ok=True)
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*pip, "--dest", str(above), f"numbalsoda=={VERSION}"], check=True)
    with tarfile.open(above / f"numbalsoda-{VERSION}.tar.gz") as archive:
        archive.extractall(above, filter="data")
    sources = [str(folder / "src" / name) for name in ("LSODA.cpp", "wrapper.cpp")]
    library = str(folder / "numbalsoda" / "liblsoda.so")
    flags = ["-O3", "-march=native", "-std=c++11", "-shared", "-fPIC"]
    subprocess.run(["g++", *flags, *sources, "-o", library], check=True)
