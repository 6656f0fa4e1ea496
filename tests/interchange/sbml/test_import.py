"""What a file of SBML may use: every feature against libRoadRunner, and the plainest against formulas."""

import math

import numpy as np
import pytest
from interchange.sbml.files import Event, File, Reaction, Species
from interchange.sbml.peers import in_roadrunner

import nagi
from nagi.equations.model import Model

WEEKS = np.linspace(0, 8, 18)


def curves(model: Model, weeks: object = WEEKS) -> dict[str, np.ndarray]:
    """Every output of the one patient that a file describes."""
    ours = nagi.simulate(
        model, nagi.virtual_patients(model, n=1, seed=0), arms="file", weeks=weeks, accuracy="reference"
    )
    assert str(ours["status"].values[0, 0]) == "ok"
    return {name: ours[name].values[0, 0] for name in ours.outputs}


CELL = {"cell": 2.5}
DECAY = {"J": Reaction({"A": 1}, {"B": 1}, "cell * k * A")}
TWO = {"A": Species(concentration=3.0), "B": Species(amount=0.5)}
FEATURES = {
    "amounts and concentrations in two compartments": File(
        compartments={"cell": 2.5, "blood": 0.4},
        species={
            "A": Species(amount=3.0), "B": Species("blood", concentration=0.5),
            "C": Species("blood", amount=1.0, counted=True),
        },
        parameters={"k": 0.3, "q": 0.2},
        reactions={
            "J1": Reaction({"A": 1}, {"B": 1}, "cell * k * A"),
            "J2": Reaction({"B": 2}, {"C": 1}, "q * blood * B^2"),
            "J3": Reaction({"C": 1}, {"A": 3}, "0.1 * C"),
        },
    ),
    "boundary, constant and unmoved species": File(
        species={
            "A": Species(concentration=3.0), "S": Species(concentration=2.0, boundary=True),
            "E": Species(amount=0.7, constant=True, boundary=True), "M": Species(concentration=1.5),
        },
        parameters={"k": 0.3, "none": 0.0, "below": -0.2},
        compartments=CELL,
        reactions={
            "J1": Reaction({"S": 1}, {"A": 1}, "k * S * E / (M + S) + none", modifiers=["E", "M"]),
            "J2": Reaction({"A": 1}, {}, "-below * A * cell"),
        },
    ),
    "local parameters hide global ones": File(
        species=TWO, parameters={"k": 0.3}, compartments=CELL,
        reactions={
            "J1": Reaction({"A": 1}, {"B": 2}, "k * A", {"k": 0.9, "unused": 0.0}),
            "J2": Reaction({"B": 1}, {"A": 1}, "k * B"),
        },
    ),
    "functions": File(
        parameters={"x": 1.2, "k": 0.4, "n": 2.5, "y": 0.3},
        functions={
            "half": "lambda(a, 0.5 * a)",
            "hill": "lambda(a, h, m, a^m / (h^m + a^m))",
            "both": "lambda(a, b, half(a) + hill(b, 0.7, 3))",
        },
        rates={
            "x": "both(y, x) - k * x * hill(x, 0.9, n)",
            "y": "exp(-x) + ln(1 + x) + log10(2 + y) + log(3, 2 + x) + sqrt(x) + root(3, x) - 2 * y * abs(y - 2)"
            " - tanh(y)"
            " + 0.1 * (sinh(y/9) + cosh(y/9) + sech(y) + csch(1 + y) + coth(1 + y))"
            " - min(x, y, 1) + max(x, y) / 9 + pi / 10"
            " + 0.01 * exponentiale",
        },
    ),
    "rules and the time": File(
        parameters={"x": 1.0, "y": None, "z": None, "k": 0.4},
        assigned={"z": "2 * y + 1", "y": "x / 3 + 0.05 * time"},
        rates={"x": "k * (z - 3 * x) / (1 + time / 5)"},
    ),
    "initial assignments": File(
        compartments={"cell": None}, species={"A": Species(), "B": Species(amount=0.5)},
        parameters={"k": None, "base": 0.2, "twice": None, "y": None},
        starts={"cell": "2 + base", "A": "base * 4 + y", "k": "base + 0.1", "twice": "2 * k"},
        assigned={"y": "B * twice"},
        reactions=DECAY | {"J2": Reaction({"B": 1}, {"A": 1}, "cell * twice * B * 0.3")},
    ),
    "ids that look like names of ours": File(
        compartments={"cell": 1.0}, stretching=["cell"],
        species={"A": Species(amount=3.0), "A_amount": Species(amount=1.0)}, parameters={"J_k": 0.5, "k": 0.3},
        rates={"cell": "0.1"},
        reactions={"J": Reaction({"A": 1}, {"A_amount": 1}, "cell * (k * A - J_k * A_amount)", {"k": 0.9})},
    ),
    "rates of reactions in rules": File(
        species=TWO, compartments=CELL, parameters={"k": 0.3, "flux": None, "area": 0.0},
        reactions=DECAY, assigned={"flux": "2 * J"}, rates={"area": "flux + J"},
    ),
    "a compartment that grows": File(
        compartments={"cell": 1.0, "fixed": 2.0}, stretching=["cell"],
        species=TWO | {"D": Species("fixed", concentration=1.0)}, parameters={"k": 0.3},
        rates={"cell": "0.2 * cell"}, reactions=DECAY | {"J2": Reaction({"B": 1}, {"D": 1}, "0.1 * B * cell * D")},
    ),
    "a compartment with a rule": File(
        compartments={"cell": None}, stretching=["cell"], species=TWO, parameters={"k": 0.3},
        assigned={"cell": "1 + 0.1 * time"}, reactions=DECAY,
    ),
    "species with rules": File(
        species={
            "A": Species(concentration=1.0, boundary=True), "B": Species(boundary=True),
            "C": Species(amount=2.0, counted=True),
        },
        compartments=CELL, parameters={"k": 0.3}, rates={"A": "k * (2 - A)", "C": "-k * C * A"}, assigned={"B": "A + C"},
    ),
    "choices that are minima and maxima": File(
        parameters={"x": 2.0, "y": 0.1, "k": 0.5, "w": 0.2},
        rates={
            "x": "piecewise(-k * (x - 1), x > 1, 0) + piecewise(x, x < y, y) * 0.3 - piecewise(y, y >= x, x) * 0.4",
            "y": "piecewise(0.3, y < 0.3, y) - y + 0.1 * piecewise(w - y, y <= w, y - w) + piecewise(1, 2 > 1, 7)",
        },
    ),
    "choices that constants decide": File(
        parameters={"x": 2.0, "k": 0.5, "mode": 2.0, "flag": 0.0},
        rates={
            "x": "piecewise(-k * x, mode == 2 && flag < 1, 7)"
            " + piecewise(x, !(mode >= 2) || flag > 0, 0.1, true, 9)",
        },
    ),
    "events": File(
        species=TWO | {"Q": Species(amount=4.0, counted=True)}, compartments=CELL,
        parameters={"k": 0.3, "level": 1.0, "dose": 2.0, "when": 3.1, "factor": 1.0},
        varying=["level", "factor"],
        reactions={
            "J": Reaction({"A": 1}, {"B": 1}, "cell * k * A * level"),
            "J2": Reaction({"Q": 1}, {}, "k * Q * factor"),
        },
        events=[
            Event("time >= 1.3", {"level": "2 * level + dose", "A": "A + dose / cell"}),
            Event("when < time", {"level": "0"}),
            Event("time > 5.2", {"level": "level + time / 4", "Q": "dose + Q", "factor": "factor / 2"}),
            Event("time >= 0", {"factor": "3", "B": "B * 2"}, initial=False),
            Event("time >= -1", {"A": "99"}),
            Event("time >= 99", {"factor": "99"}),
        ],
    ),
    "events that set a state": File(
        species=TWO, compartments=CELL, parameters={"k": 0.3},
        reactions=DECAY,
        events=[
            Event("time >= 2.2", {"B": "0.25 * B * A", "A": "4"}),
            Event("time >= 5.1", {"A": "6", "B": "0.25 * B * A + 1"}),
        ],
    ),
    "events in a compartment": File(
        compartments={"cell": 1.0}, stretching=["cell"], species=TWO, parameters={"k": 0.3}, reactions=DECAY,
        events=[Event("time >= 2.2", {"cell": "3"})],
    ),
    "names that a result uses itself": File(
        parameters={"week": 1.0, "status": 2.0, "t": 0.3, "time": 0.5, "week_baseline": 0.1, "_x": 1.0,
                    "exp": 0.2, "lambda": 0.3, "amax": 0.4},
        rates={
            "week": "-t * week", "status": "week - status * time * week_baseline", "_x": "status - _x",
            "amax": "max(amax, lambda) * exp - amax",
        },
    ),
    "level 3 version 1": File(species=TWO, compartments=CELL, parameters={"k": 0.3}, reactions=DECAY, version=1),
    "level 2 version 4": File(
        species=TWO, compartments=CELL, parameters={"k": 0.3, "x": 1.0}, reactions=DECAY, rates={"x": "-x"},
        level=2, version=4, events=[Event("time >= 2", {"x": "x + 1"})],
    ),
    "level 1 version 2": File(species={"A": Species(amount=3.0), "B": Species(amount=0.5)}, compartments=CELL,
                              parameters={"k": 0.3}, reactions=DECAY, level=1, version=2),
}  # fmt: skip


