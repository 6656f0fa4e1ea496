"""The running account of one decision: for each route at each place, every status entered and by which rule."""

from collections.abc import Iterable

from nagi.dermatology.decision.verdict import STRICTNESS, Fired, RouteDecision
from nagi.evidence.rules import DRIP, LOCAL_ROUTES, Route, Status

Row = tuple[str | None, Route]


class Ledger:
    """Rows are (site code, local route), and (None, drip) once for the person."""

    def __init__(self, sites: Iterable[str]) -> None:
        self._rows: dict[Row, list[tuple[Status, Fired]]] = {
            (code, route): [] for code in sites for route in LOCAL_ROUTES
        }
        self._rows[None, DRIP] = []

    def rows(self) -> Iterable[Row]:
        """Every row, in order of sites and routes."""
        return self._rows

    def enter(self, fired: Fired, routes: Iterable[str], status: Status) -> None:
        """Enter a status wherever the rule reaches: one site for a rule of a site, else everywhere."""
        only_here = fired.rule.scope == "site" and fired.rule.effect.detail("scope") != "patient"
        for (code, route), entries in self._rows.items():
            if route in routes and (code is None or not only_here or code == fired.place):
                entries.append((status, fired))

    def enter_row(self, row: Row, fired: Fired, status: Status) -> None:
        """Enter a status in one row."""
        self._rows[row].append((status, fired))

    def status(self, row: Row) -> Status:
        """The strictest status entered; permitted if there is none."""
        worst: Status = "permitted"
        for status, _ in self._rows[row]:
            if STRICTNESS[status] > STRICTNESS[worst]:
                worst = status
        return worst

    def decided(self, row: Row) -> RouteDecision:
        """The status with its reasons, the strictest first."""
        entries = sorted(self._rows[row], key=lambda entry: (-STRICTNESS[entry[0]], entry[1].rule.id))
        return RouteDecision(status=self.status(row), reasons=tuple(fired for _, fired in entries))
