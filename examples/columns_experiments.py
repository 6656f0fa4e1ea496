"""The experiments that columns about exosomes tell of, repeated in a model: what it gives, beside what was found.

    python examples/columns_experiments.py [FOLDER] [ja|en]

A model that can repeat an animal study proves nothing about people. In the experiments the effect in mice is taken as it
is (factor 1); for the patient at the end it is what we know: between nothing at all and much.
"""

import sys
from pathlib import Path

import numpy as np
import xarray as xr
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

import nagi
from nagi.equations.model import Arm, Dose
from nagi.physiology.skin.experiments import bench

SKINS, DOSES = 200, (0.0, 1.0, 10.0, 100.0)
CALM = 15.0  # EASI of skins that are nearly whole before a detergent breaks them
DISEASE = {"allergen": 3.0, "irritant": 1.0}
FONT = str(Path(nagi.__file__).parent / "fonts" / "BIZUDGothic-Regular.ttf")
WORDS = {
    "en": (
        "change, percent of control",
        "dose, 10^9 particles per injection. Model, effect as in mice; bar: 90 percent. No statement about people.",
    ),
    "ja": (
        "対照に対する変化 (%)",
        "1回の注射の量 (粒子 10^9 個)。マウスと同じ効果としたモデル。棒は 90 %。人についての主張ではない。",
    ),
}
READ = ("TEWL", "hydration", "IL4", "IL13", "TNFa", "ceramides", "Treg")


def injected(name: str, dose: float, insult: dict[str, float], **more: float) -> Arm:
    """Insults from week 0, and 3 weekly injections into 10 cm2."""
    doses = tuple(Dose(week=float(week), state="depot", amount=dose) for week in range(3)) if dose else ()
    return Arm(name=name, effects={"area": 10.0, **insult, **more}, weeks=8, doses=doses)


def run(arms: list[Arm], week: float) -> xr.Dataset:
    """The arms in drawn skins in which vesicles act as in mice, at one week."""
    model = bench()
    skins = nagi.virtual_patients(model, n=SKINS, seed=1)
    skins["mouse_to_human"][:] = 1.0
    return nagi.simulate(model, skins, arms=arms, weeks=[week]).sel(week=week)


def middle(values: xr.DataArray) -> str:
    """Median and the middle 90 percent."""
    low, half, high = np.nanquantile(values, [0.05, 0.5, 0.95])
    return f"{half:6.2f} ({low:.2f} to {high:.2f})"


def injury() -> None:
    """A detergent breaks the barrier: IL-33 rises, and calls regulatory T cells; without IL-33 it does not."""
    arms = [
        injected("detergent", 0, {"irritant": 2.0}),
        injected("untouched, no IL-33", 0, {}, block_IL33=1.0),
        injected("detergent, no IL-33", 0, {"irritant": 2.0}, block_IL33=1.0),
    ]
    found = run(arms, 3)
    found = found.isel(patient=np.flatnonzero(found["EASI_baseline"] < CALM))
    print("1  Detergent, IL-33, regulatory T cells (found: more Treg; cancelled without IL-33)")
    for arm in found["arm"].values:
        print(
            f"   {arm:22} IL-33 {middle(found['IL33'].sel(arm=arm))}  Treg {middle(found['Treg'].sel(arm=arm))}"
        )


def burn() -> None:
    """An insult raises NF-kB: TNF-alpha rises, less with vesicles whose signal against NF-kB is not nothing."""
    found = run(
        [injected("insult", 0, {"insult": 2.0}), injected("insult, vesicles", 100, {"insult": 2.0})], 2.5
    )
    print("2  LPS or burn (found in rats: less TNF-alpha and IL-1beta; lost without miR-181c)")
    for arm in found["arm"].values:
        print(f"   {arm:22} TNF-alpha {middle(found['TNFa'].sel(arm=arm))}")
    works = found["parameters"].sel(parameter="a_N") > 0
    ratio = found["TNFa"].sel(arm="insult, vesicles") / found["TNFa"].sel(arm="insult")
    print(f"   ratio with the signal {middle(ratio[works])}, without it {middle(ratio[~works])}")


def doses(folder: Path, lang: str) -> None:
    """Allergen-driven dermatitis, doses graded."""
    found = run([injected(f"{dose:g}", dose, DISEASE) for dose in DOSES], 3)
    control = found.sel(arm="0")
    print("3  Oxazolone, DNCB, mite: change in percent of the diseased control, by dose in 10^9 particles")
    print(
        "   (found with dose: water loss and cytokines down, hydration and ceramides up; IL-13 -50, IL-4 -44)"
    )
    changes = {output: 100 * (found[output] / control[output] - 1) for output in READ}
    for output, change in changes.items():
        print(f"   {output:10} " + "  ".join(middle(change.sel(arm=f"{dose:g}")) for dose in DOSES[1:]))
    figure = draw(changes, lang)
    figure.savefig(folder / "columns_experiments.png", dpi=120)
    plt.close(figure)


def draw(changes: dict[str, xr.DataArray], lang: str) -> Figure:
    """A panel for each reading: median and the middle 90 percent by dose."""
    said = WORDS[lang]
    font = FontProperties(fname=FONT) if lang == "ja" else None
    figure, axes = plt.subplots(1, len(changes), figsize=(14, 3.2), layout="constrained")
    for (output, change), ax in zip(changes.items(), axes, strict=True):
        low, half, high = np.nanquantile(change, [0.05, 0.5, 0.95], axis=0)
        ax.errorbar(range(len(DOSES)), half, [half - low, high - half], fmt="o-", color="#0072B2", capsize=3)
        ax.axhline(0, color="black", linewidth=0.8)
        ax.set_xticks(range(len(DOSES)), [f"{dose:g}" for dose in DOSES])
        ax.set_title(output)
    axes[0].set_ylabel(said[0], fontproperties=font)
    figure.supxlabel(said[1], fontproperties=font)
    return figure


def patient() -> None:
    """3 needling sessions in a person: the columns' story as a hypothesis, beside what it must be compared with."""
    model = nagi.load_model("nagi-skin")
    people = nagi.virtual_patients(model, n=400, seed=1)
    names = ["nothing", "guideline_care", "needling_saline", "dermapen_exosome"]
    result = nagi.simulate(model, people, arms=names, weeks=range(27), seed=1)
    gain = result["EASI"].sel(arm="needling_saline") - result["EASI"].sel(arm="dermapen_exosome")
    print("4  3 sessions in a person, EASI in week 12 (hypothesis; level: animal and laboratory)")
    for name in names:
        print(f"   {name:22} {middle(result['EASI'].sel(arm=name, week=12))}")
    none = 100 * float((people["mouse_to_human"] == 0).mean())
    print(
        f"   vesicles against saline: {middle(gain.sel(week=12))} EASI points less; exactly none in {none:.0f} percent"
    )


def main(folder: Path, lang: str = "en") -> None:
    """Repeat all; writes columns_experiments.png into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    injury()
    burn()
    doses(folder, lang)
    patient()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("columns-experiments"), *sys.argv[2:3])