@pytest.mark.parametrize("file", FEATURES.values(), ids=FEATURES.keys())
def test_every_feature_gives_the_curves_of_libroadrunner(file: File) -> None:
    text = file.text()
    seconds = 604800 if file.level < 3 else 1  # the unit of time of old files that name none
    ours = curves(nagi.read_sbml(text), weeks=WEEKS / seconds)
    names = {**file.species, **file.assigned, **file.rates}
    moved = [name for name in names if name in ours or f"{name}_" in ours]
    asked = [f"[{n}]" if n in file.species and not file.species[n].counted else n for n in moved]
    theirs = in_roadrunner(text, WEEKS, asked)
    assert moved
    start = 0 if not any(event.trigger == "time >= 0" for event in file.events) else 1
    for column, name in enumerate(moved):
        mine = ours[name if name in ours else f"{name}_"]
        np.testing.assert_allclose(mine[start:], theirs[start:, column], rtol=1e-6, atol=1e-10, err_msg=name)


@pytest.mark.parametrize(
    ("time", "per_week"),
    [
        (None, 1),
        ((1.0, 0), 604800),
        ((60.0, 0), 10080),
        ((86400.0, 0), 7),
        ((86.4, 3), 7),
        ((604800.0, 0), 1),
    ],
)
def test_the_unit_of_time_is_converted_to_weeks(time: tuple[float, int] | None, per_week: int) -> None:
    rate, at = 0.5 / per_week, 2.0 * per_week
    file = File(
        parameters={"x": 3.0, "k": rate}, rates={"x": "-k * x"}, time=time,
        events=[Event(f"time >= {at}", {"x": "x + 1"})],
    )  # fmt: skip
    found = curves(nagi.read_sbml(file.text()), weeks=[0, 1, 3])["x"]
    expected = [3, 3 * math.exp(-0.5), (3 * math.exp(-1.0) + 1) * math.exp(-0.5)]
    np.testing.assert_allclose(found, expected, rtol=1e-8)


