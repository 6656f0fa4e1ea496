"""The report of a virtual trial: a page and a paper, written together with the numbers."""

import math
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from nagi.language import Lang, filled
from nagi.reports import drawing, page, pdf
from nagi.reports.glyphs import refuse_unprintable
from nagi.reports.trial_numbers import numbers
from nagi.reports.wording import words
from nagi.reports.writing import write_together
from nagi.services.trials.columns import Kind
from nagi.services.trials.design import needed
from nagi.services.trials.running import Held
from nagi.services.trials.side import seen_beside
from nagi.services.trials.summary import (
    amount,
    interval,
    is_share,
    percent,
    prior_without_effect,
    ranged,
    repeated,
)
from nagi.simulation.trial.plan import Trial
from nagi.simulation.trial.power import Verdict

PAGE, PAPER = "trial.html", "trial.pdf"
Z95 = 1.959963984540054
Array = npt.NDArray[np.float64]
Row = Mapping[str, str]
Words = Mapping[str, Any]


def write_trial(  # noqa: PLR0913 (one report: what, where, when, in which words and form)
    held: Held, out: Path, *, on: date, lang: Lang, design: bool, kind: Kind = "netcdf"
) -> tuple[Path, ...]:
    """Write every number as `kind`, trial.html and trial.pdf into the folder `out`; with `design` about sizes.

    All files are written or none. Raises NagiError: NAGI-R301 (a character cannot be printed), R302 (the paper cannot
    be laid out), R303 (the folder cannot be written), T114 (Parquet cannot be written here).
    """
    view = view_of(held, on=on, lang=lang, design=design)
    refuse_unprintable({key: part for key, part in view.items() if key != "figures"})
    contents = {
        **numbers(held.found, kind),
        PAGE: page.render(view, "trial.html.j2").encode(),
        PAPER: pdf.render("trial", view, on=on),
    }
    return write_together(contents, out)


def refuse_unprintable_names(trial: Trial) -> None:
    """Raises NagiError (NAGI-R301) before a long run for names that its report could not print."""
    endpoints = [endpoint.name for endpoint in trial.endpoint]
    refuse_unprintable({"title": trial.title, "arm": list(trial.arms), "endpoint": endpoints})


def view_of(held: Held, *, on: date, lang: Lang, design: bool) -> dict[str, Any]:
    """Everything the report says, in plain words of one language."""
    w = words(lang)
    return {
        "lang": lang,
        "w": w,
        "design": design,
        "repeated": repeated(held),
        "title": held.study.trial.title,
        "asked": list(_asked(held, w)),
        "people": list(_people(held, w)),
        "beside": _beside(held, w, lang),
        "results": [] if design else [_result(held, one) for one in held.verdicts],
        "spread": [] if design else list(_spread(held)),
        "needed": [_needed(held, one, w) for one in needed(held)] if design else [],
        "needed_said": w["trial"]["needed_said"].format(
            power=percent(held.study.trial.size.power),
            unit=w["trial"]["unit_people"] if held.study.trial.split else w["trial"]["unit_per_arm"],
        ),
        "method": [
            w["trial"]["method_change"].format(missing=_missing(held, w)),
            w["trial"]["method_share"],
        ],
        "figures": list(_figures(held, w, lang, design=design)),
        "provenance": [
            {"name": w["trial"]["seed"], "value": str(held.study.trial.seed)},
            {"name": w["trial"]["digest"], "value": held.study.digest},
            {"name": w["trial"]["software"], "value": f"nagi {held.found.attrs['nagi_version']}"},
            {"name": w["trial"]["on"], "value": on.isoformat()},
        ],
    }


def _missing(held: Held, w: Words) -> str:
    last = held.study.trial.analysis.missing == "last"
    return str(w["trial"]["last"] if last else w["trial"]["observed"])


def _asked(held: Held, w: Words) -> Iterator[Row]:
    trial = held.study.trial
    size = trial.size
    people = w["trial"]["size"] if trial.split else w["trial"]["size_per_arm"]
    shown = {
        w["trial"]["model"]: f"{held.study.told.model}: {held.study.model.title}",
        w["trial"]["form"]: w["trial"]["split"] if trial.split else w["trial"]["parallel"],
        people: str(size.patients),
        w["trial"]["repeats"]: filled(
            w["trial"]["repeats_said"], draws=size.draws, trials=size.trials, null=size.null
        ),
        w["trial"]["visits"]: ", ".join(f"{week:g}" for week in trial.visits),
        w["trial"]["control"]: trial.analysis.control,
        w["trial"]["level"]: percent(trial.analysis.alpha),
        w["trial"]["rules"]: trial.eligibility.route or w["trial"]["any"],
    }
    yield from ({"name": name, "value": value} for name, value in shown.items())
    shares = (prior_without_effect(held), float(held.nothing.mean()))
    prior, drawn = (percent(share) for share in shares)
    yield {
        "name": w["trial"]["nothing"],
        "value": w["trial"]["nothing_said"].format(prior=prior, drawn=drawn),
    }


