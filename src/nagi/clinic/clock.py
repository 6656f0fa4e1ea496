"""The only clock of the clinic. Pages and commands read it; everything below is told the time."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


def today(zone: str, at: datetime) -> date:
    """The day that this moment is in a clinic's zone."""
    return at.astimezone(ZoneInfo(zone)).date()


def local(at: datetime, zone: str) -> datetime:
    """This moment as the clocks of a zone show it."""
    return at.astimezone(ZoneInfo(zone))


def start(day: date, zone: str) -> datetime:
    """The moment at which a day begins in a clinic's zone."""
    return datetime.combine(day, time(), ZoneInfo(zone))
