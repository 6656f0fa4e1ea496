"""A graphics processor: NVRTC compiles the kernels for it, the driver runs them. Needs the extra `gpu`."""

import ctypes
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import numpy as np

from nagi.errors import NagiError, Problem
from nagi.language import Text
from nagi.numerics.driver.batches import Table
from nagi.numerics.printers.cuda import Precision

BLOCK = 64
"""Threads of a block: the kernels need all registers a thread may have."""
STANDARD = "--std=c++17"


class Gpu:
    """The first graphics processor of this machine; `load` puts one model's kernels on it.

    Raises NagiError: NAGI-N302 without the extra, NAGI-N303 without a processor or where the driver refuses.
    """

    def __init__(self, precision: Precision) -> None:
        self.real: type[np.floating[Any]] = np.float32 if precision == "single" else np.float64
        self._driver = _bindings("driver")
        _bindings("nvrtc")
        try:
            self._told(self._driver.cuInit(0))
        except RuntimeError as error:
            raise _no_processor(str(error)) from error
        device = self._told(self._driver.cuDeviceGet(0))
        self._context = self._told(self._driver.cuDevicePrimaryCtxRetain(device))
        self._told(self._driver.cuCtxSetCurrent(self._context))
        major, minor = (self._told(self._driver.cuDeviceGetAttribute(a, device)) for a in self._capability())
        self._architecture = f"sm_{major}{minor}"

    def load(self, text: str) -> "Gpu":
        """Compile CUDA C for this processor and load it. Raises NagiError (N302 to N304)."""
        self._told(self._driver.cuCtxSetCurrent(self._context))
        self._module = self._told(self._driver.cuModuleLoadData(compiled(text, self._architecture)))
        return self

    def put(self, table: Table) -> int:
        """A copy of `table` on the device."""
        table = np.ascontiguousarray(table)
        self._told(self._driver.cuCtxSetCurrent(self._context))  # of this thread
        address = self._told(self._driver.cuMemAlloc(max(1, table.nbytes)))
        if table.nbytes:
            self._told(self._driver.cuMemcpyHtoD(address, table.ctypes.data, table.nbytes))
        return int(address)

    def take(self, address: int, like: Table) -> None:
        """Fill `like` with what lies at `address`."""
        if like.nbytes:
            self._told(self._driver.cuMemcpyDtoH(like.ctypes.data, address, like.nbytes))

    def launch(self, kernel: str, threads: int, arguments: Sequence[Any]) -> None:
        """Run `kernel` for that many threads and wait."""
        function = self._told(self._driver.cuModuleGetFunction(self._module, kernel.encode()))
        places = (ctypes.c_void_p * len(arguments))(*(ctypes.addressof(each) for each in arguments))
        blocks = max(1, -(-threads // BLOCK))
        self._told(
            self._driver.cuLaunchKernel(
                function, blocks, 1, 1, BLOCK, 1, 1, 0, 0, ctypes.addressof(places), 0
            )
        )
        self._told(self._driver.cuCtxSynchronize())

    def forget(self, address: int) -> None:
        """Give back what was `put` there."""
        self._told(self._driver.cuMemFree(address))

    def _capability(self) -> tuple[Any, Any]:
        named = self._driver.CUdevice_attribute
        major = named.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR
        return major, named.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR

    def _told(self, answer: tuple[Any, ...]) -> Any:
        """What a call of the driver gave; its refusal is an error of ours."""
        code, *values = answer
        if int(code) != 0:
            raise _no_processor(str(getattr(code, "name", code)))
        return values[0] if values else None


def compiled(text: str, architecture: str) -> bytes:
    """Machine code of CUDA C for e.g. "sm_90", or PTX for "compute_90". Needs no graphics processor.

    Raises NagiError: NAGI-N302 without the extra, NAGI-N304 with what NVRTC says if it refuses the text.
    """
    nvrtc = _bindings("nvrtc")
    try:
        _, program = nvrtc.nvrtcCreateProgram(text.encode(), b"nagi.cu", 0, [], [])
    except RuntimeError as error:
        raise _no_extra(str(error)) from error
    options = [f"--gpu-architecture={architecture}".encode(), STANDARD.encode()]
    (code,) = nvrtc.nvrtcCompileProgram(program, len(options), options)
    if int(code) != 0:
        raise _refused(
            _read(nvrtc.nvrtcGetProgramLogSize, nvrtc.nvrtcGetProgramLog, program).decode().strip("\0\n")
        )
    if architecture.startswith("sm_"):
        return _read(nvrtc.nvrtcGetCUBINSize, nvrtc.nvrtcGetCUBIN, program)
    return _read(nvrtc.nvrtcGetPTXSize, nvrtc.nvrtcGetPTX, program)


def _read(size: Any, fill: Any, program: Any) -> bytes:
    _, length = size(program)
    room = b" " * int(length)
    fill(program, room)
    return room


def _bindings(name: str) -> Any:
    try:
        return import_module(f"cuda.bindings.{name}")
    except ImportError as error:
        raise _no_extra(str(error)) from error


def _no_extra(seen: str) -> NagiError:
    ja = f'追加分 gpu が入っていません({seen})。nagi-skin[gpu] を入れるか、printer="llvm" を使います。'
    en = f'the extra gpu is not installed ({seen}); install nagi-skin[gpu], or use printer="llvm"'
    return _error("NAGI-N302", ja, en)


def _no_processor(seen: str) -> NagiError:
    ja = f'この計算機の GPU を使えません({seen})。NVIDIA のドライバを確かめるか、printer="llvm" を使います。'
    en = f'no graphics processor can be used here ({seen}); check the NVIDIA driver, or use printer="llvm"'
    return _error("NAGI-N303", ja, en)


def _refused(seen: str) -> NagiError:
    ja = f'NVRTC がこのモデルの CUDA C を受け付けません: {seen}\nprinter="llvm" を使い、モデルを添えて知らせてください。'
    en = f'NVRTC refuses the CUDA C of this model: {seen}\nUse printer="llvm", and report it with the model'
    return _error("NAGI-N304", ja, en)


def _error(code: str, ja: str, en: str) -> NagiError:
    return NagiError([Problem(code=code, where="printer", key="cuda", said=Text(ja, en))])
