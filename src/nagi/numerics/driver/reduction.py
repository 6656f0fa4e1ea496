"""What is kept of a job when its outputs are not."""

from nagi.numerics.driver.calling import inner
from nagi.numerics.driver.tables import Floats


@inner
def reduce_outputs(weeks: Floats, rows: Floats, into: Floats) -> None:
    """Per output: value at the last week, mean over the weeks (trapezoids), relative fall since the first week."""
    last = weeks.size - 1
    for o in range(rows.shape[0]):
        area = 0.0
        for k in range(last):
            area += 0.5 * (rows[o, k] + rows[o, k + 1]) * (weeks[k + 1] - weeks[k])
        span = weeks[last] - weeks[0]
        into[o, 0] = rows[o, last]
        into[o, 1] = area / span if span > 0 else rows[o, last]
        into[o, 2] = (rows[o, 0] - rows[o, last]) / rows[o, 0]
