"""The only clock of the clinic. Pages and commands read it; everything below is told the time."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


def today(zone: str, at: datetime) -> date:
    """The day that this moment is in a clinic's zone."""
    return at.astimezone(ZoneInfo(zone)).date()
