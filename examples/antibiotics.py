"""Does an antibiotic help when it kills the helpful bacteria as well? The model of S. aureus (Miyano 2022).

    python examples/antibiotics.py [FOLDER] [ja|en]

Flucloxacillin is given for 4 weeks and then stopped. The model knows no resistance and no side effect, and beyond
16 weeks it heals everybody; it forecasts no person.
"""

import sys
from pathlib import Path

import matplotlib.pyplot as plt

import nagi


def main(folder: Path, lang: str = "en") -> None:
    """Writes antibiotics.png into `folder`."""
    model = nagi.load_model("miyano2022-saureus")
    cohort = nagi.virtual_patients(model, n=1000, seed=1)
    result = nagi.simulate(
        model, cohort, arms=["placebo", "dupilumab", "flucloxacillin"], weeks=[k / 4 for k in range(65)]
    )
    for arm in result["arm"].values:
        print(f"{arm:15} week 16: EASI-75 {float(result.responders(75).sel(arm=arm, week=16)):2.0f} %")
    folder.mkdir(parents=True, exist_ok=True)
    figure, ax = plt.subplots(figsize=(7, 4.2), layout="constrained")
    result.plot(ax, lang="ja" if lang == "ja" else "en")
    figure.savefig(folder / "antibiotics.png", dpi=120)
    plt.close(figure)


if __name__ == "__main__":
    main(
        Path(sys.argv[1]) if len(sys.argv) > 1 else Path("antibiotics"),
        sys.argv[2] if len(sys.argv) > 2 else "en",
    )
