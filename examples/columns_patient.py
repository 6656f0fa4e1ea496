"""The columns' patient and 3 sessions of needling with exosomes: a hypothesis with its interval.

    python examples/columns_patient.py [FOLDER] [ja|en]

Case P02 of the repository: the column's patient with every open answer in her favour; her scores are our assumption.
nagi does not needle her skin now (docs/explanation/columns-patient.md); here we ask what needling would probably do all
the same. Beside it always stand nothing at all, guideline care, and needling with saline.
"""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

import nagi
from nagi.evidence.files import knowledge_root
from nagi.language import Lang, Text
from nagi.services.foretold import Forecast

ROUTE, SHOWN, WEEKS, PATIENTS = "dermapen_exosome", ("EASI", "itch", "POEM"), (12, 26), 4000
ARMS = ("nothing", "guideline_care", "needling_saline", ROUTE)
FONT = str(Path(nagi.__file__).parent / "fonts" / "BIZUDGothic-Regular.ttf")
WORDS = {
    "sessions": Text(ja="施術", en="sessions"),
    "itch": Text(ja="かゆみ (0〜10)", en="itch, 0 to 10"),
    "EASI": Text(ja="EASI (0〜72)", en="EASI, 0 to 72"),
    "POEM": Text(ja="POEM (0〜28)", en="POEM, 0 to 28"),
    "caption": Text(
        ja="週。線: 中央値。帯: 仮想患者の 50、80、95 %。仮説であり、人で確かめられていない。"
        "エクソソームが全く効かない確率 (事前): {none:.0f} %",
        en="Week. Line: median; bands: 50, 80, 95 percent of the virtual patients. A hypothesis, not shown in "
        "people. Prior probability that the exosome does nothing at all: {none:.0f} percent",
    ),
    "level": Text(ja="エビデンス: {}", en="evidence: {}"),
}


def foretold() -> Forecast:
    """The forecast of the columns' patient."""
    cases = nagi.read_cases(knowledge_root() / "cases" / "columns-patient.yaml")
    patient = next(case for case in cases if case.id == "P02")
    return nagi.forecast(patient, routes=[ROUTE], patients=PATIENTS, seed=1)


def gain(forecast: Forecast, week: float) -> np.ndarray:
    """EASI points by which each virtual patient is better with exosomes than with saline, at one week."""
    model = nagi.load_model(forecast.model)
    both = forecast.twin.outputs([model.arms[name] for name in ("needling_saline", ROUTE)], [week])
    return np.asarray(both["EASI"][:, 0, 0] - both["EASI"][:, 1, 0])


def tell(forecast: Forecast) -> None:
    """Medians and intervals, level of evidence, and what cannot be seen."""
    print("The columns' patient (P02), as a hypothesis: EASI, median (95 % of the virtual patients)")
    for arm in forecast.arms:
        course = forecast["EASI"].sel(arm=arm.name)
        said = [
            "week {}: {:4.1f} ({:.1f} to {:.1f})".format(
                week, *course.sel(week=week, quantile=[0.5, 0.025, 0.975]).values
            )
            for week in WEEKS
        ]
        print(f"   {arm.name:17} {'   '.join(said)}   evidence: {arm.level_said.en}")
    last, outlook = WEEKS[0], forecast.arms[-1].outlook
    low, half, high = np.quantile(gain(forecast, last), [0.025, 0.5, 0.975])
    print(f"   exosomes against saline, week {last}: {half:.1f} EASI points less ({low:.1f} to {high:.1f})")
    print(f"   nothing visible added: {100 * outlook.unseen:.0f} %")
    print(f"   prior of no effect at all: {100 * outlook.nothing:.0f} %")


def draw(forecast: Forecast, lang: Lang) -> Figure:
    """A row for each score, a column for each arm, so that no colour is needed."""
    font = FontProperties(fname=FONT, size=9) if lang == "ja" else FontProperties(size=9)
    figure, axes = plt.subplots(
        len(SHOWN), len(ARMS), figsize=(12, 7.5), sharex=True, sharey="row", layout="constrained"
    )
    for column, arm in enumerate(forecast.arms):
        for row, output in enumerate(SHOWN):
            course(axes[row, column], forecast, output, arm.name)
        level = WORDS["level"].within(lang).format(arm.level_said.within(lang))
        axes[0, column].set_title(f"{arm.label.within(lang)}\n{level}", fontproperties=font, linespacing=1.5)
    for row, output in enumerate(SHOWN):
        axes[row, 0].set_ylabel(WORDS[output].within(lang), fontproperties=font)
    sessions(axes[0, -2:], lang, font)
    none = 100 * (forecast.arms[-1].outlook.nothing or 0.0)
    figure.supxlabel(WORDS["caption"].within(lang).format(none=none), fontproperties=font)
    return figure


def course(ax: Axes, forecast: Forecast, output: str, arm: str) -> None:
    """Median and bands."""
    told = forecast[output].sel(arm=arm)
    for low, high, grey in ((0.025, 0.975, "#e0e0e0"), (0.1, 0.9, "#bdbdbd"), (0.25, 0.75, "#8f8f8f")):
        ends = (told.sel(quantile=end).values for end in (low, high))
        ax.fill_between(told["week"].values, *ends, color=grey, linewidth=0)
    ax.plot(told["week"].values, told.sel(quantile=0.5).values, color="black")
    ax.set_ylim(bottom=0)
    ax.spines[["top", "right"]].set_visible(False)


def sessions(axes: np.ndarray, lang: Lang, font: FontProperties) -> None:
    """Mark the days of needling."""
    weeks = sorted({dose.week for dose in nagi.load_model("nagi-skin").arms[ROUTE].doses})
    for ax in axes:
        top = ax.get_ylim()[1]
        ax.plot(weeks, [0.97 * top] * len(weeks), "v", mfc="white", mec="black", ls="none")
        ax.text(weeks[-1] + 1, 0.97 * top, WORDS["sessions"].within(lang), va="center", fontproperties=font)


def main(folder: Path, lang: Lang = "en") -> None:
    """Writes columns_patient.png into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    forecast = foretold()
    tell(forecast)
    figure = draw(forecast, lang)
    figure.savefig(folder / "columns_patient.png", dpi=110)
    plt.close(figure)


if __name__ == "__main__":
    main(
        Path(sys.argv[1]) if len(sys.argv) > 1 else Path("columns-patient"),
        "ja" if sys.argv[2:3] == ["ja"] else "en",
    )
