"""Names of a model for the ids of a file."""

from collections.abc import Mapping

OF_RESULTS = {"t", "patient", "arm", "week", "parameter", "state", "status", "baseline", "parameters"}
OF_FUNCTIONS = {
    "exp",
    "log",
    "sqrt",
    "tanh",
    "abs",
    "amin",
    "amax",
    "minimum",
    "maximum",
    "select",
    "pi",
    "e",
}
RESERVED = frozenset(OF_RESULTS | OF_FUNCTIONS)
"""What a result calls its own things, and functions that computing an output may call."""


def free_names(wished: Mapping[str, str]) -> Mapping[str, str]:
    """A name for each key: the one wished for, with underscores behind it where that is taken or reserved."""
    names: dict[str, str] = {}
    taken = set(RESERVED)
    for key, name in wished.items():
        while name in taken:
            name += "_"  # noqa: PLW2901 - until it is free
        taken |= {name, f"{name}_baseline"}
        names[key] = name
    return names
