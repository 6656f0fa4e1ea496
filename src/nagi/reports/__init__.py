"""Printable documents: `write_consultation` makes the page and the papers of one consultation."""

from nagi.reports.consultation import write_consultation

__all__ = ["write_consultation"]
