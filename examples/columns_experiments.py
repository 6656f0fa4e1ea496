"""The experiments that columns about exosomes tell of, repeated in a model: what it gives, beside what was found.

    python examples/columns_experiments.py [FOLDER] [ja|en]

Mice, rats and cells: a model that can repeat an animal study proves nothing about people, and its assumptions were
chosen with some of these findings in view. The effect in mice is taken as it is (factor 1). What was found is read from
the knowledge; doses were nowhere reached, so they are graded.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import xarray as xr
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

import nagi
from nagi.equations.model import Arm, Dose
from nagi.evidence.library import load_knowledge
from nagi.language import Lang, Text
from nagi.physiology.skin.experiments import bench

SKINS, DOSES, SITE, MOUSE = (
    200,
    (0.0, 1.0, 10.0, 100.0),
    10.0,
    100.0,
)  # 10^9 particles; cm2 injected, cm2 of a mouse
CALM = 15.0  # EASI of skins that are nearly whole before a detergent breaks them
DISEASE = {"allergen": 3.0, "irritant": 1.0}
FONT = str(Path(nagi.__file__).parent / "fonts" / "BIZUDGothic-Regular.ttf")
MARKERS, UP, DOWN, NUMBER = "os^D", "▲", "▼", "*"
JAPANESE = {
    "EASI": "皮膚スコア", "TEWL": "水分蒸散量", "hydration": "角質水分量", "ceramides": "セラミド", "IgE": "血清IgE",
    "Treg": "制御性T細胞",
}  # fmt: skip
ENGLISH = {
    "TEWL": "water loss",
    "TNFa": "TNF-alpha",
    "IL1b": "IL-1beta",
    "IFNg": "IFN-gamma",
    "IgE": "serum IgE",
}
GREEK = {"TNFa": "TNF-α", "IL1b": "IL-1β", "IFNg": "IFN-γ"}
NAMED: Mapping[str, tuple[str, ...]] = {
    "CD4+Foxp3+ Treg number": ("Treg",),
    "TNF-a and IL-1b": ("TNFa", "IL1b"),
    "IL-10": ("IL10",),
    "transepidermal water loss": ("TEWL",),
    "stratum corneum hydration": ("hydration",),
    "ceramides and dihydroceramides": ("ceramides",),
    "IL-4 IL-5 IL-13 TNF-a IFN-g IL-17 TSLP": ("IL4", "IL13", "TNFa", "IFNg", "IL17", "TSLP"),
    "serum IgE": ("IgE",),
    "epidermal IL-4": ("IL4",),
    "epidermal IL-13": ("IL13",),
    "epidermal RANTES": ("RANTES",),
    "clinical score": ("EASI",),
    "lesional mRNA IL-4 / IL-23 / IL-31 / TNF-a": ("IL4", "IL31", "TNFa"),
}
"""What a finding calls a quantity, and the read-outs of the model."""
UNKNOWN = "IL-5, IL-23, eosinophils, mast cells, M1 and M2 counted apart, dihydroceramides, lamellar bodies"
WORDS = {
    "change": Text(ja="対照に対する変化 (%)", en="change, percent of control"),
    "found": Text(ja="報告", en="found"),
    "caption": Text(
        ja="モデル:中央値、棒は 90 %。右端と ★ は報告された値または向き(▲ 増加、▼ 減少)。動物と細胞の実験であり、"
        "人についての主張ではない。",
        en="Model: median, bar 90 percent. At the right, and as a star, what was found (triangle: only up or down). "
        "Animals and cells. No statement about people.",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Experiment:
    """One experiment: `changes` in percent of its control (patient, column) by read-out, and what was `found`: percent,
    or the sign of a direction, by read-out."""

    title: Text
    columns: tuple[Text, ...]
    changes: Mapping[str, np.ndarray]
    found: Mapping[str, float]
    signs: Mapping[str, float]


def injected(name: str, dose: float, insult: Mapping[str, float], *, first: int = 0, **more: float) -> Arm:
    """Insults from week 0, and 3 weekly injections under `SITE` cm2 of skin from the week `first` on."""
    weeks = range(first, first + 3) if dose else ()
    doses = tuple(Dose(week=float(week), state="depot", amount=dose) for week in weeks)
    return Arm(name=name, effects={"area": SITE, **insult, **more}, weeks=8, doses=doses)


def by_vein(name: str, dose: float, insult: Mapping[str, float], *, first: int = 0) -> Arm:
    """The same into a vein, for the whole skin of a mouse."""
    under = injected(name, dose, insult, first=first, area=MOUSE)
    return replace(under, doses=tuple(replace(each, state="plasma") for each in under.doses))


def run(arms: Sequence[Arm], week: float, **held: float) -> xr.Dataset:
    """The arms in drawn skins in which vesicles act as in mice, at one week; `held` parameters are multiplied."""
    model = bench()
    skins = nagi.virtual_patients(model, n=SKINS, seed=1)
    skins["mouse_to_human"][:] = 1.0
    for name, times in held.items():
        skins[name][:] *= times
    return nagi.simulate(model, skins, arms=list(arms), weeks=[week]).sel(week=week)


def change(of: xr.Dataset, against: xr.Dataset, reads: Sequence[str]) -> dict[str, np.ndarray]:
    """Percent of `against`, by read-out."""
    return {name: 100 * (of[name].values / against[name].values - 1) for name in reads}


def side_by_side(*columns: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Columns of changes, joined by read-out."""
    return {name: np.stack([each[name] for each in columns], axis=1) for name in columns[0]}


