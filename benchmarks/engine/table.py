"""What is printed and kept: ratios with their targets, the machine in words, which peers took part."""

import os
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path

from measuring import Contender, ratios

PACKAGES = (
    "nagi-skin", "numpy", "scipy", "numba", "llvmlite", "scikit-sundae", "libroadrunner", "python-copasi",
    "copasi-basico", "amici", "jax", "diffrax",
)  # fmt: skip


def machine() -> str:
    """The machine in words."""
    flags = Path("/proc/cpuinfo").read_text(encoding="utf-8") if Path("/proc/cpuinfo").exists() else ""
    width = "AVX-512" if "avx512f" in flags else "AVX2" if "avx2" in flags else "no wide vectors known"
    return f"one pinned core of a shared machine ({os.uname().machine}, {width}), CPU time"


def versions() -> str:
    """Every package that took part, with its version."""
    found = {d.metadata["Name"].lower().replace("_", "-"): d.version for d in metadata.distributions()}
    return ", ".join(f"{name} {found[name]}" for name in PACKAGES if name in found)


def peers_table(contenders: Sequence[Contender], times: Sequence[Sequence[float]]) -> list[str]:
    """One row for each contender: its time over that of the engine at the same output points."""
    ours = {c.peer.points: t for c, t in reversed(list(zip(contenders, times, strict=True)))}
    rows = [f"{'':34} points {'rtol':>7} {'error':>8} {'times':>7} {'range':>13} target"]
    for one, own in zip(contenders, times, strict=True):
        middle, least, most = ratios(own, ours[one.peer.points])
        rows.append(
            f"{one.peer.name:34} {one.peer.points:6d} {one.rtol:7.0e} {one.error:8.1e} {middle:7.3g} "
            f"{f'{least:.3g} to {most:.3g}':>13} {_judged(middle, one.peer.target)}"
        )
    return rows


def microseconds(contenders: Sequence[Contender], times: Sequence[Sequence[float]]) -> list[str]:
    """Time per patient-arm on this machine: printed, never kept."""
    return [
        f"{c.peer.name:34} {c.peer.points:4d} points  {sorted(t)[len(t) // 2] * 1e6:9.2f} us per patient-arm"
        for c, t in zip(contenders, times, strict=True)
    ]


def figures_table(figures: Mapping[str, tuple[float, str, float | None, bool]]) -> list[str]:
    """One row for each of nagi's own figures: value, unit, target, and whether more is better."""
    rows = []
    for name, (value, unit, target, more) in figures.items():
        rows.append(f"{name:52} {f'{value:.3g} {unit}':>14} {_judged(value, target, more=more)}")
    return rows


def _judged(value: float, target: float | None, *, more: bool = True) -> str:
    if target is None:
        return ""
    good = value >= target if more else value <= target
    return f"{'>=' if more else '<='} {target:g} {'pass' if good else 'MISS'}"
