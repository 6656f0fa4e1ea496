"""What the published models say: names, units, words and sources, each against its record."""

import pytest

from nagi.equations.parameters import read_parameters
from nagi.equations.units import read_unit
from nagi.evidence.library import load_knowledge
from nagi.physiology.library import load_model

NAMES = ["miyano2021", "miyano2022-saureus", "dominguez2017"]


@pytest.mark.parametrize("name", NAMES)
def test_a_parameter_has_the_order_unit_words_and_numbers_of_its_record(name: str) -> None:
    records = list(read_parameters(name).by_id.values())
    said = [(p.id, p.name, p.label, p.mean_ln, p.sd_ln) for p in load_model(name).population]
    assert said == [(r.id, r.name, r.label.en, r.mean_ln, r.sd_ln) for r in records]
    assert [read_unit(p.unit) for p in load_model(name).population] == [read_unit(r.unit) for r in records]


@pytest.mark.parametrize("name", NAMES)
def test_every_source_is_a_known_work(name: str) -> None:
    works = load_knowledge().works
    assert load_model(name).work in works
    assert {record.work for record in read_parameters(name).by_id.values()} <= set(works)


@pytest.mark.parametrize(("name", "count"), [("miyano2021", 14), ("miyano2022-saureus", 4)])
def test_equations_are_numbered_through(name: str, count: int) -> None:
    assert [rate.equation for rate in load_model(name).rates] == [str(n + 1) for n in range(count)]


@pytest.mark.parametrize(
    ("parameter", "mean", "sd"),
    [
        ("k1", 0.537, 0.793),
        ("b2", -3.54, 1.58),
        ("d3", 1.25, 2.28),
        ("k6", 3.89, 0.00306),
        ("k23", 4.0, 0.522),
        ("d17", 0.4824, 0.236),
    ],
)
def test_printed_numbers_of_the_biologics_model(parameter: str, mean: float, sd: float) -> None:
    known = read_parameters("miyano2021").by_id[f"M1-{parameter}"]
    assert (known.mean_ln, known.sd_ln) == (mean, sd)


@pytest.mark.parametrize(
    ("parameter", "mean", "sd"),
    [("k1", -1.05891, 0.50494), ("d9", -8.62237, 1.19387), ("dfh", 0.347, 0.11508)],
)
def test_printed_numbers_of_the_s_aureus_model(parameter: str, mean: float, sd: float) -> None:
    known = read_parameters("miyano2022-saureus").by_id[f"M2-{parameter}"]
    assert (known.mean_ln, known.sd_ln) == (mean, sd)


def test_only_the_s_aureus_model_resets_states_and_starts_off_rest() -> None:
    biologics, saureus = (load_model(name) for name in NAMES[:2])
    assert (biologics.run_in_is_steady, dict(biologics.resets)) == (True, {})
    assert (saureus.run_in_is_steady, set(saureus.resets)) == (False, {"a", "h"})
