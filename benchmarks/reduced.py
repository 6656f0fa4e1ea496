"""A million patient-arms reduced to a summary: time, and the peak of memory, which must stay below 1 GB.

python benchmarks/reduced.py
"""

import resource
import time

import nagi

PATIENTS, MOST_MB = 100_000, 1000


def main() -> None:
    model = nagi.load_model("miyano2021")
    cohort = nagi.virtual_patients(model, n=PATIENTS, seed=1)
    begun = time.perf_counter()
    result = nagi.simulate(model, cohort, arms=list(model.arms), weeks=range(25), keep="summary")
    spent = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    jobs = result["status"].size
    print(f"{jobs:,} patient-arms: {spent:.1f} s, peak {peak:.0f} MB")
    print(f"EASI-75 of dupilumab at week 24: {float(result.responders(75).sel(arm='dupilumab')):.1f} %")
    assert jobs == 1_000_000
    assert peak < MOST_MB


if __name__ == "__main__":
    main()
