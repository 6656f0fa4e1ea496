"""What else could help people in whom dupilumab does little? The published claim, computed again.

    python examples/poor_responders.py [FOLDER] [ja|en]

Miyano and others (2021) found that blocking IL-13 together with IL-22 would bring about a fifth of the virtual poor
responders to EASI-75, and no single drug more than about one in fifty. It is a calculation, not a trial in people.
"""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties

import nagi
from nagi.equations.notation import Arm

WEEK = 24
BOTH = Arm(
    name="IL-13 + IL-22", weeks=WEEK, effects={"placebo_on": 1, "block_IL13": 0.99, "block_IL22": 0.99}
)
WORDS = {
    "en": (
        "EASI-75 at week 24 among {n} virtual poor responders (%)",
        "model of MIYANO2021; not a trial in people",
    ),
    "ja": (
        "仮想の低反応者 {n} 人における 24 週の EASI-75(%)",
        "MIYANO2021 のモデルによる計算。人での試験ではない",
    ),
}


def shares(n: int = 4000) -> tuple[int, dict[str, float]]:
    """The number of poor responders among `n` patients, and the EASI-75 of each arm among them in percent."""
    model = nagi.load_model("miyano2021")
    cohort = nagi.virtual_patients(model, n=n, seed=1)
    # 1. Who is a poor responder? Those who improve by 75 % or less on dupilumab. A summary is enough to tell.
    first = nagi.simulate(model, cohort, arms="dupilumab", weeks=[0, WEEK], keep="summary")
    poor = cohort.isel(patient=(first.improved().sel(arm="dupilumab") <= 75).values)
    # 2. The same people under every single drug, and under an arm of our own that blocks two mediators.
    singles = [arm for arm in model.arms if arm not in {"placebo", "dupilumab"}]
    result = nagi.simulate(model, poor, arms=[*singles, BOTH], weeks=[0, WEEK], keep="summary")
    found = result.responders(75)
    return poor.sizes["patient"], {str(arm): float(found.sel(arm=arm)) for arm in found["arm"].values}


def draw(ax: Axes, lang: str = "en", n: int = 4000) -> None:
    """Bars in order of size, each with its number, so that no colour is needed."""
    count, found = shares(n)
    names = sorted(found, key=lambda name: found[name])
    font = FontProperties(fname=_font()) if lang == "ja" else None
    bars = ax.barh(names, [found[name] for name in names], color="#cfd8dc", edgecolor="#263238", height=0.65)
    bars[-1].set_hatch("///")
    ax.bar_label(bars, fmt="%.1f", padding=4)
    title, caption = WORDS[lang]
    ax.set_xlabel(f"{title.format(n=count)}\n{caption}", fontproperties=font)
    ax.set_xlim(0, 1.15 * max(found.values()))
    ax.spines[["top", "right"]].set_visible(False)


def _font() -> str:
    """The Japanese font that nagi ships."""
    return str(Path(nagi.__file__).parent / "fonts" / "BIZUDGothic-Regular.ttf")


def main(folder: Path, lang: str = "en") -> None:
    """Writes poor_responders.png into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    figure, ax = plt.subplots(figsize=(7, 3.6), layout="constrained")
    draw(ax, lang)
    figure.savefig(folder / "poor_responders.png", dpi=120)
    plt.close(figure)


if __name__ == "__main__":
    main(
        Path(sys.argv[1]) if len(sys.argv) > 1 else Path("poor-responders"),
        sys.argv[2] if len(sys.argv) > 2 else "en",
    )
