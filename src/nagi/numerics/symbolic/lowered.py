"""A model turned into statements: everything model-specific that printers and drivers need, and nothing else."""

from dataclasses import dataclass

from nagi.numerics.statements import Program


@dataclass(frozen=True, kw_only=True)
class Lowered:
    """The programs of one model for one tableau. Names of inputs and results are fixed and documented here.

    States are `y0..` in the model's order, constants `c0..`. Time is in weeks.
    """

    model_digest: str
    tableau: str
    order: int
    """q of the step-size rule 0.9 * err**(-1/q): the order of the step that is carried on."""
    states: tuple[str, ...]
    parameters: tuple[str, ...]
    effects: tuple[str, ...]
    outputs: tuple[str, ...]
    constants: int
    """How many constants `prep` computes."""
    needed_states: tuple[int, ...]
    """Numbers of the states that outputs depend on, ascending. Only these get dense output."""
    prep: Program
    """Inputs: the parameters, then effects and forcings, by their names. Results `c0..`. Once per arm and segment."""
    redraw: Program
    """As `prep`, but only those constants that chance reaches: they alone change between two segments with the same
    effects."""
    rhs: Program
    """Inputs `y0..`, `c0..`. Results `f0..`, the time derivatives."""
    step: Program
    """One step attempt. Inputs `y0..`, `c0..`, `h`, `rtol`, `a0..`.

    `a{i}` is the typical size of state i, so the error of state i is measured in
    rtol * (a{i} + |y|): pass atol / rtol. Results: `n0..` the new states, `err` the scaled RMS
    error (accept if err < 1; NaN stays NaN), `square` its square, and for each dense coefficient
    k = 0 .. dense_order - 1 and needed state i `d{k}_{i}`. Inside the step, at s = (t - t0) / h between 0 and 1,

        y_i(s) = (1 - s) * y_i + s * (n_i + (1 - s) * (d0_i + s * (d1_i + s * (d2_i + ...)))).
    """
    newton: Program
    """One Newton step for f(y) = 0. Inputs `y0..`, `c0..`, `a0..`. Results `n0..` and `res`, the largest
    |f_i| / (a_i + |y_i|) at the given y (per week)."""
    jacobian: Program
    """Inputs `y0..`, `c0..`. Results `j{i}_{k}` = d f_i / d y_k, only the entries that are not always zero."""
    outputs_program: Program
    """Inputs `y{i}` for each needed state i, then `c0..`. Results `o0..`."""
    resets: Program
    """Inputs `y0..`, `c0..`. Results `n{i}` only for states set at the start of every segment; often empty."""
    margins: Program
    """Inputs `y0..`, `c0..`. Results `m0..`, one for each relay, which turns where its margin rises above 0, then the
    time derivatives of the margins, `g0..`."""
    relays: tuple[int, ...]
    """Numbers of the states that are relays: 0 or 1, at rest in `rhs` and held fixed in `newton`."""
    dense_order: int
    """Number of dense coefficients per needed state."""
