"""Is the twin as sure as it may be? People are drawn from the model, measured, twinned, and asked about the future."""

import numpy as np
import pytest
from scipy.stats import binom, chi2
from toyskin import assumed, skin

from nagi.simulation.twin.observations import Observation
from nagi.simulation.twin.population import TODAY, Population
from nagi.simulation.twin.prediction import LEVELS
from nagi.simulation.twin.twin import twin

PEOPLE, PATIENTS, BINS = 160, 320, 8
WEEKS = (0.0, 4.0)
ASKED = 16.0
OUTPUTS = ("EASI", "itch", "POEM")


def ranked(scatter: float, people: int = PEOPLE) -> dict[str, np.ndarray]:
    """Where the truth of each person stands among the patients of the twin, 0 to 1, for each output at week 16.

    Every third person lacks the itch score. `scatter` multiplies the scatter that the twin believes in.
    Nobody is silenced.
    """
    model, known = skin(), assumed()
    open_to_all = known.silence.model_copy(update={"contradiction": 1e-9})
    care = model.arms["guideline_care"]
    believed = [
        i.model_copy(update={"sd": i.sd * scatter, "share": i.share * scatter}) for i in known.instrument
    ]
    crowd = Population(model=model, before=care, lead=26, seed=11)
    drawn, chance = crowd.drawn(people), np.arange(people)
    truth = crowd.from_today(
        drawn, chance, crowd.until_today(drawn, chance, [0.0])[TODAY], [care], (*WEEKS, ASKED)
    )
    noise = np.random.default_rng(5).standard_normal((people, len(known.instrument), len(WEEKS)))
    ranks: dict[str, list[float]] = {name: [] for name in OUTPUTS}
    for person in range(people):
        told = [
            Observation(
                week,
                each.output,
                float(each.measured(truth[each.output][person, 0, at], noise[person, i, at])),
            )
            for i, each in enumerate(known.instrument)
            if each.output in ("EASI", "itch") and not (each.output == "itch" and person % 3 == 0)
            for at, week in enumerate(WEEKS)
        ]
        made = twin(
            model, told, assumed=assumed(instrument=tuple(believed), silence=open_to_all),
            before=care, followed=care, seed=1000 + person, patients=PATIENTS, threads=1,
        )  # fmt: skip
        outputs = made.outputs([care], [ASKED])
        for name in OUTPUTS:
            ranks[name].append(float((outputs[name][:, 0, 0] < truth[name][person, 0, -1]).mean()))
    return {name: np.array(each) for name, each in ranks.items()}


@pytest.fixture(scope="module")
def ranks() -> dict[str, np.ndarray]:
    return ranked(1.0)


def unevenness(ranks: np.ndarray) -> float:
    """The probability of a rank histogram at least so uneven if all ranks are equally likely."""
    counts, expected = np.histogram(ranks, bins=BINS, range=(0, 1))[0], len(ranks) / BINS
    return float(chi2.sf(((counts - expected) ** 2 / expected).sum(), BINS - 1))


@pytest.mark.parametrize("output", OUTPUTS)
def test_the_truth_is_equally_likely_at_every_rank(ranks: dict[str, np.ndarray], output: str) -> None:
    assert unevenness(ranks[output]) > 0.005


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("inside", [0.5, 0.8, 0.95])
def test_an_interval_holds_the_truth_as_often_as_it_says(
    ranks: dict[str, np.ndarray], output: str, inside: float
) -> None:
    low, high = (1 - inside) / 2, (1 + inside) / 2
    assert any(abs(low - level) < 1e-9 for level in LEVELS)
    held = int(((ranks[output] >= low) & (ranks[output] <= high)).sum())
    assert binom.ppf(0.005, PEOPLE, inside) <= held <= binom.ppf(0.995, PEOPLE, inside)


def test_a_twin_that_trusts_measurements_too_much_is_found_out() -> None:
    assert unevenness(ranked(0.2, people=48)["EASI"]) < 1e-4
