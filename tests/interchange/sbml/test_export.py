"""Exported models give the same curves elsewhere, and are valid in every part."""

from collections import Counter

import libsbml
import numpy as np
import pytest
from interchange.sbml.peers import Array, in_copasi, in_roadrunner

import nagi
from nagi.equations.model import Arm, Dose, Model, Switch
from nagi.errors import NagiError

M1, M2 = (nagi.load_model(name) for name in ("miyano2021", "miyano2022-saureus"))
PATIENTS = 3
REGIMEN = Arm(
    name="regimen",
    effects={"placebo_on": 1.0, "block_IL13": 0.5},
    weeks=24.0,
    switches=(
        Switch(week=3.0, effects={"block_IL13": 0.9, "block_IL22": 0.4}),
        Switch(week=9.5, effects={"block_IL13": 0.0}),
    ),
    doses=(
        Dose(week=0.0, state="c31", amount=2.0),
        Dose(week=3.0, state="p", amount=0.05),
        Dose(week=7.0, state="g", amount=1.5),
    ),
)  # fmt: skip
BACTERIA = Arm(
    name="bacteria",
    effects={"placebo_on": 1.0, "flucloxacillin": 1.0},
    weeks=16.0,
    switches=(
        Switch(week=4.0, effects={"flucloxacillin": 0.0}),
        Switch(week=11.0, effects={"flucloxacillin": 1.0}),
    ),
    doses=(Dose(week=6.0, state="a", amount=1.0),),
)


def patients(model: Model) -> Array:
    drawn = nagi.virtual_patients(model, n=PATIENTS, seed=3)
    return np.stack([drawn[name].values for name in model.parameters], axis=1)


@pytest.mark.parametrize(
    ("model", "arm"),
    [
        *((M1, arm) for arm in ("placebo", "dupilumab", "nemolizumab", "rIFNg")),
        *((M2, arm) for arm in M2.arms),
        (M1, REGIMEN),
        (M2, BACTERIA),
    ],
    ids=lambda part: part if isinstance(part, str) else part.name,
)
def test_other_simulators_draw_the_same_curves(model: Model, arm: str | Arm) -> None:
    weeks = np.linspace(0, (model.arms[arm] if isinstance(arm, str) else arm).weeks, 23)
    cohort = patients(model)
    ours = nagi.simulate(model, cohort, arms=arm, weeks=weeks, accuracy="reference")
    assert set(ours["status"].values.ravel()) == {"ok"}
    for patient, parameters in enumerate(cohort):
        text = nagi.write_sbml(model, patient=parameters, arm=arm)
        for peer in (in_roadrunner, in_copasi):
            theirs = peer(text, weeks, ["EASI"])[:, 0]
            np.testing.assert_allclose(theirs, ours["EASI"].values[patient, 0], rtol=1e-6)


@pytest.mark.parametrize("model", [M1, M2], ids=lambda model: model.name)
def test_the_file_is_valid_sbml_with_units(model: Model) -> None:
    document = libsbml.readSBMLFromString(nagi.write_sbml(model))
    document.checkConsistency()
    found = [document.getError(number) for number in range(document.getNumErrors())]
    assert (document.getLevel(), document.getVersion()) == (3, 2)
    assert [one.getMessage() for one in found if one.getSeverity() >= libsbml.LIBSBML_SEV_ERROR] == []
    units = {one.getErrorId() for one in found if one.getCategory() == libsbml.LIBSBML_CAT_UNITS_CONSISTENCY}
    assert units <= {99505, 99508, 20702}  # only: named expressions declare no units


def test_the_file_says_what_it_is() -> None:
    document = libsbml.readSBMLFromString(nagi.write_sbml(M1, arm="dupilumab"))
    model = document.getModel()
    notes = model.getNotesString()
    for words in ("10.1111/all.14870", "dupilumab", M1.digest, "not a forecast", "予測ではありません"):
        assert words in notes
    assert model.getTimeUnits() == "week"
    assert model.getUnitDefinition("week").getUnit(0).getMultiplier() == 604800
    k11 = model.getParameter("k11")
    assert (k11.getName(), model.getUnitDefinition(k11.getUnits()).getName()) == (
        "IL-4 secretion per Th2", "conc/cells/week",
    )  # fmt: skip
    kinds = Counter(model.getParameter(n).getConstant() for n in range(model.getNumParameters()))
    assert kinds[True] == len(M1.parameters)


def test_every_number_keeps_all_its_digits() -> None:
    parameters = patients(M1)[0]
    model = libsbml.readSBMLFromString(nagi.write_sbml(M1, patient=parameters)).getModel()
    assert [model.getParameter(name).getValue() for name in M1.parameters] == parameters.tolist()


def test_defaults_are_the_median_patient_in_the_first_arm() -> None:
    median = [np.exp(one.mean_ln) for one in M1.population]
    assert nagi.write_sbml(M1) == nagi.write_sbml(M1, patient=median, arm="placebo", start="baseline")


def test_a_start_may_be_that_of_the_model_or_given() -> None:
    def starts(text: str) -> list[float]:
        model = libsbml.readSBMLFromString(text).getModel()
        return [model.getParameter(state.name).getValue() for state in M1.states]

    own = [state.start for state in M1.states]
    assert starts(nagi.write_sbml(M1, start="model")) == own
    assert starts(nagi.write_sbml(M1, start=[2 * value for value in own])) == [2 * value for value in own]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"arm": "dupilumba"}, "NAGI-M105"),
        ({"patient": np.ones((2, 51))}, "NAGI-X010"),
        ({"patient": [1.0, 2.0]}, "NAGI-M103"),
        ({"start": "steady"}, "NAGI-X010"),
        ({"start": [np.nan] * 14}, "NAGI-X010"),
        ({"start": [1.0]}, "NAGI-N204"),
        ({"arm": Arm(name="a", effects={"x": 1.0}, weeks=1.0)}, "NAGI-N208"),
    ],
)
def test_what_cannot_be_exported_is_refused(arguments: dict[str, object], code: str) -> None:
    with pytest.raises(NagiError) as refused:
        nagi.write_sbml(M1, **arguments)  # type: ignore[arg-type]
    assert code in {problem.code for problem in refused.value.problems}


def test_a_patient_without_a_baseline_is_refused_with_the_reason() -> None:
    with pytest.raises(NagiError, match=r"NAGI-X011.*;"):
        nagi.write_sbml(M1, patient=np.zeros(51))
