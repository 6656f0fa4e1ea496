"""A trial in a few lines: for a terminal, and for machines."""

import math
from typing import Any

from nagi.language import Lang, Text, filled
from nagi.services.trials.design import Needed, needed
from nagi.services.trials.running import Held
from nagi.services.trials.side import SeenBeside, seen_beside
from nagi.simulation.trial.power import Share, Verdict

HEAD = Text(
    ja="{arm} と {control} の比較、{size} 人{per}、{draws} 回の抽出 × {trials} 試験",
    en="{arm} against {control}, {size} people{per}, {draws} {draws:draw|draws} x {trials} {trials:trial|trials}",
)
PER_ARM = Text(ja="ずつ", en=" per arm")
DIFFERENCE = Text(ja="差 {0} (試験の 90 %: {1} 〜 {2})", en="difference {0} (90 % of trials: {1} to {2})")
ONE = Text(ja="差 {0} (標準誤差 {1})、p = {2}", en="difference {0} (standard error {1}), p = {2}")
RATES = Text(ja="検出力 {0}、期待検出力 {1}、偽陽性 {2}", en="power {0}, assurance {1}, false positives {2}")
NEEDED = Text(
    ja="{endpoint}({arm}): {power} に届く人数は、検出力で {0}、期待検出力で {1}",
    en="{endpoint} ({arm}): size for {power}: by power {0}, by assurance {1}",
)
BEYOND = Text(ja="{0} 人でも届かない", en="not reached by {0}")
NOTHING = Text(
    ja="どの治療にも効果がない割合: 事前分布の {1}、今回の抽出の {0}",
    en="no treatment has any effect in {1} of the prior, {0} of these draws",
)
BESIDE = Text(ja="並べて見る({endpoint}、90 % の範囲):", en="Side by side ({endpoint}, range of 90 %):")
LINE = Text(ja="  {label}{how}: {value}。根拠: {level}", en="  {label}{how}: {value}; evidence: {level}")
NOT_ALLOTTED = Text(ja="(参照。割り付けなし)", en=" (reference, not allotted)")
MODELLED = Text(
    ja="モデルの計算であり、実際の試験の結果ではありません。",
    en="Computed with a model; not the result of a real trial.",
)


def as_text(held: Held, lang: Lang, *, design: bool) -> list[str]:
    """What was found, a line or two for each endpoint."""
    trial = held.study.trial
    lines: list[str] = []
    if design:
        lines += [_needed_line(one, trial.size.power, lang) for one in needed(held)]
    else:
        for one in held.verdicts:
            lines += _verdict_lines(held, one, lang)
    lines += _beside_lines(held, lang)
    shares = (float(held.nothing.mean()), prior_without_effect(held))
    lines.append(NOTHING.within(lang).format(*(percent(share) for share in shares)))
    return [*lines, MODELLED.within(lang)]


def as_data(held: Held, *, design: bool) -> dict[str, Any]:
    """The same for machines; what cannot be told is null."""
    trial = held.study.trial
    told: dict[str, Any] = {
        "title": trial.title, "model": held.study.told.model, "seed": trial.seed, "digest": held.study.digest,
        "draws": trial.size.draws, "trials": trial.size.trials, "null": trial.size.null,
        "share_without_effect": float(held.nothing.mean()),
        "share_of_prior_without_effect": prior_without_effect(held),
        "counts": {str(k): int(v) for k, v in zip(held.found["count"].values, held.found["counts"].values, strict=True)},
        "verdicts": [_verdict(one) for one in held.verdicts],
        "beside": [_seen_beside(one) for one in seen_beside(held)],
    }  # fmt: skip
    if design:
        told["needed"] = [
            {"arm": one.arm, "endpoint": one.endpoint, "power": trial.size.power,
             "size_by_power": _number(one.for_power), "size_by_assurance": _number(one.for_assurance)}
            for one in needed(held)
        ]  # fmt: skip
    return told


def prior_without_effect(held: Held) -> float:
    """The share of the prior in which no treatment does anything."""
    return float(held.found.attrs["share_of_prior_without_effect"])


def ranged(values: tuple[float, float, float], *, share: bool) -> str:
    """A mean with its range, in points or percent; the mean alone if there is no range."""
    mean, *edges = values
    if any(math.isnan(edge) for edge in edges):
        return amount(mean, share=share)
    low, high = (f"{100 * edge:.1f}" if share else f"{edge:.2f}" for edge in edges)
    return f"{amount(mean, share=share)} ({low} – {high})"


