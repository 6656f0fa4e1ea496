"""The error codes: what each means and what to do. A test compares the list with the source."""

from nagi.language import Text
from reference.markup import both, read, table, whole


def page() -> str:
    """Every code."""
    rows = [(f"`{code}`", *both(Text(**said))) for code, said in sorted(read("errors.toml").items())]
    return whole("errors", [table(("Code", "日本語", "English"), rows)], wide=True)
