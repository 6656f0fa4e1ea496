"""AMICI (C++ generated from the SBML, CVODES with sparse KLU): compiled once; one call runs all arms of a patient."""

import sysconfig
from pathlib import Path
from typing import Any

import amici
import numpy as np
from amici import MeasurementChannel
from amici.importers.sbml import SbmlImporter
from amici.sim import sundials
from task import EFFECTS, RUN_IN_WEEKS, Array, Peer, Solve, Task

import nagi
from peers.sbml_text import sbml

NAME = "miyano"
ATOL_SHARE = 1e-2


def peers() -> list[Peer]:
    """One peer, at the weekly grid: it spends most of its time on each output point."""
    return [Peer(name="AMICI, weekly", solve=_solver(), points=25, target=250, patients=8)]


def _solver() -> Solve:
    names = nagi.load_model("miyano2021")
    model = _model()
    solver = model.create_solver()
    solver.set_return_data_reporting_mode(sundials.RDataReporting.observables_likelihood)
    solver.set_max_steps(100_000)
    whole = model.create_solver()
    whole.set_max_steps(100_000)
    own = [name.removeprefix("amici_") for name in model.get_free_parameter_ids()]
    given = [*names.parameters, *EFFECTS]
    order = [given.index(name) for name in own]

    def wanted(inputs: Array, start: Array, weeks: Array) -> Any:
        one = sundials.ExpData(model)
        one.free_parameters, one.x0 = inputs[order], start
        one.set_timepoints(weeks)
        one.pscale = sundials.parameter_scaling_from_int_vector([0] * len(order))
        return one

    def solve(task: Task, rtol: float) -> Array:
        for one in (solver, whole):
            one.set_relative_tolerance(rtol)
            one.set_absolute_tolerance(rtol * ATOL_SHARE)
        found, end, rest = task.empty(), np.array([RUN_IN_WEEKS]), np.zeros(len(EFFECTS))
        for i, patient in enumerate(task.parameters):
            run_in = wanted(np.concatenate([patient, rest]), task.start, end)
            base = sundials.run_simulation(model, whole, run_in).x[-1]
            arms = [wanted(np.concatenate([patient, arm]), base, task.weeks) for arm in task.arms]
            for j, result in enumerate(sundials.run_simulations(model, solver, arms, num_threads=1)):
                found[i, j] = result.y[:, 0]
        return found

    return solve


def _model() -> Any:
    """The compiled model; written and compiled on first use."""
    folder = Path(sysconfig.get_path("data")) / "built" / f"amici-{amici.__version__}"
    if not folder.exists():
        easi = [MeasurementChannel(id_="easi", formula="EASI")]
        SbmlImporter(sbml(), from_file=False).sbml2amici(
            NAME,
            folder,
            observation_model=easi,
            generate_sensitivity_code=False,
            compute_conservation_laws=False,
        )
    return amici.import_model_module(NAME, folder).get_model()