def _beside(held: Held, w: Words, lang: Lang) -> dict[str, Any] | None:
    """An exosome trial beside nothing, guideline care and saline: who they are, and what was seen at each endpoint."""
    shown = held.study.beside
    if not shown:
        return None
    seen = seen_beside(held)
    arms = [
        {
            "arm": one.label.within(lang),
            "how": w["trial"]["reference"] if one.reference else w["trial"]["allotted"].format(arm=one.name),
            "level": one.level_said.within(lang),
        }
        for one in shown
    ]
    rows = [
        [name, *(ranged(one.seen, share=is_share(held, name)) for one in seen if one.endpoint == name)]
        for name in (endpoint.name for endpoint in held.study.trial.endpoint)
    ]
    heads = [w["trial"]["endpoint"], *(one["arm"] for one in arms)]
    nothing = w["trial"]["beside_nothing"].format(share=percent(prior_without_effect(held)))
    return {"arms": arms, "heads": heads, "rows": rows, "nothing": nothing}


def _people(held: Held, w: Words) -> Iterator[Row]:
    counts = dict(zip(held.found["count"].values, held.found["counts"].values, strict=True))
    names = {
        "screened": w["trial"]["screened"],
        "enrolled": w["trial"]["enrolled"],
        "lost_before": w["trial"]["lost_before"],
        "lost_in_treatment": w["trial"]["lost_in_treatment"],
        "unseen_at_end": w["trial"]["unseen_at_end"],
    }
    yield from ({"name": name, "value": f"{int(counts[key]):,}"} for key, name in names.items())


def _result(held: Held, one: Verdict) -> Row:
    share = is_share(held, one.endpoint)
    row = {
        "endpoint": one.endpoint, "arm": one.arm,
        "treated": amount(one.treated, share=share), "control": amount(one.control, share=share),
    }  # fmt: skip
    if repeated(held):
        return row | {
            "difference": ranged(one.difference, share=share), "power": interval(one.power),
            "assurance": interval(one.assurance), "false_positive": interval(one.false_positive),
        }  # fmt: skip
    only = held.found.sel(arm=one.arm, endpoint=one.endpoint, size=one.size).isel(draw=0, trial=0)
    found, reach = float(only["difference"]), Z95 * float(only["error"])
    edges = " – ".join(amount(value, share=share) for value in (found - reach, found + reach))
    mean = amount(one.difference[0], share=share)
    return row | {"estimate": f"{mean} ({edges}), p = {float(only['p']):.3g}"}


def _spread(held: Held) -> Iterator[Row]:
    for one in held.verdicts:
        if not math.isnan(one.within):
            share = is_share(held, one.endpoint)
            yield {
                "endpoint": one.endpoint, "arm": one.arm,
                "within": amount(one.within, share=share), "between": amount(one.between, share=share),
            }  # fmt: skip


def _needed(held: Held, one: Any, w: Words) -> Row:
    largest = one.curve[-1].size
    beyond = w["trial"]["beyond"].format(size=largest)
    sizes = (one.for_power, one.for_assurance)
    power, assurance = (beyond if math.isnan(size) else f"{size:.0f}" for size in sizes)
    return {"endpoint": one.endpoint, "arm": one.arm, "power": power, "assurance": assurance}


def _courses(held: Held, w: Words, lang: Lang, place: int) -> tuple[list[str], Array]:
    """Arms and then references, by name, with the quantiles (arm, week, quantile) of output number `place`."""
    names, values = list(held.study.trial.arms), held.found["course"].values[:, :, place]
    if "beside_course" in held.found:
        alongside = [one for one in held.study.beside if one.reference]
        short = w["trial"]["reference_short"]
        names += [f"{one.label.within(lang)} ({short})" for one in alongside]
        values = np.concatenate([values, held.found["beside_course"].values[:, :, place]])
    return names, values


def _figures(held: Held, w: Words, lang: Lang, *, design: bool) -> Iterator[Row]:
    """Each figure as SVG with the words that stand for it."""
    trial, found = held.study.trial, held.found
    if design:
        caption = w["trial"]["curve_caption"]
        for one in needed(held):
            if one.endpoint == trial.endpoint[0].name:
                names, labels = (
                    (w["trial"]["power"], w["trial"]["assurance"]),
                    (w["trial"]["size"], w["trial"]["curve_axis"]),
                )
                svg = drawing.curve(one.curve, trial.size.power, names, labels)
                yield {"svg": svg, "said": f"{one.endpoint}, {one.arm}. {caption}"}
        return
    for place, output in enumerate(trial.outputs):
        shown, values = _courses(held, w, lang, place)
        if np.isfinite(values).any():
            svg = drawing.course(found["week"].values, values, shown, (w["trial"]["points"], output))
            yield {"svg": svg, "said": w["trial"]["course_caption"].format(output=output)}
    if repeated(held):
        caption = w["trial"]["draws_caption"]
        for arm in found["arm"].values:
            seen = found["difference"].sel(arm=arm, endpoint=trial.endpoint[0].name).isel(size=0)
            svg = drawing.draws(seen.values, (w["trial"]["difference"], w["trial"]["draw_axis"]))
            yield {"svg": svg, "said": f"{trial.endpoint[0].name}, {arm}. {caption}"}
