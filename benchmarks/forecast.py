"""How long one forecast takes after start-up, as a ratio to simulating its arms once.

    python benchmarks/forecast.py [repeats]

One patient, 5 arms, 26 weeks, 4,000 virtual patients; the first forecast is not counted: it loads the machine code.
"""

import sys
import time
from collections.abc import Callable
from statistics import median

import nagi
from nagi.evidence.files import knowledge_root
from nagi.physiology.library import load_model
from nagi.services.forecast import MODEL, forecast

ROUTES = ("dermapen_exosome", "topical_exosome")
ARMS = ("nothing", "guideline_care", "needling_saline", *ROUTES)
PATIENTS = 4_000


def seconds(work: Callable[[], object], repeats: int) -> float:
    """The median time of `work`, after one run that is not counted."""
    work()
    times = []
    for _ in range(repeats):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return median(times)


def main() -> None:
    """Measure and print."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    case = next(one for one in nagi.read_cases(knowledge_root() / "cases" / "worked.yaml") if one.id == "C01")
    model = load_model(MODEL)
    people = nagi.virtual_patients(model, PATIENTS, seed=1)
    plain = seconds(
        lambda: nagi.simulate(model, people, arms=ARMS, weeks=range(27), accuracy="1e-3", seed=1), repeats
    )
    whole = seconds(lambda: forecast(case, routes=ROUTES, patients=PATIENTS, model=model), repeats)
    print(f"simulating {len(ARMS)} arms once  {plain:6.2f} s")
    print(f"the forecast            {whole:6.2f} s, {whole / plain:.2f} times as long")


if __name__ == "__main__":
    main()
