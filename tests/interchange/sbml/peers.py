"""The simulators that exported models must agree with, at tolerances far below what is asked."""

from collections.abc import Sequence

import basico
import numpy as np
import numpy.typing as npt
import roadrunner

Array = npt.NDArray[np.float64]
RELATIVE, ABSOLUTE = 1e-12, 1e-14


def in_roadrunner(text: str, times: Sequence[float] | Array, names: Sequence[str]) -> Array:
    """Columns of `names` at `times` (time, name), by libRoadRunner."""
    runner = roadrunner.RoadRunner(text)
    for key, value in (
        ("relative_tolerance", RELATIVE),
        ("absolute_tolerance", ABSOLUTE),
        ("maximum_num_steps", 1_000_000),
    ):
        runner.integrator.setValue(key, value)
    runner.timeCourseSelections = ["time", *names]
    return np.array(runner.simulate(times=[float(time) for time in times]))[:, 1:]


def in_copasi(text: str, times: Sequence[float] | Array, names: Sequence[str]) -> Array:
    """The same, by COPASI."""
    model = basico.load_model_from_string(text)
    try:
        course = basico.run_time_course(
            values=[float(time) for time in times],
            r_tol=RELATIVE,
            a_tol=ABSOLUTE,
            use_sbml_id=True,
            model=model,
        )
        return np.asarray(course[list(names)].to_numpy(), dtype=np.float64)
    finally:
        basico.remove_datamodel(model)
