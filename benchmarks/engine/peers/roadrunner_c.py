"""libRoadRunner (LLVM-compiled model, CVODE): the model is loaded once, values are set by their numbers."""

import roadrunner
from task import EFFECTS, RUN_IN_WEEKS, Array, Peer, Solve, Task

import nagi
from peers.sbml_text import sbml

ATOL_SHARE = 1e-2


def peers() -> list[Peer]:
    """The same at both output grids."""
    solve = _solver()
    return [
        Peer(name="libRoadRunner", solve=solve, target=150, patients=16),
        Peer(name="libRoadRunner, weekly", solve=solve, points=25, target=80, patients=16),
    ]


def _solver() -> Solve:
    model = nagi.load_model("miyano2021")
    runner = roadrunner.RoadRunner(sbml())
    inside, integrator = runner.model, runner.integrator
    ids = list(inside.getGlobalParameterIds())
    known = [ids.index(name) for name in (*model.parameters, *EFFECTS)]
    states = [ids.index(name) for name in model.state_names]
    parameters, effects = known[: len(model.parameters)], known[len(model.parameters) :]
    integrator.maximum_num_steps = 100_000
    integrator.stiff = True

    def simulate(start: Array, weeks: float, points: int) -> Array:
        inside.setTime(0.0)
        inside.setGlobalParameterValues(states, start)
        return runner.simulate(0, weeks, points)

    def solve(task: Task, rtol: float) -> Array:
        integrator.relative_tolerance, integrator.absolute_tolerance = rtol, rtol * ATOL_SHARE
        found = task.empty()
        for i, patient in enumerate(task.parameters):
            inside.setGlobalParameterValues(parameters, patient)
            inside.setGlobalParameterValues(effects, [0.0] * len(effects))
            runner.timeCourseSelections = []
            simulate(task.start, RUN_IN_WEEKS, 2)
            base = inside.getGlobalParameterValues(states)
            runner.timeCourseSelections = ["EASI"]
            for j, arm in enumerate(task.arms):
                inside.setGlobalParameterValues(effects, arm)
                found[i, j] = simulate(base, task.weeks[-1], len(task.weeks))[:, 0]
        return found

    return solve
