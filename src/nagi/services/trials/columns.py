"""What the tables of a virtual trial hold, column by column. Needs nothing, so that the command line can name it."""

from collections.abc import Mapping
from typing import Literal

Kind = Literal["netcdf", "parquet"]
"""How the numbers of a trial are written."""

COLUMNS: Mapping[str, str] = {
    "effect": "on, or off in the trials that show how often a difference is found where there is none",
    "draw": "number of the draw of what nobody knows, from 0",
    "trial": "number of the trial within its draw, from 0",
    "arm": "the arm that is compared with the control; in the course any arm or reference",
    "endpoint": "name of the endpoint",
    "size": "people, or people per arm",
    "treated": "mean (improvement, in points) or share of responders in the arm",
    "control": "the same in the control",
    "difference": "difference in the good direction",
    "error": "standard error of the difference",
    "p": "p value, two-sided",
    "nothing": "whether no treatment has any effect in this draw",
    "reference": "simulated alongside, nobody is allotted to it",
    "week": "weeks since the first session",
    "output": "what was measured",
    "quantile": "of the people seen at that visit, all trials together",
    "value": "mean, share or quantile",
}
"""What each column of a Parquet file means; every file carries this."""
