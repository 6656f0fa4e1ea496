"""Four stiff problems of the literature in the modelling language. Their time is called week; the rest is theirs."""

from nagi.equations.notation import Arm, Mechanism, Model, compose, number, output, parameter, rate, state


def per_week(value: float, unit: str = "1/week") -> object:
    """A constant of the problem, with the unit that makes its equation whole."""
    return number(value, unit)


class Robertson(Mechanism):
    """Three substances, rates over nine orders of magnitude."""

    source = "ROBERTSON1966"
    a = state("A", "1", start=1, lower=0, upper=1, scale=1)
    b = state("B", "1", start=0, lower=0, scale=1e-5)
    c = state("C", "1", start=0, lower=0, scale=1)
    k1 = parameter("decay of A", "1/week", mean_ln=0, sd_ln=0)
    k2 = parameter("decay of B with itself", "1/week", mean_ln=0, sd_ln=0)
    k3 = parameter("return of B", "1/week", mean_ln=0, sd_ln=0)
    da = rate(of=a, equals=-k1 * a + k3 * b * c, equation="1")
    db = rate(of=b, equals=k1 * a - k3 * b * c - k2 * b**2, equation="2")
    dc = rate(of=c, equals=k2 * b**2, equation="3")
    A = output("A", "1", equals=a)
    B = output("B", "1", equals=b)
    C = output("C", "1", equals=c)


class VanDerPol(Mechanism):
    """Slow drifts and jumps."""

    source = "HAIRER1996"
    x = state("deflection", "1", start=2)
    v = state("speed", "1/week", start=-0.66, scale=1)
    mu = parameter("stiffness", "1", mean_ln=0, sd_ln=0)
    dx = rate(of=x, equals=v, equation="1")
    dv = rate(of=v, equals=mu * ((1 - x**2) * v - x * per_week(1)) * per_week(1), equation="2")
    X = output("deflection", "1", equals=x)
    V = output("speed", "1/week", equals=v)


class Hires(Mechanism):
    """High irradiance response of a plant: eight substances."""

    source = "HAIRER1996"
    y1 = state("1", "1", start=1, lower=0, scale=1e-2)
    y2 = state("2", "1", start=0, lower=0, scale=1e-2)
    y3 = state("3", "1", start=0, lower=0, scale=1e-2)
    y4 = state("4", "1", start=0, lower=0, scale=1e-2)
    y5 = state("5", "1", start=0, lower=0, scale=1e-2)
    y6 = state("6", "1", start=0, lower=0, scale=1e-2)
    y7 = state("7", "1", start=0, lower=0, scale=1e-2)
    y8 = state("8", "1", start=0.0057, lower=0, scale=1e-2)
    k = parameter("speed of everything", "1/week", mean_ln=0, sd_ln=0)
    d1 = rate(of=y1, equals=k * (-1.71 * y1 + 0.43 * y2 + 8.32 * y3 + 0.0007), equation="1")
    d2 = rate(of=y2, equals=k * (1.71 * y1 - 8.75 * y2), equation="2")
    d3 = rate(of=y3, equals=k * (-10.03 * y3 + 0.43 * y4 + 0.035 * y5), equation="3")
    d4 = rate(of=y4, equals=k * (8.32 * y2 + 1.71 * y3 - 1.12 * y4), equation="4")
    d5 = rate(of=y5, equals=k * (-1.745 * y5 + 0.43 * y6 + 0.43 * y7), equation="5")
    d6 = rate(
        of=y6, equals=k * (-280 * y6 * y8 + 0.69 * y4 + 1.71 * y5 - 0.43 * y6 + 0.69 * y7), equation="6"
    )
    d7 = rate(of=y7, equals=k * (280 * y6 * y8 - 1.81 * y7), equation="7")
    d8 = rate(of=y8, equals=k * (-280 * y6 * y8 + 1.81 * y7), equation="8")
    Y1 = output("1", "1", equals=y1)
    Y7 = output("7", "1", equals=y7)
    Y8 = output("8", "1", equals=y8)


class Orego(Mechanism):
    """The oregonator: a chemical clock over five orders of magnitude."""

    source = "HAIRER1996"
    p = state("1", "1", start=1, lower=0)
    q = state("2", "1", start=2, lower=0)
    r = state("3", "1", start=3, lower=0)
    s = parameter("speed of the first", "1/week", mean_ln=0, sd_ln=0)
    w = parameter("speed of the third", "1/week", mean_ln=0, sd_ln=0)
    dp = rate(of=p, equals=s * (q + p * (1 - 8.375e-6 * p - q)), equation="1")
    dq = rate(of=q, equals=(r - (1 + p) * q) / s * per_week(1, "1/week^2"), equation="2")
    dr = rate(of=r, equals=w * (p - r), equation="3")
    P = output("1", "1", equals=p)
    Q = output("2", "1", equals=q)
    R = output("3", "1", equals=r)


def problem(mechanism: type[Mechanism], *, weeks: float) -> Model:
    """A model of one mechanism, run from its starts for so long."""
    return compose(
        name=mechanism.__name__.lower(),
        title=mechanism.__name__,
        work=mechanism.source,
        mechanisms=[mechanism],
        arms={"run": Arm(name="run", effects={}, weeks=weeks)},
        run_in_weeks=1,
        run_in_is_steady=False,
    )