def told(*findings: str, arm: str | None = None) -> dict[str, dict[str, float]]:
    """What findings say of the read-outs: `found` in percent, and `signs`, +1 up and -1 down."""
    found: dict[str, float] = {}
    signs: dict[str, float] = {}
    for result in (result for id_ in findings for result in load_knowledge().findings[id_].results):
        if arm is not None and result.arm not in (None, arm):
            continue
        for name in NAMED.get(result.quantity, ()):
            if result.value is not None:
                found[name] = result.value
            elif result.direction is not None:
                signs[name] = 1.0 if result.direction.startswith("increase") else -1.0
    return {"found": found, "signs": signs}


def injury() -> Experiment:
    """A detergent breaks the barrier: IL-33 rises and calls regulatory T cells; without IL-33 they do not come."""
    arms = [
        injected("untouched", 0, {}),
        injected("detergent", 0, {"irritant": 2.0}),
        injected("untouched without", 0, {}, block_IL33=1.0),
        injected("detergent without", 0, {"irritant": 2.0}, block_IL33=1.0),
    ]
    skins = run(arms, 3)
    skins = skins.isel(patient=np.flatnonzero(skins["EASI_baseline"] < CALM))
    reads = ("IL33", "Treg")
    pairs = [("detergent", "untouched"), ("detergent without", "untouched without")]
    return Experiment(
        title=Text(ja="マウス: 界面活性剤でバリアを壊す", en="Mouse: detergent breaks the barrier"),
        columns=(Text(ja="IL-33 あり", en="with IL-33"), Text(ja="IL-33 の働きなし", en="IL-33 blocked")),
        changes=side_by_side(*(change(skins.sel(arm=a), skins.sel(arm=b), reads) for a, b in pairs)),
        **told("EV-C-TOYAMA2021"),
    )


def burn() -> Experiment:
    """An insult raises NF-kB and vesicles lower it, by the signal that stands for miR-181c and by the others."""
    plain, treated = injected("insult", 0, {"insult": 2.0}), injected("treated", 100, {"insult": 2.0})
    reads = ("TNFa", "IL1b", "IL10")
    usual = run([injected("untouched", 0, {}), plain, treated], 2.5)
    without, more = (run([treated], 2.5, a_N=times) for times in (0.0, 2.0))
    columns = [(usual.sel(arm="insult"), usual.sel(arm="untouched"))]
    columns += [(each.sel(arm="treated"), usual.sel(arm="insult")) for each in (usual, without, more)]
    return Experiment(
        title=Text(ja="ラット・マクロファージ: 熱傷、LPS", en="Rat, macrophages: burn, LPS"),
        columns=(
            Text(ja="熱傷のみ(対照: 無傷)", en="burn alone, of untouched"),
            Text(ja="小胞", en="vesicles, of burn"),
            Text(ja="miR-181c の信号なし", en="without miR-181c"),
            Text(ja="miR-181c の信号 2 倍", en="twice miR-181c"),
        ),
        changes=side_by_side(*(change(of, against, reads) for of, against in columns)),
        **told("EV-C-LI2016"),
    )


