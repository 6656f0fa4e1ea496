"""COPASI (LSODA): the model is compiled once, a task is run again and again.

Twice: through its own bindings, where only the wanted column is read, and through basico, as it is mostly called from
Python. Values are set in the same quick way in both.
"""

from typing import Any

import basico
import COPASI
import numpy as np
from task import EFFECTS, RUN_IN_WEEKS, Array, Peer, Solve, Task

import nagi
from peers.sbml_text import sbml

ATOL_SHARE = 1e-2


def peers() -> list[Peer]:
    """Both, on few patients."""
    return [
        Peer(name="COPASI, its own bindings", solve=_solver(by_basico=False), target=800, patients=8),
        Peer(name="COPASI through basico", solve=_solver(by_basico=True), target=800, patients=2),
    ]


def _solver(*, by_basico: bool) -> Solve:
    names = nagi.load_model("miyano2021")
    data = COPASI.CRootContainer.addDatamodel()
    if not data.importSBMLFromString(sbml()):
        raise ValueError
    model, task = data.getModel(), data.getTask("Time-Course")
    values = {one.getObjectName(): one for one in model.getModelValues()}
    changed = COPASI.ObjectStdVector()
    for name in (*names.parameters, *EFFECTS, *names.state_names):
        changed.append(values[name].getInitialValueReference())
    problem, method = task.getProblem(), task.getMethod()
    problem.setTimeSeriesRequested(True)
    problem.setAutomaticStepSize(False)
    method.getParameter("Max Internal Steps").setIntValue(1_000_000)

    def put(ids: tuple[str, ...], numbers: Array) -> None:
        for name, number in zip(ids, numbers, strict=True):
            values[name].setInitialValue(float(number))

    def simulate(weeks: float, points: int) -> Any:
        problem.setDuration(weeks)
        problem.setStepNumber(points - 1)
        model.updateInitialValues(changed)
        if not task.initializeRaw(COPASI.CCopasiTask.OUTPUT_UI) or not task.processRaw(True):  # noqa: FBT003
            raise ArithmeticError(COPASI.CCopasiMessage.getAllMessageText())
        return task.getTimeSeries()

    def framed(weeks: float, points: int) -> Any:
        model.updateInitialValues(changed)
        return basico.run_time_course(0.0, weeks, points - 1, model=data, use_initial_values=True)

    def column(series: Any, name: str) -> Array:
        """One column of the time series, in the order in which it was recorded."""
        if not columns:
            columns.update({series.getTitle(k): k for k in range(series.getNumVariables())})
        at = columns[f"Values[{name}]"]
        return np.array([series.getData(row, at) for row in range(series.getRecordedSteps())])

    columns: dict[str, int] = {}

    def solve(whole: Task, rtol: float) -> Array:
        method.getParameter("Relative Tolerance").setDblValue(rtol)
        method.getParameter("Absolute Tolerance").setDblValue(rtol * ATOL_SHARE)
        found = whole.empty()
        for i, patient in enumerate(whole.parameters):
            put(names.parameters, patient)
            put(EFFECTS, np.zeros(len(EFFECTS)))
            put(names.state_names, whole.start)
            series = simulate(RUN_IN_WEEKS, 2)
            base = np.array([column(series, name)[-1] for name in names.state_names])
            put(names.state_names, base)
            for j, arm in enumerate(whole.arms):
                put(EFFECTS, arm)
                if by_basico:
                    found[i, j] = framed(whole.weeks[-1], len(whole.weeks))["Values[EASI]"].to_numpy()
                else:
                    found[i, j] = column(simulate(whole.weeks[-1], len(whole.weeks)), "EASI")
        return found

    return solve
