"""How the compiled loops are compiled, and how they call a kernel at an address."""

from collections.abc import Callable
from typing import Any, TypeVar

import numba as nb
import numpy as np
from llvmlite import ir
from numba.core import cgutils
from numba.extending import intrinsic

from nagi.numerics.driver.records import Floats, types

Function = TypeVar("Function", bound=Callable[..., Any])
jit: Any = nb.njit


def compiled(*signature: Any) -> Callable[[Callable[..., Any]], Any]:
    """Numba with an explicit signature, cached on disk where a disk can be written, without the GIL."""

    def compile_(function: Callable[..., Any]) -> Any:
        options: dict[str, Any] = {"nogil": True, "error_model": "numpy"}
        try:
            return jit(*signature, cache=True, **options)(function)
        except RuntimeError:  # no folder for the cache
            return jit(*signature, cache=False, **options)(function)

    return compile_


inner: Callable[[Function], Function] = jit(error_model="numpy", forceinline=True)


def _call(typing: Any, address: Any, workspace: Any) -> Any:
    """Calls `void f(double *workspace)` at an address; both are integers."""
    del typing
    if address != types.int64 or not isinstance(workspace, types.Integer):
        return None

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        del signature
        byte = cgutils.voidptr_t
        function = ir.FunctionType(ir.VoidType(), [byte])
        target = builder.inttoptr(arguments[0], function.as_pointer())
        builder.call(target, [builder.inttoptr(arguments[1], byte)])
        return context.get_dummy_value()

    return types.void(address, workspace), generate


call: Any = intrinsic(_call)


@inner
def aligned(size: int) -> Floats:
    """Zeros that begin at a multiple of 64 bytes."""
    raw = np.zeros(size + 8)
    shift = (-(raw.ctypes.data >> 3)) & 7
    return raw[shift : shift + size]
