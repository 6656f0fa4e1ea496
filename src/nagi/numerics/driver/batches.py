"""Job lists on a device: tables with jobs fastest, one launch per list, results back in the order of the list."""

import ctypes
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from nagi.numerics.driver.tables import NOT_FINITE, Control, Floats, Jobs, Results
from nagi.numerics.driver.tables import Protocol as Arms

Table = npt.NDArray[Any]
POLISHES = 3
TABLES = ("outputs", "reduced", "last", "status", "steps", "rejected", "time")
"""In the order of `Table` in device.cu."""


class Device(Protocol):
    """Where kernels of `printers.cuda` run. Addresses are those of the device."""

    real: type[np.floating[Any]]
    """The precision of the kernels' `real`."""

    def put(self, table: Table) -> int:
        """A copy of `table` on the device."""

    def take(self, address: int, like: Table) -> None:
        """Fill `like` with what lies at `address`."""

    def launch(self, kernel: str, threads: int, arguments: Sequence[Any]) -> None:
        """Run `kernel` for that many threads and wait; `arguments` are ctypes values."""

    def forget(self, address: int) -> None:
        """Give back what was `put` there."""


class _Loan:
    """Tables on a device for one launch; given back when it ends, whatever happened. Runs do not share theirs."""

    def __init__(self, device: Device) -> None:
        self.device = device
        self.held: list[int] = []

    def put(self, table: Table) -> int:
        """A copy of `table` on the device, for as long as the loan lasts."""
        self.held.append(self.device.put(table))
        return self.held[-1]

    def __enter__(self) -> "_Loan":
        return self

    def __exit__(self, *_: object) -> None:
        while self.held:
            self.device.forget(self.held.pop())


class _Arms(ctypes.Structure):
    _fields_ = (
        *((name, ctypes.c_void_p) for name in ("first", "end", "effects", "doses", "careful", "week")),
        ("weeks", ctypes.c_longlong),
    )


class _Control(ctypes.Structure):
    _fields_ = (
        *((name, ctypes.c_double) for name in ("rtol", "step", "least")),
        ("most", ctypes.c_longlong),
    )


class _Table(ctypes.Structure):
    _fields_ = tuple((name, ctypes.c_void_p) for name in TABLES)


def integrated(  # noqa: PLR0913 (the four tables of a run and two choices)
    device: Device, outputs: int, arms: Arms, control: Control, jobs: Jobs, *, summary: bool
) -> Results:
    """All jobs, in the order of the list; `outputs` is how many the model has. See `driver.solving.solve`."""
    order = np.argsort(jobs.arm, kind="stable")
    room = _room(device, arms, jobs, outputs, summary=summary)
    with _Loan(device) as loan:
        held = {name: loan.put(table) for name, table in room.items()}
        arguments = _arguments(loan, held, arms, control, jobs, order, summary=summary)
        device.launch("integrate", order.size, arguments)
        for name, table in room.items():
            device.take(held[name], table)
    return _results(room, order, arms.weeks.size, outputs)


def settled(
    device: Device, parameters: Floats, effects: Floats, states: Floats
) -> tuple[Floats, Floats, Floats]:
    """States after Newton steps, their residual per week, and how far they moved."""
    count = len(states)
    residual, moved = np.empty(count), np.empty(count)
    after = np.array(states.T, dtype=device.real, order="C")
    with _Loan(device) as loan:
        tables = [loan.put(table) for table in (_columns(parameters), effects, after, residual, moved)]
        arguments = [ctypes.c_longlong(count), ctypes.c_int(POLISHES), *map(ctypes.c_void_p, tables)]
        device.launch("polish", count, arguments)
        for address, table in zip(tables[2:], (after, residual, moved), strict=True):
            device.take(address, table)
    return np.ascontiguousarray(after.T, dtype=np.float64), residual, moved


def _columns(rows: Floats) -> Floats:
    return np.ascontiguousarray(rows.T)


def _room(device: Device, arms: Arms, jobs: Jobs, outputs: int, *, summary: bool) -> dict[str, Table]:
    count, weeks = jobs.patient.size, arms.weeks.size
    return {
        "outputs": np.empty((0 if summary else weeks, outputs, count), device.real),
        "reduced": np.empty((outputs, 3, count if summary else 0), device.real),
        "last": np.empty((jobs.start.shape[1], count), device.real),
        "status": np.full(count, NOT_FINITE, np.int64),
        "steps": np.zeros(count, np.int64),
        "rejected": np.zeros(count, np.int64),
        "time": np.zeros(count),
    }


def _arguments(  # noqa: PLR0913, PLR0917 (the tables of a run)
    loan: _Loan,
    held: dict[str, int],
    arms: Arms,
    control: Control,
    jobs: Jobs,
    order: Table,
    *,
    summary: bool,
) -> list[Any]:
    tables = (arms.first, arms.end, arms.effects, arms.doses, arms.careful, arms.weeks)
    protocol = _Arms(*(loan.put(np.ascontiguousarray(table)) for table in tables), arms.weeks.size)
    put = [
        loan.put(table)
        for table in (jobs.patient[order], jobs.arm[order], _columns(jobs.parameters), _columns(jobs.start))
    ]
    return [
        ctypes.c_longlong(order.size),
        ctypes.c_longlong(len(jobs.parameters)),
        ctypes.c_int(summary),
        *map(ctypes.c_void_p, put),
        protocol,
        _Control(control.rtol, control.step, control.least, control.most),
        _Table(*(held[name] for name in TABLES)),
    ]


def _results(room: dict[str, Table], order: Table, weeks: int, outputs: int) -> Results:
    """Rows of the device in the order of the job list."""
    place = np.empty_like(order)
    place[order] = np.arange(order.size)

    def rows(name: str) -> Table:
        table = np.moveaxis(room[name], -1, 0)
        wide = np.float64 if table.dtype.kind == "f" else np.int64
        return np.ascontiguousarray(table[place] if table.size else table, dtype=wide)

    summary = room["reduced"].size > 0
    return Results(
        outputs=np.empty((0, weeks, outputs)) if summary else rows("outputs"),
        reduced=rows("reduced") if summary else np.empty((0, outputs, 3)),
        status=rows("status"),
        time=rows("time"),
        last=rows("last"),
        steps=rows("steps"),
        rejected=rows("rejected"),
        rescued=np.full(order.size, np.nan),
    )
