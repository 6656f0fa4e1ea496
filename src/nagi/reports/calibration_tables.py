"""The tables of a calibration as Markdown: for the documentation, made from what was written and never by hand."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nagi.language import Lang
from nagi.reports.calibration import (
    apart,
    credit,
    ranking_rows,
    summary_rows,
    target_rows,
    unknown_rows,
    unknowns_said,
)
from nagi.reports.wording import words

TOP = 5


def as_markdown(data: Mapping[str, Any], lang: Lang) -> str:
    """Everything of calibration.json that a reader of the documentation needs."""
    return "\n".join(_lines(data, lang)).strip() + "\n"


def _lines(data: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    w = words(lang)
    yield from _table(
        [w["calibration"]["use"], w["calibration"]["inside"]],
        ["use", "inside"],
        list(summary_rows(data, lang)),
    )
    yield data["trials_differ"][lang] + "\n"
    heads = [
        w["calibration"]["target"],
        w["calibration"]["use"],
        w["calibration"]["figure"],
        w["calibration"]["before"],
        w["calibration"]["after"],
        w["calibration"]["study"],
        w["calibration"]["inside"],
    ]
    yield w["calibration"]["targets_said"] + "\n"
    yield from _table(
        heads, ["label", "use", "figure", "before", "after", "study", "inside"], list(target_rows(data, lang))
    )
    yield _bold(w["calibration"]["cannot"])
    yield from (f"- {one['label'][lang]}: {one['why'][lang]}" for one in data["cannot"])
    yield "\n" + unknowns_said(data, lang) + "\n"
    heads = [
        w["calibration"]["unknown"],
        w["calibration"]["prior_head"],
        w["calibration"]["posterior_head"],
        w["calibration"]["learnt"],
    ]
    yield from _table(heads, ["name", "prior", "posterior", "learnt"], list(unknown_rows(data, lang)))
    yield _bold(w["calibration"]["apart"])
    yield from (f"- {said}" for said in [*apart(data, lang)] or [w["calibration"]["apart_none"]])
    yield (
        "\n"
        + w["calibration"]["directions"].format(all=data["all_directions"], count=len(data["directions"]))
        + "\n"
    )
    yield _bold(w["calibration"]["sensitivity"])
    yield w["calibration"]["sensitivity_said"] + "\n"
    for decision in data["decisions"]:
        yield decision["label"][lang] + "\n"
        rows = list(ranking_rows(decision, data, lang))[:TOP]
        yield from _table(
            [w["calibration"]["unknown"], w["calibration"]["size"], w["calibration"]["bend"]],
            ["name", "size", "bend"],
            rows,
        )
    yield _bold(w["calibration"]["credit"])
    yield from (f"- {said}" for said in credit(data, lang))
    yield "\n" + ", ".join(f"{name} {value}" for name, value in _rests_on(data).items())


def _bold(said: str) -> str:
    return f"**{said}**\n"


def _rests_on(data: Mapping[str, Any]) -> dict[str, str]:
    told = {**data["provenance"], **data["settings"]}
    return {name: str(value)[:12] for name, value in told.items()}


def _table(heads: Sequence[str], keys: Sequence[str], rows: Sequence[Mapping[str, str]]) -> Iterator[str]:
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "---|" * len(heads)
    for row in rows:
        yield "| " + " | ".join(row[key] for key in keys) + " |"
    yield ""
