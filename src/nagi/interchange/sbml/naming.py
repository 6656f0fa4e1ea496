"""Names of a model for the ids of a file."""

from collections.abc import Iterable, Mapping

RESERVED = frozenset(
    {"t", "patient", "arm", "week", "parameter", "state", "status", "baseline", "parameters"}
)
"""What a result calls its own things."""


def free_names(wanted: Iterable[str]) -> Mapping[str, str]:
    """A name for each id: the id itself, with underscores behind it where that is taken or reserved."""
    names: dict[str, str] = {}
    taken = set(RESERVED)
    for one in wanted:
        name = one
        while name in taken:
            name += "_"
        taken |= {name, f"{name}_baseline"}
        names[one] = name
    return names