def percent(share: float) -> str:
    """A share for a person; a dash if there is none."""
    return "–" if math.isnan(share) else f"{100 * share:.3g} %"


def interval(share: Share) -> str:
    """A share with its interval."""
    if math.isnan(share.value):
        return "–"
    return f"{100 * share.value:.1f} % ({100 * share.low:.0f}–{100 * share.high:.0f})"


def amount(value: float, *, share: bool) -> str:
    """A mean in points, or a share in percent."""
    if math.isnan(value):
        return "–"
    return f"{100 * value:.1f} %" if share else f"{value:.2f}"


def is_share(held: Held, endpoint: str) -> bool:
    """Whether an endpoint counts responders."""
    return next(one for one in held.study.trial.endpoint if one.name == endpoint).kind != "change"


def repeated(held: Held) -> bool:
    """Whether there are enough trials to speak of power."""
    return held.study.trial.size.draws * held.study.trial.size.trials > 1


def size_needed(held_size: float, largest: int, lang: Lang) -> str:
    """A size, or that none was large enough."""
    return BEYOND.within(lang).format(largest) if math.isnan(held_size) else f"{held_size:.0f}"


def _verdict_lines(held: Held, one: Verdict, lang: Lang) -> list[str]:
    trial = held.study.trial
    share = is_share(held, one.endpoint)
    head = filled(
        HEAD.within(lang), arm=one.arm, control=trial.analysis.control, size=one.size,
        draws=trial.size.draws, trials=trial.size.trials, per="" if trial.split else PER_ARM.within(lang),
    )  # fmt: skip
    shown = [amount(value, share=share) for value in one.difference]
    if repeated(held):
        rates = RATES.within(lang).format(
            *(interval(s) for s in (one.power, one.assurance, one.false_positive))
        )
        return [f"{one.endpoint}: {head}", f"  {DIFFERENCE.within(lang).format(*shown)}", f"  {rates}"]
    only = held.found.sel(arm=one.arm, endpoint=one.endpoint, size=one.size).isel(draw=0, trial=0)
    error, p = float(only["error"]), float(only["p"])
    return [f"{one.endpoint}: {head}",
            f"  {ONE.within(lang).format(shown[0], amount(error, share=share), f'{p:.3g}')}"]  # fmt: skip


def _beside_lines(held: Held, lang: Lang) -> list[str]:
    """An exosome trial by its primary endpoint, beside what it must be shown beside."""
    first = held.study.trial.endpoint[0].name
    rows = [one for one in seen_beside(held) if one.endpoint == first]
    if not rows:
        return []
    lines = [BESIDE.within(lang).format(endpoint=first)]
    for one in rows:
        how = NOT_ALLOTTED.within(lang) if one.shown.reference else ""
        value = ranged(one.seen, share=is_share(held, first))
        lines.append(
            LINE.within(lang).format(
                label=one.shown.label.within(lang),
                how=how,
                value=value,
                level=one.shown.level_said.within(lang),
            )
        )
    return lines


def _seen_beside(one: SeenBeside) -> dict[str, Any]:
    return {
        "arm": one.shown.name, "label": {"ja": one.shown.label.ja, "en": one.shown.label.en},
        "endpoint": one.endpoint, "reference": one.shown.reference, "exosome": one.shown.exosome,
        "level": one.shown.level.name.lower(), "seen": [_number(value) for value in one.seen],
    }  # fmt: skip


def _needed_line(one: Needed, power: float, lang: Lang) -> str:
    largest = one.curve[-1].size
    sizes = [size_needed(size, largest, lang) for size in (one.for_power, one.for_assurance)]
    return NEEDED.within(lang).format(*sizes, endpoint=one.endpoint, arm=one.arm, power=percent(power))


def _verdict(one: Verdict) -> dict[str, Any]:
    def told(share: Share) -> dict[str, float | None]:
        return {"value": _number(share.value), "low": _number(share.low), "high": _number(share.high)}

    return {
        "arm": one.arm, "endpoint": one.endpoint, "size": one.size,
        "treated": _number(one.treated), "control": _number(one.control),
        "difference": [_number(value) for value in one.difference],
        "power": told(one.power), "assurance": told(one.assurance), "false_positive": told(one.false_positive),
        "within_draws": _number(one.within), "between_draws": _number(one.between),
    }  # fmt: skip


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value