def dish() -> Experiment:
    """Cells bathed in more vesicles than they can take up; the skin of the model stands in for a dish."""
    arms = [
        Arm(name="plain", effects={"area": SITE}, weeks=8),
        Arm(
            name="bathed",
            effects={"area": SITE},
            weeks=8,
            doses=(Dose(week=0.0, state="inside", amount=1e5),),
        ),
    ]
    found = [run(arms, week) for week in (2 / 7, 3.0)]
    results = {one.quantity: one.value for one in load_knowledge().findings["EV-C-TREG-COVID"].results}
    pairs = {
        "Treg": ("CD4+CD25+CD127- Treg before", "Treg after 48 h"),
        "IL10": ("IL-10 before", "IL-10 after"),
    }
    return Experiment(
        title=Text(ja="人の血液細胞(体外): 小胞に 48 時間", en="Human blood cells in a dish: 48 h"),
        columns=(Text(ja="48 時間", en="48 h"), Text(ja="モデルのみ: 3 週", en="model only: 3 weeks")),
        changes=side_by_side(
            *(change(each.sel(arm="bathed"), each.sel(arm="plain"), tuple(pairs)) for each in found)
        ),
        found={name: 100 * (results[after] / results[before] - 1) for name, (before, after) in pairs.items()},
        signs={},
    )


def graded() -> Experiment:
    """Dermatitis under an allergen, doses graded."""
    reads = ("TEWL", "hydration", "ceramides", "IL4", "IL13", "IL17", "IFNg", "TSLP", "TNFa", "IgE", "RANTES")
    skins = run([injected(f"{dose:g}", dose, DISEASE) for dose in DOSES], 3)
    found, signs = told("EV-A-KIMSY2022", arm="EV"), told("EV-A-SHIN2020")
    return Experiment(
        title=Text(ja="マウス: オキサゾロン、DNCB の皮膚炎", en="Mouse: oxazolone and DNCB dermatitis"),
        columns=tuple(_dose(dose) for dose in DOSES[1:]),
        changes=side_by_side(
            *(change(skins.sel(arm=f"{dose:g}"), skins.sel(arm="0"), reads) for dose in DOSES[1:])
        ),
        found=found["found"],
        signs=signs["signs"],
    )


def mites() -> Experiment:
    """Dermatitis that has been there for 4 weeks when vesicles come, under the skin or by vein."""
    reads = ("EASI", "IL4", "IL31", "TNFa", "IgE")
    arms = [injected(f"{dose:g}", dose, DISEASE, first=4) for dose in DOSES]
    vein = Text(ja="静脈内 100×10億個", en="100×10^9 by vein")
    skins = run([*arms, by_vein("vein", DOSES[-1], DISEASE, first=4)], 7)
    names = [*(f"{dose:g}" for dose in DOSES[1:]), "vein"]
    return Experiment(
        title=Text(ja="マウス: NC/Nga 型(ダニ)", en="Mouse: NC/Nga type (mite)"),
        columns=(*(_dose(dose) for dose in DOSES[1:]), vein),
        changes=side_by_side(*(change(skins.sel(arm=name), skins.sel(arm="0"), reads) for name in names)),
        **told("EV-A-CHO2018"),
    )


def _dose(dose: float) -> Text:
    return Text(ja=f"皮下 {dose:g}×10億個", en=f"{dose:g}×10^9 under the skin")


