"""What a person's measurements do to the twin: nothing, something, or too much to believe."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest
from toyskin import assumed, skin

import nagi
from nagi.errors import NagiError
from nagi.simulation.twin.observations import Observation
from nagi.simulation.twin.twin import Twin, futures, part_of, twin

MODEL = skin()
PATIENTS = 600
MEASURED = (Observation(0, "EASI", 14.0), Observation(0, "itch", 5.0), Observation(6, "EASI", 12.0))


def made(observations: Iterable[Observation], *, seed: int = 3, **changes: Any) -> Twin:
    care = MODEL.arms["guideline_care"]
    return twin(
        MODEL,
        observations,
        assumed=assumed(**changes),
        before=care,
        followed=care,
        seed=seed,
        patients=PATIENTS,
    )


def course(of: Twin) -> np.ndarray:
    arms = [MODEL.arms[name] for name in ("nothing", "guideline_care")]
    return of.outputs(arms, range(0, 27, 2))["EASI"]


def test_nothing_measured_leaves_the_people_of_the_model_as_they_are() -> None:
    nobody = made([])
    cohort = nagi.virtual_patients(MODEL, PATIENTS, seed=3).to_array().values.T
    assert nobody.silence == "nothing_measured"
    assert np.array_equal(nobody.population.parameters(nobody.patients.standard), cohort)


def test_a_missing_score_teaches_nothing() -> None:
    missing = Observation(0, "POEM", None)
    assert np.array_equal(course(made([*MEASURED, missing])), course(made(MEASURED)))
    assert made([missing]).silence == "nothing_measured"


def test_measurements_pull_the_twin_towards_them_and_narrow_it() -> None:
    person, nobody = course(made(MEASURED))[:, 1, 0], course(made([]))[:, 1, 0]
    assert abs(np.median(person) - 14) < 2 < abs(np.median(nobody) - 14) + 2
    assert np.ptp(np.quantile(person, [0.1, 0.9])) < np.ptp(np.quantile(nobody, [0.1, 0.9])) / 2


def test_later_measurements_narrow_the_future_further() -> None:
    later = [*MEASURED, *(Observation(week, "EASI", 12.5) for week in (8, 10, 12, 16))]
    spreads = [np.ptp(np.quantile(course(made(told))[:, 1, -1], [0.1, 0.9])) for told in (MEASURED, later)]
    assert spreads[1] < 0.8 * spreads[0]


def test_the_order_in_which_measurements_are_told_does_not_matter() -> None:
    assert np.array_equal(course(made(MEASURED)), course(made(reversed(MEASURED))))


def test_the_same_score_told_twice_counts_once() -> None:
    assert np.array_equal(course(made([*MEASURED, MEASURED[0]])), course(made(MEASURED)))


def test_a_seed_gives_the_same_twin_whatever_the_threads() -> None:
    care = MODEL.arms["guideline_care"]
    one, two = (
        twin(
            MODEL,
            MEASURED,
            assumed=assumed(),
            before=care,
            followed=care,
            seed=9,
            patients=PATIENTS,
            threads=n,
        )
        for n in (1, 2)
    )
    assert np.array_equal(course(one), course(two))
    assert not np.array_equal(course(one), course(made(MEASURED)))


def test_a_part_of_a_person_is_made_of_the_same_people_and_simulated_with_them() -> None:
    care, of = MODEL.arms["guideline_care"], assumed()
    person = made(MEASURED)
    sore, calm = (
        part_of(person, [Observation(0, "EASI", score)], assumed=of, followed=care, name=f"{score}")
        for score in (25.0, 3.0)
    )
    assert np.array_equal(sore.drawn.standard, person.drawn.standard)
    together = futures([person, sore, calm], [care], [0.0, 8.0])
    for one, outputs in zip((person, sore, calm), together, strict=True):
        assert np.array_equal(outputs["EASI"], one.outputs([care], [0.0, 8.0])["EASI"])
    middle = [float(np.median(outputs["EASI"][:, 0, 0])) for outputs in together]
    assert middle[2] < middle[0] < middle[1]


def test_scores_that_cannot_go_together_silence_the_twin() -> None:
    assert made([Observation(0, "EASI", 1.0), Observation(0, "itch", 10.0)]).silence == "contradiction"


def test_a_score_that_no_person_of_the_model_shows_silences_the_twin() -> None:
    assert made([Observation(0, "EASI", 5.0), Observation(1, "EASI", 60.0)]).silence == "contradiction"


def test_people_of_the_model_are_hardly_ever_silenced() -> None:
    people = made([])
    told = [Observation(0, "EASI", float(score)) for score in course(people)[:20, 1, 0]]
    assert sum(made([one]).silence is not None for one in told) <= 1


def test_an_instrument_that_scatters_without_end_teaches_nothing() -> None:
    blunt = tuple(one.model_copy(update={"sd": 900.0}) for one in assumed().instrument)
    assert made([Observation(0, "EASI", 14.0)], instrument=blunt).silence == "teaches_nothing"


def test_the_effective_sample_size_never_falls_below_a_quarter() -> None:
    reached = made(MEASURED)
    assert [stage.power for stage in reached.patients.stages][-1] == 1
    assert reached.effective >= 0.249 * PATIENTS
    assert reached.ancestors > PATIENTS / 10


def test_patients_are_moved_only_when_too_few_of_them_count() -> None:
    care = MODEL.arms["guideline_care"]
    vague = tuple(one.model_copy(update={"sd": 8.0}) for one in assumed().instrument)
    many = twin(
        MODEL,
        [Observation(0, "EASI", 14.0)],
        assumed=assumed(instrument=vague),
        before=care,
        followed=care,
        seed=3,
    )
    assert [stage.accepted for stage in many.patients.stages] == [None]
    assert all(stage.accepted for stage in made(MEASURED).patients.stages)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (Observation(0, "EASY", 3.0), "NAGI-M130"),
        (Observation(0, "oSCORAD", 3.0), "NAGI-M130"),
        (Observation(3, "EASI", 73.0), "NAGI-M131"),
        (Observation(3, "EASI", float("nan")), "NAGI-M131"),
        (Observation(99, "EASI", 3.0), "NAGI-M132"),
        (Observation("later", "EASI", 3.0), "NAGI-M132"),  # type: ignore[arg-type]
        (Observation(3, "EASI", "mild"), "NAGI-M131"),  # type: ignore[arg-type]
        ((0, "EASI", 3.0), "NAGI-M130"),
        (Observation(0, "EASI", 3.0), "NAGI-M133"),
    ],
)
def test_a_measurement_that_cannot_be_is_refused_by_name(wrong: Any, code: str) -> None:
    with pytest.raises(NagiError) as refused:
        made([*MEASURED, wrong])
    assert {problem.code for problem in refused.value.problems} == {code}


def test_everything_wrong_is_told_at_once() -> None:
    with pytest.raises(NagiError) as refused:
        made([Observation(0, "EASY", 3.0), Observation(99, "itch", 11.0)])
    assert sorted(problem.code for problem in refused.value.problems) == [
        "NAGI-M130",
        "NAGI-M131",
        "NAGI-M132",
    ]
