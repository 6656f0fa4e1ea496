"""Names of a model for the ids of a file."""

from collections.abc import Mapping

RESERVED = frozenset(
    {"t", "patient", "arm", "week", "parameter", "state", "status", "baseline", "parameters"}
)
"""What a result calls its own things."""


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