def tell(one: Experiment) -> None:
    """Median and the middle 90 percent of each column, beside what was found."""
    print(f"{one.title.en}: {'; '.join(said.en for said in one.columns)} (percent)")
    for name, values in one.changes.items():
        low, half, high = np.nanquantile(values, [0.05, 0.5, 0.95], axis=0)
        given = "  ".join(
            f"{m:+4.0f} ({a:+.0f} to {b:+.0f})" for m, a, b in zip(half, low, high, strict=True)
        )
        print(f"   {label(name, 'en'):13} {given}   found: {mark(one, name) or 'not told'}")


def mark(one: Experiment, name: str) -> str:
    """What was found: percent, else up or down, else nothing."""
    said = f"{one.found[name]:+.0f} %" if name in one.found else ""
    sign = one.signs.get(name)
    return " ".join([*([UP if sign > 0 else DOWN] if sign else []), *([said] if said else [])])


def label(name: str, lang: Lang) -> str:
    """A read-out in words."""
    known = {**GREEK, **JAPANESE} if lang == "ja" else ENGLISH
    return known.get(name, name.replace("IL", "IL-") if name.startswith("IL") else name)


def draw(experiments: Mapping[str, Experiment], lang: Lang) -> Figure:
    """A panel for each experiment."""
    figure, axes = plt.subplot_mosaic(
        [["injury", "burn", "dish"], ["graded", "graded", "mites"]],
        figsize=(13, 10), height_ratios=[1, 2.2], layout="constrained",
    )  # fmt: skip
    font = FontProperties(fname=FONT, size=9) if lang == "ja" else FontProperties(size=9)
    for name, one in experiments.items():
        panel(axes[name], one, lang, font)
    figure.supxlabel(
        f"{WORDS['change'].within(lang)}\n{WORDS['caption'].within(lang)}",
        fontproperties=font,
        linespacing=1.6,
    )
    return figure


def panel(ax: Axes, one: Experiment, lang: Lang, font: FontProperties) -> None:
    """A row for each read-out; columns told apart by marker, what was found as a star and at the right."""
    count = len(one.columns)
    for column, (said, shape) in enumerate(zip(one.columns, MARKERS, strict=False)):
        rows = np.arange(len(one.changes)) + 0.6 * ((column + 0.5) / count - 0.5)
        held = np.stack([values[:, column] for values in one.changes.values()])
        low, half, high = np.nanquantile(held, [0.05, 0.5, 0.95], axis=1)
        ax.errorbar(
            half, rows, xerr=[half - low, high - half], fmt=shape, color="#263238", mfc="white", capsize=2,
            markersize=5, linewidth=1, label=said.within(lang),
        )  # fmt: skip
    for row, name in enumerate(one.changes):
        if name in one.found:
            ax.plot(one.found[name], row, NUMBER, color="black", markersize=13, zorder=4)
        ax.text(1.02, row, mark(one, name), transform=ax.get_yaxis_transform(), va="center", fontsize=9)
    ax.text(1.02, 1.01, WORDS["found"].within(lang), transform=ax.transAxes, fontproperties=font)
    ax.axvline(0, color="black", linewidth=0.8)
    ax.set_yticks(range(len(one.changes)), [label(name, lang) for name in one.changes], fontproperties=font)
    ax.set_ylim(len(one.changes) - 0.5, -0.5)
    ax.set_title(one.title.within(lang), fontproperties=font, fontweight="bold")
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.08), ncols=2, frameon=False, prop=font)
    ax.grid(axis="x", color="#e0e0e0")
    ax.spines[["top", "right"]].set_visible(False)


def main(folder: Path, lang: Lang = "en") -> None:
    """Repeat all; writes columns_experiments.png into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    experiments = {one.__name__: one() for one in (injury, burn, dish, graded, mites)}
    for one in experiments.values():
        tell(one)
    print(f"The model has no state for, and cannot say: {UNKNOWN}")
    figure = draw(experiments, lang)
    figure.savefig(folder / "columns_experiments.png", dpi=110)
    plt.close(figure)


if __name__ == "__main__":
    main(
        Path(sys.argv[1]) if len(sys.argv) > 1 else Path("columns-experiments"),
        "ja" if sys.argv[2:3] == ["ja"] else "en",
    )