def test_constants_become_parameters_and_what_may_change_becomes_effects() -> None:
    file = File(
        parameters={"x": 1.0, "k": 0.3, "none": 0.0, "below": -2.0, "level": 5.0, "when": 2.0, "start": 1.5},
        varying=["level"], starts={"x": "start"},
        rates={"x": "-k * x + none + below + level"}, events=[Event("time >= when", {"level": "7"})],
    )  # fmt: skip
    model = nagi.read_sbml(file.text(), where="made.xml")
    assert (model.name, model.work, model.run_in_weeks) == ("made", "made.xml", 0.0)
    assert model.parameters == ("k",)  # when and start are fixed: an event and a start rest on them
    assert {one.name: one.default for one in model.effects} == {"none": 0.0, "below": -2.0, "level": 5.0}
    assert [(s.week, s.effects) for s in model.arms["file"].switches] == [(2.0, {"level": 7.0})]
    assert model.states[0].start == 1.5


def test_patients_may_have_other_parameters_than_the_file() -> None:
    file = File(
        parameters={"x": 2.0, "k": 0.3, "twice": None}, starts={"twice": "2 * k"}, rates={"x": "-twice * x"}
    )
    model = nagi.read_sbml(file.text())
    found = nagi.simulate(model, [[0.1], [0.5]], arms="file", weeks=[0, 1], accuracy="reference")
    np.testing.assert_allclose(
        found["x"].values[:, 0, 1], [2 * math.exp(-0.2), 2 * math.exp(-1.0)], rtol=1e-8
    )


def test_a_file_without_parameters_can_be_simulated() -> None:
    found = curves(nagi.read_sbml(File(parameters={"x": 0.0}, rates={"x": "1 - x"}).text()), weeks=[0, 1])
    np.testing.assert_allclose(found["x"], [0, 1 - math.exp(-1)], rtol=1e-8)


def test_rules_may_lean_on_each_other_in_a_long_chain() -> None:
    rules = {f"r{n}": f"r{n - 1} + 1" for n in range(1, 150)} | {"r0": "k"}
    file = File(
        parameters={"x": None, "k": 0.5} | dict.fromkeys(rules), assigned=rules, starts={"x": "r149"},
        rates={"x": "-x"},
    )  # fmt: skip
    model = nagi.read_sbml(file.text())
    assert (model.states[0].start, model.parameters) == (149.5, ())


def test_a_stoichiometry_may_be_computed_at_the_start() -> None:
    file = File(species=TWO, parameters={"k": 0.3, "n": 3.0}, reactions=DECAY, starts={"count": "n / 2"})
    text = file.text().replace('<speciesReference species="B" ', '<speciesReference id="count" species="B" ')
    model = nagi.read_sbml(text)
    assert "n" not in model.parameters
    found, theirs = curves(model), in_roadrunner(text, WEEKS, ["[B]"])
    np.testing.assert_allclose(found["B"], theirs[:, 0], rtol=1e-6)


def test_an_imported_model_can_be_exported_again() -> None:
    text = FEATURES["events"].text()
    model = nagi.read_sbml(text)
    again = nagi.read_sbml(nagi.write_sbml(model))
    for name, curve in curves(model).items():
        np.testing.assert_allclose(curves(again)[name][1:], curve[1:], rtol=1e-8)


def test_the_arm_of_a_file_has_no_end() -> None:
    file = File(parameters={"x": 1.0}, rates={"x": "1"}, events=[Event("time >= 900", {"x": "x + 5"})])
    model = nagi.read_sbml(file.text())
    np.testing.assert_allclose(curves(model, weeks=[0, 500])["x"], [1, 501], rtol=1e-9)
    np.testing.assert_allclose(curves(model, weeks=[0])["x"], [1])
    np.testing.assert_allclose(curves(model, weeks=[0, 900, 1000])["x"], [1, 901, 1006], rtol=1e-9)
