"""How the compiled loops are compiled, and how they call a kernel at an address."""

from collections.abc import Callable
from typing import Any, TypeVar

import numba as nb
from llvmlite import ir
from numba.extending import intrinsic

from nagi.numerics.driver.records import types

Function = TypeVar("Function", bound=Callable[..., Any])
jit: Any = nb.njit
OPTIONS: dict[str, Any] = {"error_model": "numpy", "_nrt": False}
"""Division as IEEE has it; no counting of references, which would cost more than a step: loops allocate nothing."""


def compiled(*signature: Any) -> Callable[[Callable[..., Any]], Any]:
    """Numba with an explicit signature, cached on disk where a disk can be written, without the GIL."""

    def compile_(function: Callable[..., Any]) -> Any:
        options: dict[str, Any] = {"nogil": True, "no_cfunc_wrapper": True, **OPTIONS}
        try:
            return jit(*signature, cache=True, **options)(function)
        except RuntimeError:  # no folder for the cache
            return jit(*signature, cache=False, **options)(function)

    return compile_


inner: Callable[[Function], Function] = jit(
    forceinline=True, no_cfunc_wrapper=True, no_cpython_wrapper=True, **OPTIONS
)
"""For parts of a loop. Nobody else calls them, so a quarter of the time to compile is saved on ways in."""


def _called(*arguments: Any) -> Any:
    """Calls `void f(i64, ...)` at an address; the address and all arguments are integers."""
    if not all(isinstance(argument, types.Integer) for argument in arguments):
        return None

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        del signature
        function = ir.FunctionType(ir.VoidType(), [ir.IntType(64)] * (len(values) - 1))
        target = builder.inttoptr(values[0], function.as_pointer())
        builder.call(target, list(values[1:]))
        return context.get_dummy_value()

    return types.void(*[types.int64] * len(arguments)), generate


def _call(typing: Any, address: Any, workspace: Any) -> Any:
    """Calls `void f(double *workspace)` at an address."""
    del typing
    return _called(address, workspace)


def _call_trace(  # noqa: PLR0913, PLR0917 (the arguments of the function that is called)
    typing: Any, address: Any, column: Any, grid: Any, out: Any, count: Any, stride: Any
) -> Any:
    """Calls `void f(double *column, double *grid, double *out, long count, long stride)` at an address."""
    del typing
    return _called(address, column, grid, out, count, stride)


call: Any = intrinsic(_call)
call_trace: Any = intrinsic(_call_trace)
