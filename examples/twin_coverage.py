"""Is the twin of a person as sure as it may be? Simulation-based calibration, and when it says nothing.

    python examples/twin_coverage.py [FOLDER] [ja|en] [PEOPLE] [VIRTUAL PATIENTS]

People are drawn from the model and measured with scatter; each gets a twin, which is asked about later scores and about
the parameters behind them. If the calculation is right, the truth stands at every rank among the virtual patients
equally often (Talts and others 2018, arXiv:1804.06788). It shows nothing about whether the model is right.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from scipy.stats import binom, chi2

import nagi
from nagi.equations.parameters import records_of
from nagi.simulation.twin.assumptions import Assumptions, assumptions
from nagi.simulation.twin.observations import Observation
from nagi.simulation.twin.population import TODAY, Population, Table
from nagi.simulation.twin.twin import Twin, twin

Array = npt.NDArray[np.float64]

MODEL, CARE = "nagi-skin", "guideline_care"
PEOPLE, PATIENTS = 100, 300
MEASURED = {"EASI": (0.0, 4.0), "itch": (0.0, 4.0), "POEM": (0.0, 4.0), "TEWL": (0.0,)}
LACKING = {"itch": 3, "TEWL": 2}  # every third person has no score of itch, every second none of TEWL
ASKED, LATER = ("EASI", "itch", "POEM", "TEWL"), 16.0
INTERVALS, BINS, TAUGHT = (0.5, 0.8, 0.95), 10, 3
CONTRADICTING = (Observation(0, "EASI", 1.0), Observation(0, "itch", 10.0), Observation(0, "POEM", 28.0))
IDLE = "mouse_to_human"
UNEVEN = 0.05
FONT = str(Path(nagi.__file__).parent / "fonts" / "BIZUDGothic-Regular.ttf")
WORDS = {
    "en": {
        "week": "{} in week 16",
        "IDLE": "effect of exosomes (never measured)",
        "usual": "how usual the scores are",
        "x": "rank of the truth among the virtual patients, 0 to 1",
        "y": "people",
        "caption": "{people} virtual people. Grey: where 95 percent of bars lie if every rank is equally likely. "
        "Whether the model is right is not shown.",
    },
    "ja": {
        "week": "16 週の {}",
        "itch": "かゆみ",
        "IDLE": "エクソソームの効果(測定されない)",
        "usual": "点数の組のありふれ方",
        "x": "仮想患者の中での真の値の順位 (0〜1)",
        "y": "人数",
        "caption": "仮想の {people} 人。灰色: どの順位も同じ確率なら棒の 95 % が入る範囲。"
        "モデルが正しいかどうかは示さない。",
    },
}


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """`ranks`: where the truth of each person stands, 0 to 1, by output and parameter. `narrowed`: share of the spread
    of a parameter that is left in the twins. `usual`: how usual the scores of each person were. `kept`, `smallest` and
    `ancestors`: effective sizes of each twin, as shares."""

    ranks: Mapping[str, Array]
    narrowed: Mapping[str, float]
    usual: Array
    kept: Array
    smallest: Array
    ancestors: Array

    @property
    def shown(self) -> tuple[str, ...]:
        """The parameters that measurements narrowed most, and the one of which they can tell nothing."""
        return (*sorted(self.narrowed, key=lambda name: self.narrowed[name])[:TAUGHT], IDLE)


@cache
def calibrate(
    people: int = PEOPLE, patients: int = PATIENTS, trust: float = 1.0, seed: int = 11
) -> Calibration:
    """Twins of `people` drawn from the model. A twin believes in the scatter of scores divided by `trust`."""
    model, known = nagi.load_model(MODEL), assumptions(MODEL)
    care = model.arms[CARE]
    crowd = Population(model=model, before=care, lead=known.lead_weeks, seed=seed)
    drawn, chance = crowd.drawn(people), np.arange(people)
    today = crowd.until_today(drawn, chance, [0.0])[TODAY]
    weeks = (0.0, 4.0, LATER)
    truth = crowd.from_today(drawn, chance, today, [care], weeks)
    believed = _believed(known, trust)
    made = [
        twin(
            model,
            told,
            assumed=believed,
            before=care,
            followed=care,
            seed=1000 * seed + person,
            patients=patients,
        )
        for person, told in enumerate(_scores(truth, weeks, known, seed))
    ]
    return _compared(made, truth, crowd.parameters(drawn))


def _believed(known: Assumptions, trust: float) -> Assumptions:
    """The scatter a twin believes in; nobody is silenced, so that everybody has a rank."""
    scatter = [
        one.model_copy(update={"sd": one.sd / trust, "share": one.share / trust}) for one in known.instrument
    ]
    open_to_all = known.silence.model_copy(update={"contradiction": 1e-9})
    return known.model_copy(update={"instrument": tuple(scatter), "silence": open_to_all})


def _scores(
    truth: Table, weeks: Sequence[float], known: Assumptions, seed: int
) -> Iterator[list[Observation]]:
    """What is measured of each person, with scatter; some scores are lacking."""
    scatter = np.random.default_rng(seed)
    instruments = {one.output: one for one in known.instrument}
    for person in range(len(truth["EASI"])):
        told = []
        for output, when in MEASURED.items():
            exact = truth[output][person, 0, [weeks.index(week) for week in when]]
            scores = instruments[output].measured(exact, scatter.standard_normal(len(when)))
            if output not in LACKING or person % LACKING[output]:
                told += [
                    Observation(*each)
                    for each in zip(when, [output] * len(when), scores.tolist(), strict=True)
                ]
        yield told


def _compared(made: Sequence[Twin], truth: Table, drawn: Array) -> Calibration:
    """The true outputs and parameters against the virtual patients of each twin."""
    count = len(made[0].patients.standard)
    held = [one.population.parameters(one.patients.standard) for one in made]
    later = [one.outputs([one.population.model.arms[CARE]], [LATER]) for one in made]
    lots = np.random.default_rng(7).random(drawn.shape)
    ranks = {
        name: np.array(
            [_rank(each[name][:, 0, 0], truth[name][at, 0, -1], 0.5) for at, each in enumerate(later)]
        )
        for name in ASKED
    }
    narrowed = {}
    for column, one in enumerate(made[0].population.model.population):
        if one.sd_ln:
            ranks[one.name] = np.array(
                [_rank(each[:, column], drawn[at, column], lots[at, column]) for at, each in enumerate(held)]
            )
            narrowed[one.name] = float(np.mean([each.patients.standard[:, column].std() for each in made]))
    return Calibration(
        ranks=ranks, narrowed=narrowed, usual=np.array([one.usual for one in made], dtype=float),
        kept=np.array([one.kept for one in made]), smallest=np.array([one.effective / count for one in made]),
        ancestors=np.array([one.ancestors / count for one in made]),
    )  # fmt: skip


def _rank(crowd: Array, true: float, lot: float) -> float:
    """The share of the virtual patients below the truth; among equals, which an effect of exactly 0 has, by lot."""
    return float((crowd < true).mean() + lot * (crowd == true).mean())


def unevenness(ranks: Array, bins: int = BINS) -> float:
    """The probability of a rank histogram at least so uneven if all ranks are equally likely."""
    counts, expected = np.histogram(ranks, bins=bins, range=(0, 1))[0], len(ranks) / bins
    return float(chi2.sf(((counts - expected) ** 2 / expected).sum(), bins - 1))


def held(ranks: Array, inside: float) -> int:
    """How many people the interval that should hold the share `inside` holds."""
    return int((np.abs(ranks - 0.5) <= inside / 2).sum())


def expected(people: int, inside: float, sure: float = 0.95) -> tuple[int, int]:
    """How many people an honest interval holds, but for chance."""
    return int(binom.ppf((1 - sure) / 2, people, inside)), int(binom.ppf((1 + sure) / 2, people, inside))


def asked(observations: Iterable[Observation], patients: int = PATIENTS) -> Twin:
    """The twin of one person who was told of by hand, as a physician would get it."""
    model = nagi.load_model(MODEL)
    care = model.arms[CARE]
    return twin(
        model, observations, assumed=assumptions(MODEL), before=care, followed=care, seed=3, patients=patients
    )


def tell(found: Calibration) -> None:
    """Coverage, ranks, effective sizes."""
    people = len(found.usual)
    print(
        f"{people} people of the model; held by the intervals of 50, 80, 95 %, and evenness of the ranks (p)"
    )
    for name in ASKED:
        shares = "  ".join(f"{held(found.ranks[name], inside) / people:.2f}" for inside in INTERVALS)
        print(f"   {name:5} week 16   {shares}   p {unevenness(found.ranks[name]):.2f}")
    ends = ["{:.2f}-{:.2f}".format(*np.array(expected(people, inside)) / people) for inside in INTERVALS]
    print(f"   by chance alone {', '.join(ends)}")
    count = len(found.narrowed)
    uneven = sum(unevenness(found.ranks[name]) < UNEVEN for name in found.narrowed)
    print(f"   p below {UNEVEN} in {uneven} of {count} parameters; expected {UNEVEN * count:.0f}")
    narrow = ", ".join(f"{name} {found.narrowed[name]:.2f}" for name in found.shown)
    print(f"   spread left of what was drawn: {narrow}")
    least = assumptions(MODEL).silence.contradiction
    silenced = int((found.usual < least).sum())
    print(
        f"   would have been silenced as contradicting: {silenced} of {people}; expected {least * people:.0f}"
    )
    sizes = {"as drawn": found.kept, "smallest on the way": found.smallest, "ancestors": found.ancestors}
    for said, share in sizes.items():
        low, half, high = 100 * np.quantile(share, [0.05, 0.5, 0.95])
        print(f"   effective size, {said}: {half:.0f} % of the virtual patients ({low:.0f} to {high:.0f})")


def tell_silence() -> None:
    """Nothing measured gives the model's people back; scores that cannot go together give no forecast."""
    nothing, torn = asked([]), asked(CONTRADICTING)
    people = nagi.virtual_patients(nagi.load_model(MODEL), PATIENTS, seed=3).to_array().values.T
    same = np.array_equal(nothing.population.parameters(nothing.patients.standard), people)
    print(f"nothing measured: {nothing.silence}; the people of the model as drawn: {'yes' if same else 'no'}")
    told = ", ".join(f"{one.output} {one.score:g}" for one in CONTRADICTING)
    print(f"{told}: {torn.silence}, {torn.usual:.3f} of the model's people are as unusual")
    print(f"   {assumptions(MODEL).reason[str(torn.silence)].en}")


