"""Why does skin stay calm, flare again and again, or stay ill? The double switch (Domínguez-Hüttinger 2017).

    python examples/double_switch.py [FOLDER] [ja|en]

Two skins differ in how easily pathogens enter (kP) and how strongly innate immunity answers (aI); a third picture
starts the same skin from a good and from a damaged barrier. A teaching model: no EASI, no doses, no person.
"""

# ruff: noqa: N803, N806 - the paper's symbols

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.font_manager import fontManager

import nagi
from nagi.equations.model import Arm
from nagi.numerics.engine import Engine

DAYS = 7.0
SKINS = (("healing", 0.6, 0.25, "-"), ("recurrent", 1.0, 0.3, "--"), ("lasting", 1.0, 0.05, ":"))
BARRIERS = ((1.0, "-"), (0.5, "--"))
WORDS = {
    "en": {"healing": "heals", "recurrent": "flares again and again", "lasting": "stays ill", "day": "days",
           "load": "pathogen load", "barrier": "barrier integrity", "start": "start at barrier {:g}",
           "flares": "Three skins", "memory": "One skin, two pasts"},
    "ja": {"healing": "治る", "recurrent": "悪化を繰り返す", "lasting": "悪いままになる", "day": "日",
           "load": "病原体の量", "barrier": "バリアの健全さ", "start": "バリア {:g} から",
           "flares": "三つの皮膚", "memory": "同じ皮膚、二つの過去"},
}  # fmt: skip


def course(kP: float, aI: float, *, barrier: float, days: float) -> tuple[np.ndarray, np.ndarray]:
    """Days, and the outputs of one skin on them, from a flare that has just begun."""
    model = nagi.load_model("dominguez2017")
    names = list(model.parameters)
    patient = np.exp([[one.mean_ln for one in model.population]])
    patient[0, names.index("kP")], patient[0, names.index("aI")] = kP, aI
    start = [{"P": 50.0, "B": barrier}.get(s.name, s.start) for s in model.states]
    weeks = np.linspace(0, days / DAYS, 1500)
    arm = Arm(name="untreated", effects={}, weeks=float(weeks[-1]))
    return weeks * DAYS, Engine.of(model).run(patient, [arm], weeks=weeks, start=[start]).outputs[0, 0]


def main(folder: Path, lang: str = "en") -> None:
    """Writes double_switch.png into `folder`."""
    words = WORDS["ja" if lang == "ja" else "en"]
    outputs = [output.name for output in nagi.load_model("dominguez2017").outputs]
    load, barrier = outputs.index("pathogen_load"), outputs.index("barrier")
    folder.mkdir(parents=True, exist_ok=True)
    fontManager.addfont(Path(nagi.__file__).parent / "fonts" / "BIZUDGothic-Regular.ttf")
    with plt.rc_context({"font.family": "BIZ UDGothic"} if lang == "ja" else {}):
        _draw(folder / "double_switch.png", words, load, barrier)


def _draw(file: Path, words: dict[str, str], load: int, barrier: int) -> None:
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4), layout="constrained")
    for name, kP, aI, style in SKINS:
        day, found = course(kP, aI, barrier=1.0, days=8)
        left.plot(day, found[:, load], style, label=words[name])
        print(
            f"kP {kP:g}, aI {aI:g}: load {found[-1, load]:.1f}, barrier {found[-1, barrier]:.2f} after 8 days"
        )
    for begin, style in BARRIERS:
        _, found = course(0.6, 0.05, barrier=begin, days=40)
        right.plot(found[:, load], found[:, barrier], style, label=words["start"].format(begin))
        right.plot(found[-1, load], found[-1, barrier], "o", color="black")
    left.set(title=words["flares"], xlabel=words["day"], ylabel=words["load"])
    right.set(title=words["memory"], xlabel=words["load"], ylabel=words["barrier"])
    for ax in (left, right):
        ax.legend(frameon=False, loc="upper center", bbox_to_anchor=(0.5, -0.13), ncols=3)
    figure.savefig(file, dpi=120)
    plt.close(figure)


if __name__ == "__main__":
    main(
        Path(sys.argv[1]) if len(sys.argv) > 1 else Path("double-switch"),
        sys.argv[2] if len(sys.argv) > 2 else "en",
    )
