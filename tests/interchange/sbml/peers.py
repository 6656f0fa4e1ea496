"""The simulators that exported models must agree with, at tolerances far below what is asked."""

import locale
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import ModuleType

import numpy as np
import numpy.typing as npt
import roadrunner

Array = npt.NDArray[np.float64]
RELATIVE, ABSOLUTE = 1e-12, 1e-14


@contextmanager
def copasi() -> Iterator[ModuleType]:
    """COPASI; it sets the locale of the process to C, where other tests could no longer read UTF-8."""
    before = locale.setlocale(locale.LC_ALL)
    try:
        import basico  # noqa: PLC0415 - importing it already sets the locale

        yield basico
    finally:
        locale.setlocale(locale.LC_ALL, before)


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
    with copasi() as basico:
        model = basico.load_model_from_string(text)
        course = basico.run_time_course(
            values=[float(time) for time in times],
            r_tol=RELATIVE,
            a_tol=ABSOLUTE,
            use_sbml_id=True,
            model=model,
        )
        basico.remove_datamodel(model)
        return np.asarray(course[list(names)].to_numpy(), dtype=np.float64)
