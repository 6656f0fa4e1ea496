"""The 14-state model of Miyano, Irvine, Tanaka 2021, written out by hand as a check on the library's composition."""

import sympy

from nagi.equations.model import Arm, Effect, Model, Output, Parameter, Rate, State


def words(text: str) -> list[str]:
    """A list of the source, easier to compare when it stays a text."""
    return text.split()


STATES = {
    "s": 0.5931, "p": 0.4069, "T1": 3.1, "T2": 8.7, "T17": 2.0, "T22": 21.0, "c4": 38.0, "c13": 40.5,
    "c17": 5.4, "c22": 3.0, "c31": 2.0, "g": 1.5, "l": 4.4, "o": 9.7,
}  # fmt: skip
PARAMETERS = words(
    "k1 k2 k3 b1 b2 b3 b4 b5 d1 d2 d3 b6 d4 d5 d6 d7 b7 b8 d8 k5 k9 d9 b9 k6 k10 k7 k8 k11 k12 d10 k13 "
    "k14 d11 k15 k16 d12 k17 k18 d13 k19 k20 d14 k21 k22 d15 k23 k24 d16 k25 k26 d17"
)
MEANS = words(
    "0.537 -1.5 2.95 -8.69 -3.54 -3.92 -0.595 -2.09 -1.599 -2.64 1.25 0.395 -1 -5.1 -5.01 -8.7 -7.99 -3.5 "
    "-1.599 2.95 -3.32 -0.5482 -2.66 3.89 -5.82 2.6 4.83 5.5 9.25 5.908 6.65 8.84 5.908 4.01 2.64 3.332 "
    "1.19 1.46 3.332 1.54 1.99 3.332 0.459 2.62 2.681 4 4.43 3.332 0.421 1.68 0.4824"
)
DEVIATIONS = words(
    "0.793 0.39 1.42 0.575 1.58 0.349 0.798 0.903 1.53 0.567 2.28 0.444 0.474 0.445 0.389 0.62 0.092 "
    "0.048 0.0357 0.0379 0.994 0.0883 0.3 0.00306 0.0675 0.0697 0.475 0.163 0.506 0.219 0.37 0.454 0.111 "
    "0.268 0.85 0.571 0.206 0.0277 0.561 0.187 0.576 0.1 1 0.353 0.146 0.522 0.649 0.204 0.481 0.78 0.236"
)
EFFECTS = ("u0", "u4", "u13", "u17", "u22", "u31", "uL", "uO", "uG")
FULL = 0.99
ARMS = {
    "placebo": {},
    "dupilumab": {"u4": FULL, "u13": FULL},
    "nemolizumab": {"u31": FULL},
    "tezepelumab": {"uL": FULL},
    "GBR 830": {"uO": FULL},
    "fezakinumab": {"u22": FULL},
    "secukinumab": {"u17": FULL},
    "rIFN-gamma": {"uG": 210.0},
    "tralokinumab": {"u13": 0.435204},
    "lebrikizumab": {"u13": FULL},
}
RATES = {
    "s": "(1-s)*(k1 + k2*e22 + u0*k3)/((1+b1*e4)*(1+b2*e13)*(1+b3*e17)*(1+b4*e22)*(1+b5*e31))"
    " - s*(d1*(1+d3*p) + d2*e31)",
    "p": "d8/(1+b6*s) - p*((1+d4*p)*(1+d5*e17)*(1+d6*e22)*(1+d7*eG)/((1+b7*e4)*(1+b8*e13)) + d8)",
    "T1": "k5*p*(1+k9*eG)/q - loss*T1",
    "T2": "k6*p*(1+k10*e4)/q - loss*T2",
    "T17": "k7*p/q - loss*T17",
    "T22": "k8*p/q - loss*T22",
    "c4": "k11*T2 + k12 - d10*c4",
    "c13": "k13*T2 + k14 - d11*c13",
    "c17": "k15*T17 + k16 - d12*c17",
    "c22": "k17*T22 + k18 - d13*c22",
    "c31": "k19*T2 + k20 - d14*c31",
    "g": "k21*T1 + k22 - d15*g",
    "l": "k23*p + k24 - d16*l",
    "o": "k25*eL + k26 - d17*o",
}
NAMED = {
    "e4": "(1-u4)*c4", "e13": "(1-u13)*c13", "e17": "(1-u17)*c17", "e22": "(1-u22)*c22", "e31": "(1-u31)*c31",
    "eL": "(1-uL)*l", "eO": "(1-uO)*o", "eG": "g + uG",
}  # fmt: skip


def _expression(text: str) -> sympy.Expr:
    names = {n: sympy.Symbol(n, real=True) for n in (*STATES, *PARAMETERS, *EFFECTS)}
    known = dict(names)
    known |= {name: sympy.sympify(value, locals=known) for name, value in NAMED.items()}
    known["q"] = sympy.sympify("4 + k9*eG + k10*e4", locals=known)
    known["loss"] = sympy.sympify("d9/(1 + b9*eO)", locals=known)
    return sympy.sympify(text, locals=known)


def m1(**changes: object) -> Model:
    """The model; `changes` replace fields."""
    unit = "1"
    fields: dict[str, object] = {
        "name": "m1",
        "title": "Biologics in atopic dermatitis",
        "work": "miyano2021",
        "states": tuple(
            State(
                name=n, label=n, unit=unit, start=v, scale=1.0 if n in "sp" else v,
                lower=0.0, upper=1.0 if n in "sp" else None, mechanism="skin",
            )
            for n, v in STATES.items()
        ),
        "population": tuple(
            Parameter(name=n, label=n, unit=unit, mean_ln=float(m), sd_ln=float(d), id=n, mechanism="skin")
            for n, m, d in zip(PARAMETERS, MEANS, DEVIATIONS, strict=True)
        ),
        "effects": tuple(Effect(name=n, label=n, unit=unit, default=0.0) for n in EFFECTS),
        "rates": tuple(
            Rate(state=n, expression=_expression(e), equation=f"d{n}", mechanism="skin") for n, e in RATES.items()
        ),
        "outputs": (Output(name="EASI", label="EASI", unit=unit, expression=_expression("36*(p + 1 - s)")),),
        "arms": {n: Arm(name=n, effects={"u0": 1.0, **e}, weeks=24.0) for n, e in ARMS.items()},
        "run_in_weeks": 1000.0,
        "run_in_is_steady": True,
    }  # fmt: skip
    return Model(**(fields | changes))  # type: ignore[arg-type]
