"""diffrax (JAX on the CPU, double precision): all arms of the sample in one vmapped, compiled call."""

import os

os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")

from collections.abc import Callable
from typing import Any

import diffrax
import jax
import jax.numpy as jnp
import numpy as np
from task import RUN_IN_WEEKS, Array, Peer, Solve, Task

from peers import miyano

jax.config.update("jax_enable_x64", True)  # noqa: FBT003 - JAX's own interface
SOLVERS = {"Kvaerno3": diffrax.Kvaerno3, "Kvaerno4": diffrax.Kvaerno4, "Kvaerno5": diffrax.Kvaerno5}
BEST = "Kvaerno3"
MOST_STEPS = 100_000
ATOL_SHARE = 1e-2


def peers() -> list[Peer]:
    """One peer for each solver; the target stands at the best of them."""
    return [
        Peer(
            name=f"diffrax {name}, vmapped",
            solve=_solver(made),
            target=250 if name == BEST else None,
            patients=8,
        )
        for name, made in SOLVERS.items()
    ]


def _solver(made: Callable[..., Any]) -> Solve:
    def slopes(_t: Any, y: Any, inputs: Any) -> Any:
        f: list[Any] = [None] * miyano.STATES
        miyano.slopes(y, inputs[0], inputs[1], f)
        return jnp.stack(f)

    def one(k: Any, u: Any, start: Any, weeks: Any, rtol: Any) -> Any:
        found = diffrax.diffeqsolve(
            diffrax.ODETerm(slopes), made(), t0=0.0, t1=weeks[-1], dt0=None, y0=start, args=(k, u),
            saveat=diffrax.SaveAt(ts=weeks), max_steps=MOST_STEPS, throw=False,
            stepsize_controller=diffrax.PIDController(rtol=rtol, atol=rtol * ATOL_SHARE),
        )  # fmt: skip
        return found.ys

    run_in = jax.jit(jax.vmap(one, in_axes=(0, None, None, None, None)))
    arms = jax.jit(jax.vmap(one, in_axes=(0, 0, 0, None, None)))

    def solve(task: Task, rtol: float) -> Array:
        span, rest = np.array([0.0, RUN_IN_WEEKS]), np.zeros(len(miyano.EFFECTS))
        base = run_in(task.parameters, rest, task.start, span, rtol)[:, -1]
        count = len(task.arms)
        each = arms(
            np.repeat(task.parameters, count, axis=0), np.tile(task.arms, (len(task.parameters), 1)),
            jnp.repeat(base, count, axis=0), task.weeks, rtol,
        )  # fmt: skip
        return np.asarray(miyano.easi(np.asarray(each))).reshape(len(task.parameters), count, -1)

    return solve
