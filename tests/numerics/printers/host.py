"""CUDA C run by the processor: the host compiler takes the same text, and threads run one after another."""

import ctypes
import hashlib
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

COMPILER = shutil.which("g++") or shutil.which("clang++")
HEADER = Path(__file__).with_name("host.h")


@cache
def library(text: str, folder: Path) -> ctypes.CDLL:
    """The text behind ten lines of header, as a library; the same text is compiled once."""
    source = folder / f"{hashlib.sha256(text.encode()).hexdigest()[:16]}.cpp"
    source.write_text(HEADER.read_text(encoding="utf-8") + text, encoding="utf-8")
    built = source.with_suffix(".so")
    # Without -mfma a multiply-add of the C library is a slow function that rounds once all the same.
    command = [COMPILER, "-O1", "-std=c++17", "-shared", "-fPIC", "-w", source, "-o", built]
    subprocess.run([str(part) for part in command], check=True)
    return ctypes.CDLL(str(built))


class Host:
    """A device in this process: its memory is ours, its threads take turns."""

    def __init__(self, text: str, folder: Path, *, real: type[np.floating[Any]]) -> None:
        self.real = real
        self.code = library(text, folder)
        self.held: dict[int, npt.NDArray[Any]] = {}

    def put(self, table: npt.NDArray[Any]) -> int:
        room = np.zeros(max(1, table.nbytes), np.uint8)
        room[: table.nbytes] = np.frombuffer(np.ascontiguousarray(table).tobytes(), np.uint8)
        self.held[int(room.ctypes.data)] = room
        return int(room.ctypes.data)

    def take(self, address: int, like: npt.NDArray[Any]) -> None:
        like[...] = self.held[address][: like.nbytes].view(like.dtype).reshape(like.shape)

    def launch(self, kernel: str, threads: int, arguments: Sequence[Any]) -> None:
        turn = ctypes.c_uint.in_dll(self.code, "blockIdx")
        run = self.code[kernel]
        run.restype = None
        for thread in range(threads):
            turn.value = thread
            run(*arguments)

    def forget(self, address: int) -> None:
        del self.held[address]
