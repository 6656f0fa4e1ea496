"""The words of the modelling language, in one place: `from nagi.equations.notation import Mechanism, state, ...`.

    class Barrier(Mechanism):
        \"\"\"Repair of the skin barrier against damage.\"\"\"

        source = "MIYANO2021"                                  # a work under knowledge/works
        s = state("skin barrier integrity", "1", start=0.5, lower=0, upper=1)
        p = needed("infiltrated pathogens", "1")               # supplied by another mechanism
        k1 = parameter("basal repair", "1/week", id="M1-k1")   # a record under knowledge/parameters
        ds = rate(of=s, equals=k1 * (1 - s) - k1 * p * s, equation="1")

Time is counted in weeks. `if`, `and`, `<` and `max` do not work on symbols; `where(less(a, b), then=, otherwise=)`,
`minimum` and `maximum` do. A number is dimensionless unless written as `number(1, "1/week")`; 0 fits every unit.
What chance brings each week is a `trigger`, what the calendar brings a `schedule`; what turns on and off where a
quantity crosses, and remembers, is a `relay`. By a `factor` a mechanism scales a parameter of another.
"""

from nagi.equations.composition import compose
from nagi.equations.declarations import effect, needed, output, parameter, quantity, rate, state
from nagi.equations.draws import bernoulli, exponential, poisson, uniform
from nagi.equations.events import Rescue
from nagi.equations.factors import factor
from nagi.equations.forcings import relay, schedule, trigger
from nagi.equations.functions import (
    absolute,
    exp,
    hill,
    less,
    log,
    maximum,
    minimum,
    number,
    sqrt,
    tanh,
    where,
)
from nagi.equations.mechanism import Mechanism
from nagi.equations.model import Arm, Dose, Model, Switch
from nagi.equations.parameters import read_parameters

__all__ = [
    "Arm", "Dose", "Mechanism", "Model", "Rescue", "Switch", "absolute", "bernoulli", "compose", "effect",
    "exp", "exponential", "factor", "hill", "less", "log", "maximum", "minimum", "needed", "number", "output",
    "parameter", "poisson", "quantity", "rate", "read_parameters", "relay", "schedule", "sqrt", "state", "tanh",
    "trigger", "uniform", "where",
]  # fmt: skip