def draw(found: Calibration, lang: str = "en") -> Figure:
    """Rank histograms, each with the band of chance, so that no colour is needed."""
    words, people = WORDS[lang], len(found.usual)
    font = FontProperties(fname=FONT, size=9) if lang == "ja" else FontProperties(size=9)
    panels = {words["week"].format(words.get(name, name)): found.ranks[name] for name in ASKED}
    panels |= {
        words["IDLE"] if name == IDLE else label(name, lang): found.ranks[name] for name in found.shown
    }
    panels[words["usual"]] = found.usual
    figure, axes = plt.subplots(3, 3, figsize=(9, 7.4), sharex=True, sharey=True, layout="constrained")
    low, high = expected(people, 1 / BINS)
    for ax, (title, ranks) in zip(axes.flat, panels.items(), strict=True):
        ax.axhspan(low, high, color="#d9d9d9", zorder=0)
        ax.axhline(people / BINS, color="black", linewidth=0.8, linestyle=":")
        ax.hist(ranks, bins=BINS, range=(0, 1), color="#ffffff00", edgecolor="#263238", linewidth=1.4)
        ax.set_title(f"{title}\np = {unevenness(ranks):.2f}", fontproperties=font, linespacing=1.5)
    figure.supylabel(words["y"], fontproperties=font)
    figure.supxlabel(
        f"{words['x']}\n{words['caption'].format(people=people)}", fontproperties=font, linespacing=1.6
    )
    return figure


def label(name: str, lang: str) -> str:
    """A parameter in words."""
    one = next(one for one in nagi.load_model(MODEL).population if one.name == name)
    said = records_of([one.id])[one.id].label
    return fill(said.ja.replace(" ", "\u00a0"), 20) if lang == "ja" else fill(said.en, 34)


def main(folder: Path, lang: str = "en", people: int = PEOPLE, patients: int = PATIENTS) -> None:
    """Writes twin_coverage.png into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    found = calibrate(people, patients)
    tell(found)
    tell_silence()
    figure = draw(found, lang)
    figure.savefig(folder / "twin_coverage.png", dpi=120)
    plt.close(figure)


if __name__ == "__main__":
    main(
        Path(sys.argv[1]) if len(sys.argv) > 1 else Path("twin-coverage"),
        sys.argv[2] if len(sys.argv) > 2 else "en",
        *(int(size) for size in sys.argv[3:5]),
    )
