"""Why someone does not get what they asked for."""


class Refused(Exception):
    """The base of all refusals; each is recorded."""


class Forbidden(Refused):
    """Logged in, but without the right."""

    def __init__(self, right: str) -> None:
        super().__init__(right)
        self.right = right


class Hidden(Refused):
    """Not there for this viewer: it does not exist, or belongs to another clinic. Both look the same."""
