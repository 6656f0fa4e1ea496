"""How long one forecast takes after start-up, as a ratio to simulating its arms once.

    python benchmarks/forecast.py [repeats] [threads]

One patient, 5 arms, 26 weeks, 4,000 virtual patients, every site included. The usual case is C01; in C02 few
virtual patients agree, so that they have to be moved. The first forecast is not counted: it loads the machine code.
Told are the quickest of the repeats, by the clock and in seconds of processor time: on a machine that does
other things too only the second is fair.
"""

import sys
import time
from collections.abc import Callable
from typing import NamedTuple

import nagi
from nagi.dermatology.intake.case import Case
from nagi.evidence.files import knowledge_root
from nagi.physiology.library import load_model
from nagi.services.forecast import MODEL, forecast

ROUTES = ("dermapen_exosome", "topical_exosome")
ARMS = ("nothing", "guideline_care", "needling_saline", *ROUTES)
PATIENTS = 4_000
WANTED = 1.5
"""Seconds by the clock on 2 cores, for the usual case."""


class Taken(NamedTuple):
    """The quickest run: seconds by the clock, seconds of processor time."""

    clock: float
    processor: float


def taken(work: Callable[[], object], repeats: int) -> Taken:
    """The least time of `work`, after one run that is not counted."""
    work()
    times = []
    for _ in range(repeats):
        begun, used = time.perf_counter(), time.process_time()
        work()
        times.append(Taken(time.perf_counter() - begun, time.process_time() - used))
    return Taken(min(t.clock for t in times), min(t.processor for t in times))


def case_of(name: str) -> Case:
    """One of the worked cases."""
    return next(one for one in nagi.read_cases(knowledge_root() / "cases" / "worked.yaml") if one.id == name)


def main() -> None:
    """Measure and print."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    threads = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    model = load_model(MODEL)
    people = nagi.virtual_patients(model, PATIENTS, seed=1)
    plain = taken(
        lambda: nagi.simulate(
            model, people, arms=ARMS, weeks=range(27), accuracy="1e-3", seed=1, threads=threads
        ),
        repeats,
    )
    print(f"simulating {len(ARMS)} arms once  {plain.clock:6.2f} s  {plain.processor:6.2f} s of processor")
    for name in ("C01", "C02"):
        case = case_of(name)
        whole = taken(
            lambda case=case: forecast(case, routes=ROUTES, patients=PATIENTS, model=model, threads=threads),
            repeats,
        )
        ratio = whole.processor / plain.processor
        print(
            f"the forecast of {name}     {whole.clock:6.2f} s  {whole.processor:6.2f} s of processor,"
            f" {ratio:.2f} times as long"
        )
    print(f"wanted: {WANTED} s by the clock for C01 on 2 cores that do nothing else")


if __name__ == "__main__":
    main()
