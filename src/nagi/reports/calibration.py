"""The report of a calibration: every figure with pass or miss, what is known and what is not, on one page."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from nagi.language import Lang
from nagi.reports import calibration_drawing as drawing
from nagi.reports import page
from nagi.reports.wording import words
from nagi.reports.writing import write_together

NUMBERS, PAGE = "calibration.json", "calibration.html"
USES = {
    "fit": ("calibration", "fit"),
    "check": ("calibration", "check"),
    "prior": ("calibration", "prior"),
    "without_prior": ("calibration", "without_prior"),
    "all": ("calibration", "all"),
}
SHORT = {
    "fit": ("calibration", "uses_fit"),
    "check": ("calibration", "uses_check"),
    "prior": ("calibration", "uses_prior"),
}
"""Where the words for each use stand."""
LISTED = 0.2
"""Least share learnt of the unknowns that are listed."""
RANKED = 8
IS_ZERO, MEDIAN = " is zero", "median of "
Data = Mapping[str, Any]
Row = Mapping[str, str]


def write_calibration(data: Data, out: Path, *, lang: Lang) -> tuple[Path, ...]:
    """Write calibration.json and calibration.html into the folder `out`, both or none.

    Raises NagiError (NAGI-R303) if the folder cannot be written.
    """
    numbers = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    view = view_of(data, lang=lang)
    return write_together(
        {NUMBERS: numbers.encode(), PAGE: page.render(view, "calibration.html.j2").encode()}, out
    )


def as_text(data: Data, lang: Lang) -> list[str]:
    """A line on the whole, and one for each miss."""
    w = words(lang)
    reached = {name: f"{inside}/{of}" for name, (inside, of) in data["reached"].items()}
    inside, of = data["reached"]["all"]
    first = w["calibration"]["line"].format(
        title=data["model"], inside=inside, percent=percent(inside / of),
        **{name: reached[name] for name in ("fit", "check", "prior")}, all=of,
    )  # fmt: skip
    return [
        first,
        *(
            w["calibration"]["line_miss"].format(
                label=one["label"][lang], value=number(one["value"]), predicted=middle(one["predicted"])
            )
            for one in data["targets"]
            if not one["inside"]
        ),
    ]


def view_of(data: Data, *, lang: Lang) -> dict[str, Any]:
    """Everything the report says, in plain words of one language."""
    w = words(lang)
    return {
        "lang": lang,
        "w": w,
        "title": w["calibration"]["title"].format(model=data["model"]),
        "summary": list(summary_rows(data, lang)),
        "summary_said": w["calibration"]["summary_said"].format(wanted=percent(data["wanted"])),
        "differ": data["trials_differ"][lang],
        "targets": list(target_rows(data, lang)),
        "misses": [
            {"label": one["label"][lang], "note": (one["note"] or {}).get(lang, "")}
            for one in data["targets"]
            if not one["inside"]
        ],
        "poor": [one["label"][lang] for one in data["targets"] if one["poor"]],
        "cannot": [
            {"label": one["label"][lang], "why": one["why"][lang], "source": one["source"]} for one in data["cannot"]
        ],
        "unknowns": list(unknown_rows(data, lang)),
        "unknowns_said": unknowns_said(data, lang),
        "apart": list(apart(data, lang)),
        "directions": w["calibration"]["directions"].format(all=data["all_directions"], count=len(data["directions"])),
        "decisions": [_decision(one, data, lang) for one in data["decisions"]],
        "credit": list(credit(data, lang)),
        "lost": w["calibration"]["lost"].format(lost=percent(data["lost"])),
        "figures": [
            {
                "svg": drawing.targets(data["targets"], lang, w["calibration"]["axis_targets"]),
                "said": w["calibration"]["caption_targets"],
            },
            {
                "svg": drawing.learnt(_most_learnt(data), _names(data, lang), w["calibration"]["axis_learnt"]),
                "said": w["calibration"]["caption_learnt"],
            },
        ],
        "provenance": [
            {"name": name, "value": str(value)} for name, value in {**data["provenance"], **data["settings"]}.items()
        ],
    }  # fmt: skip


def summary_rows(data: Data, lang: Lang) -> Iterator[Row]:
    """How many targets of each use lie inside."""
    w = words(lang)
    for use, (group, key) in USES.items():
        inside, of = data["reached"][use]
        yield {"use": w[group][key], "inside": f"{inside} / {of} ({percent(inside / of) if of else '–'})"}


def target_rows(data: Data, lang: Lang) -> Iterator[Row]:
    """Every target beside the model."""
    w = words(lang)
    for one in data["targets"]:
        sign = "≤ " if one["bound"] == "upper" else ""
        group, key = SHORT[one["use"]]
        mark = "*" if one["spread"] == "project" else ""
        yield {
            "label": one["label"][lang] + (" ~" if one["poor"] else ""),
            "use": w[group][key],
            "figure": f"{sign}{number(one['value'])}{mark}",
            "before": middle(one["prior"]),
            "after": middle(one["model"]),
            "study": middle(one["predicted"]),
            "inside": w["calibration"]["hit"] if one["inside"] else w["calibration"]["miss"],
            "source": one["source"],
        }


def unknown_rows(data: Data, lang: Lang) -> Iterator[Row]:
    """The unknowns of which something is learnt, most first."""
    names = _names(data, lang)
    for one in _most_learnt(data):
        yield {
            "name": names[one["name"]],
            "prior": middle(one["prior"]),
            "posterior": middle(one["posterior"]),
            "learnt": percent(one["learnt"]),
        }


def unknowns_said(data: Data, lang: Lang) -> str:
    """What the table of unknowns shows, and how many it does not."""
    silent = len(data["unknowns"]) - len(_most_learnt(data))
    return str(words(lang)["calibration"]["unknowns_said"].format(least=percent(LISTED), silent=silent))


def apart(data: Data, lang: Lang) -> Iterator[str]:
    """What cannot be told apart, a sentence for each pair."""
    w, names = words(lang), _names(data, lang)
    for tie in data["ties"]:
        words_for = (
            w["calibration"]["tie_ratio"] if tie["correlation"] > 0 else w["calibration"]["tie_product"]
        )
        yield words_for.format(
            one=names[tie["one"]], other=names[tie["other"]], correlation=f"{tie['correlation']:+.2f}"
        )


def credit(data: Data, lang: Lang) -> Iterator[str]:
    """Why no vesicle has the credit of care, in sentences."""
    w, told = words(lang), data["credit"]
    name = told["parameter"]
    zero = next(one["zero"] for one in data["unknowns"] if one["name"] == name) or [0.0, 0.0]
    yield w["calibration"]["credit_built"]
    yield w["calibration"]["credit_moved"].format(
        parameter=name, moved=number(told["moved"]), left=f"{told['left']:.2g}"
    )
    yield w["calibration"]["credit_translation"].format(
        parameter=name,
        learnt=percent(max(0.0, told["translation"])),
        before=percent(zero[0]),
        after=percent(zero[1]),
    )


def ranking_rows(decision: Data, data: Data, lang: Lang) -> Iterator[Row]:
    """The unknowns that move an output most."""
    names = _names(data, lang)
    for one in decision["influences"][:RANKED]:
        yield {
            "name": names[one["unknown"]],
            "size": f"{number(one['size'])} ± {number(one['margin'])}",
            "bend": number(one["bend"]),
        }


def percent(share: float) -> str:
    """A share for a person."""
    return f"{100 * share:.0f} %"


def number(value: float | None) -> str:
    """Three digits; a dash if there is none."""
    if value is None or not math.isfinite(value):
        return "–"
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def middle(interval: Sequence[float | None]) -> str:
    """Median and the middle 90 %."""
    low, half, high = interval
    return f"{number(half)} ({number(low)} – {number(high)})"


def _most_learnt(data: Data) -> list[Data]:
    chosen = [one for one in data["unknowns"] if (one["learnt"] or 0) >= LISTED]
    return sorted(chosen, key=lambda one: -one["learnt"])


def _names(data: Data, lang: Lang) -> dict[str, str]:
    """What each unknown is called."""
    w = words(lang)
    named = {}
    for one in data["unknowns"]:
        name, label = one["name"].removeprefix(MEDIAN), one["label"][lang]
        said = f"{label} ({name})"
        named[one["name"]] = (
            w["calibration"]["median_of"].format(name=said) if one["name"].startswith(MEDIAN) else said
        )
        named[name + IS_ZERO] = w["calibration"]["is_zero"].format(name=said)
    return named


def _decision(one: Data, data: Data, lang: Lang) -> Mapping[str, Any]:
    w, names = words(lang), _names(data, lang)
    ranked = [{**each, "label": names[each["unknown"]]} for each in one["influences"][:RANKED]]
    said = w["calibration"]["caption_size"].format(output=one["label"][lang])
    svg = drawing.influences(ranked, w["calibration"]["axis_size"])
    return {
        "label": one["label"][lang],
        "rows": list(ranking_rows(one, data, lang)),
        "svg": svg,
        "said": said,
    }
