"""What is measured in a process of its own. `python fresh.py edited|cached|million`; prints JSON."""

import json
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import sympy

import nagi
from nagi.numerics import engine
from nagi.numerics.driver import solving
from nagi.simulation import ensemble

LOADED = (ensemble, solving)
"""What `nagi` loads when it is first needed."""
MILLION = 1_000_000


def edited() -> dict[str, float]:
    """Process time from a changed equation to EASI of one patient in ten arms, imports not counted."""
    start = time.process_time()
    model = nagi.load_model("miyano2021")
    first = model.rates[0]
    changed = replace(first, expression=first.expression * sympy.Float("1.01"))
    model = replace(model, rates=(changed, *model.rates[1:]))
    patient = np.exp([[p.mean_ln for p in model.population]])
    nagi.simulate(model, patient, arms=list(model.arms), weeks=range(25))
    return {"seconds": time.process_time() - start}


def cached() -> dict[str, float]:
    """The same for the model as it is: from its name to the result. The second process to ask finds all in the cache."""
    start = time.process_time()
    model = nagi.load_model("miyano2021")
    patient = np.exp([[p.mean_ln for p in model.population]])
    nagi.simulate(model, patient, arms=list(model.arms), weeks=range(25))
    return {"seconds": time.process_time() - start}


def million() -> dict[str, float]:
    """Peak memory of this process for 10^6 patient-arms of weekly EASI, reduced, and the seconds they took."""
    model = nagi.load_model("miyano2021")
    arms = tuple(model.arms.values())
    cohort = nagi.virtual_patients(model, n=MILLION // len(arms), seed=1)
    table = np.stack([cohort[name].values for name in model.parameters], axis=1)
    made = engine.Engine.of(model)
    start = time.process_time()
    run = made.run(table, arms, weeks=np.arange(25.0), threads=1, summary=True)
    assert run.summary is not None
    assert np.isfinite(run.summary.endpoint).all()
    taken = time.process_time() - start
    return {"seconds": taken, "gigabytes": _peak_kilobytes() * 1024 / 1e9}


def _peak_kilobytes() -> int:
    """The most memory this process has held. (`getrusage` would count what its parent held, too.)"""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    print(json.dumps({"edited": edited, "cached": cached, "million": million}[sys.argv[1]]()))
