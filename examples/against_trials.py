"""Where the model of Miyano 2021 agrees with trials in people, and where it does not.

    python examples/against_trials.py [FOLDER] [ja|en]

The authors tuned the model to some of these trials, so agreement is no proof of it. "Control" in the model is the
placebo arm, which stands for placebo with background care; trials without background care should lie below it.
"""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties

import nagi
from nagi.evidence.trials import Comparison, read_trials

MODEL = "miyano2021"
ENGLISH = {
    "improvement": "improvement",
    "week": "week {:.3g}",
    "none": "no TCS",
    "model": "model",
    "trial": "trial",
    "drug": "drug",
    "control": "control",
    "x": "percent (improvement of EASI, or people who reach EASI-50 or EASI-75)",
}
JAPANESE = {
    "improvement": "改善率",
    "week": "{:.3g} 週",
    "none": "TCS なし",
    "model": "モデル",
    "trial": "試験",
    "drug": "薬",
    "control": "対照",
    "x": "%(EASI の平均改善率、または EASI-50・EASI-75 に達した人)",
}


def computed(result: nagi.Result, one: Comparison, arm: str) -> float:
    """The measure of a trial, taken from the model, in percent."""
    if one.measure == "improvement":
        return float(result.improved().sel(arm=arm, week=one.week).mean())
    return float(result.responders(float(one.measure.removeprefix("EASI-"))).sel(arm=arm, week=one.week))


def draw(ax: Axes, lang: str = "en", n: int = 2000) -> None:
    """One row per comparison: circles are the model, diamonds the trial; filled the drug, open the control."""
    words = JAPANESE if lang == "ja" else ENGLISH
    trials = read_trials(MODEL)
    model = nagi.load_model(MODEL)
    weeks = np.unique([0.0, *(one.week for one in trials)])
    arms = ["placebo", *dict.fromkeys(one.arm for one in trials)]
    result = nagi.simulate(model, nagi.virtual_patients(model, n=n, seed=1), arms=arms, weeks=weeks)
    for row, one in enumerate(trials):
        pairs = (
            (words["model"], "o", -0.13, computed(result, one, one.arm), computed(result, one, "placebo")),
            (words["trial"], "D", 0.13, one.active, one.control),
        )
        for name, marker, shift, drug, control in pairs:
            ax.plot(
                [control, drug], [row + shift] * 2, color="#607d8b", lw=1, ls="-" if marker == "o" else ":"
            )
            for value, face, what in ((drug, "black", words["drug"]), (control, "white", words["control"])):
                label = f"{name}, {what}" if row == 0 else None
                ax.plot(
                    value, row + shift, marker, mfc=face, mec="black", ms=7, ls="none", label=label, zorder=3
                )
    _label(ax, trials, words, lang)


def _label(ax: Axes, trials: tuple[Comparison, ...], words: dict[str, str], lang: str) -> None:
    rows = []
    for one in trials:
        measure, background = (words.get(word, word) for word in (one.measure, one.background))
        rows.append(f"{one.arm}: {measure}, {words['week'].format(one.week)}\n{one.trial}; {background}")
    font = str(Path(nagi.__file__).parent / "fonts" / "BIZUDGothic-Regular.ttf")
    proper = FontProperties(fname=font, size=8) if lang == "ja" else FontProperties(size=8)
    ax.set_yticks(range(len(rows)), rows, fontproperties=proper)
    ax.invert_yaxis()
    ax.set_xlim(0, 100)
    ax.set_xlabel(words["x"], fontproperties=proper)
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=4, frameon=False, prop=proper)
    ax.grid(axis="x", color="#e0e0e0")
    ax.spines[["top", "right"]].set_visible(False)


def main(folder: Path, lang: str = "en") -> None:
    """Writes against_trials.png into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    figure, ax = plt.subplots(figsize=(8, 4.2), layout="constrained")
    draw(ax, lang)
    figure.savefig(folder / "against_trials.png", dpi=120)
    plt.close(figure)


if __name__ == "__main__":
    main(
        Path(sys.argv[1]) if len(sys.argv) > 1 else Path("against-trials"),
        sys.argv[2] if len(sys.argv) > 2 else "en",
    )
