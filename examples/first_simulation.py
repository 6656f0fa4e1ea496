"""A first simulation, in ten minutes: draw virtual patients, treat them, look at the result, keep it.

    python examples/first_simulation.py [FOLDER] [ja|en]

The model is a published one and is run exactly as printed. It describes a population of trials; it forecasts
no person, and it knows nothing about exosomes.
"""

import sys
from pathlib import Path

import matplotlib.pyplot as plt

import nagi


def main(folder: Path, lang: str = "en") -> None:
    """Run the tutorial; writes first_simulation.png and first_simulation.nc into `folder`."""
    # 1. A model is a list of states, equations and arms. `nagi model show miyano2021` prints all of it.
    model = nagi.load_model("miyano2021")
    print(f"{model.title}: {len(model.states)} states, {len(model.parameters)} parameters")
    print(f"arms: {', '.join(model.arms)}")

    # 2. A virtual patient is one draw of all parameters. Patient 7 of seed 1 is the same in a cohort of any size.
    cohort = nagi.virtual_patients(model, n=500, seed=1)

    # 3. Every patient first rests untreated until nothing changes, then goes through every arm.
    result = nagi.simulate(model, cohort, arms=["placebo", "dupilumab"], weeks=range(25))
    failed = int((result["status"] != "ok").sum())
    print(f"{result.sizes['patient']} patients, {failed} runs not computed")

    # 4. Can the numbers be trusted? A sample is run again, 100 times as exactly.
    print(result.verify(model).said.en)

    # 5. EASI-75: who improved by more than 75 percent, among all patients drawn.
    for arm in result["arm"].values:
        share = float(result.responders(75).sel(arm=arm, week=16))
        median = float(result["EASI"].sel(arm=arm, week=16).median())
        print(f"{arm:10} week 16: median EASI {median:4.1f}, EASI-75 {share:2.0f} %")

    # 6. A figure: the median, and bands that hold half and nine tenths of the patients.
    folder.mkdir(parents=True, exist_ok=True)
    axes = result.plot(lang="ja" if lang == "ja" else "en")
    axes.figure.savefig(folder / "first_simulation.png", dpi=120)
    plt.close(axes.figure)

    # 7. A file that any NetCDF reader opens, with seed, versions and digests inside.
    result.to_netcdf(folder / "first_simulation.nc")
    print(f"wrote {folder / 'first_simulation.png'} and {folder / 'first_simulation.nc'}")


if __name__ == "__main__":
    main(
        Path(sys.argv[1]) if len(sys.argv) > 1 else Path("first-simulation"),
        sys.argv[2] if len(sys.argv) > 2 else "en",
    )
