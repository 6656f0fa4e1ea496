"""What the registry counts, and what an export gives away."""

import csv
import io
import json
import zipfile
from math import comb

import pytest

from nagi.dermatology.outcome import Scores
from nagi.services.registry import Reaction, Register, Share, Treatment, share, summarise
from nagi.services.registry_export import TABLES, WITHHELD, exported, formats, small_cell

BEFORE = Scores(easi=20, poem=16, itch=8, active=False)


def treated(patient: str, now: Scores, *, lot: str = "L1", sessions: int = 1) -> Treatment:
    return Treatment(
        patient=patient, route="dermapen_exosome", product="EV1", lot=lot, sessions=sessions, before=BEFORE, now=now
    )  # fmt: skip


def register(*treatments: Treatment, reactions: tuple[Reaction, ...] = ()) -> Register:
    ended = {"a": "accepted", "b": "accepted", "c": "declined", "d": "lost", "e": "open"}
    return Register(ended=ended, contacts_due=8, contacts_done=6, treatments=treatments, reactions=reactions)


def test_it_works() -> None:
    summary = summarise(
        register(
            treated("a", Scores(easi=5, poem=6, itch=2, active=False), sessions=3),
            treated("b", Scores(easi=31, poem=16, itch=8, active=False)),
            reactions=(Reaction(patient="a", event="AE-002", grade=1, lot="L1"),),
        )
    )
    assert (summary.assessed, summary.treated) == (5, 2)
    assert summary.ends == {"accepted": 2, "refused": 0, "declined": 1, "referred": 0, "lost": 1, "open": 1}
    assert summary.followed.value == 0.75
    assert summary.closed.found == 4
    (route,) = summary.by_route
    assert (route.patients, route.sessions, route.better, route.worse, route.unknown) == (2, 4, 1, 1, 0)
    assert [(one.event, one.times, one.patients.found) for one in summary.rates] == [("AE-002", 1, 1)]


def test_a_patient_without_scores_is_unknown_and_not_unchanged() -> None:
    (route,) = summarise(register(treated("a", Scores()))).by_route
    assert (route.unknown, route.neither) == (1, 0)


def test_a_patient_counts_once_in_a_route_and_in_each_lot() -> None:
    better = Scores(easi=5, poem=6, itch=2, active=False)
    summary = summarise(register(treated("a", better), treated("a", better, lot="L2")))
    assert [one.patients for one in summary.by_route] == [1]
    assert [(one.code, one.patients) for one in summary.by_lot] == [("L1", 1), ("L2", 1)]


def test_reactions_of_people_who_were_never_treated_are_no_part_of_the_rate() -> None:
    summary = summarise(
        register(treated("a", BEFORE), reactions=(Reaction(patient="z", event="AE-002", grade=4, lot=None),))
    )
    assert (summary.any_reaction.found, summary.severe.found, summary.rates) == (0, 0, [])


@pytest.mark.parametrize(("found", "of"), [(0, 10), (1, 10), (7, 9), (10, 10)])
def test_the_interval_is_that_of_clopper_and_pearson(found: int, of: int) -> None:
    """At each end the chance of what was seen, or more extreme, is 2.5 %."""
    held = share(found, of)

    def at_least(p: float, least: int) -> float:
        return sum(comb(of, k) * p**k * (1 - p) ** (of - k) for k in range(least, of + 1))

    assert held.low is not None
    assert held.high is not None
    assert held.low == 0 if found == 0 else at_least(held.low, found) == pytest.approx(0.025)
    assert held.high == 1 if found == of else 1 - at_least(held.high, found + 1) == pytest.approx(0.025)


def test_nothing_to_count_is_no_share() -> None:
    assert share(0, 0) == Share(found=0, of=0, low=None, high=None)
    with pytest.raises(ValueError, match="2 of 1"):
        share(2, 1)


def person(turn: int, age: str) -> dict[str, object]:
    return {"person": f"p{turn}", "age_from": age, "language": "ja", "ended": "accepted", "sessions": 1}


def files(form: str = "csv") -> zipfile.ZipFile:
    people = [person(turn, "30") for turn in range(small_cell())] + [person(99, "80")]
    return zipfile.ZipFile(
        io.BytesIO(exported({"people": people}, about={"export": "x"}, form=form))  # type: ignore[arg-type]
    )


def test_rare_values_are_withheld() -> None:
    rows = list(csv.DictReader(io.StringIO(files().read("people.csv").decode())))
    assert {row["age_from"] for row in rows if row["person"] != "p99"} == {"30"}
    assert next(row["age_from"] for row in rows if row["person"] == "p99") == WITHHELD
    assert json.loads(files().read("about.json"))["withheld_below"] == small_cell()


def test_the_dictionary_names_every_column_that_is_written() -> None:
    held = files()
    said = [
        (row["table"], row["column"])
        for row in csv.DictReader(io.StringIO(held.read("dictionary.csv").decode()))
    ]
    written = [
        (table, column)
        for table in TABLES
        for column in held.read(f"{table}.csv").decode().splitlines()[0].split(",")
    ]
    assert said == written


@pytest.mark.skipif("parquet" not in formats(), reason="needs pyarrow")
def test_parquet_holds_the_same_with_its_types() -> None:
    import pyarrow.parquet as pq  # noqa: PLC0415

    table = pq.read_table(io.BytesIO(files("parquet").read("people.parquet")))
    assert table.column_names == [one.name for one in TABLES["people"]]
    assert table["sessions"].to_pylist() == [1] * (small_cell() + 1)
