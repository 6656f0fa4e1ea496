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
    w = words(lang)["calibration"]
    yield from _table([w["use"], w["inside"]], ["use", "inside"], list(summary_rows(data, lang)))
    yield data["trials_differ"][lang] + "\n"
    yield from _targets(data, lang)
    yield from _unknowns(data, lang)
    yield from _sensitivity(data, lang)
    yield _bold(w["credit"])
    yield from (f"- {said}" for said in credit(data, lang))
    yield "\n" + ", ".join(f"{name} {value}" for name, value in _rests_on(data).items())


def _targets(data: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    """What was aimed at and what came out, then what no number can be aimed at."""
    w = words(lang)["calibration"]
    heads = [w[key] for key in ("target", "use", "figure", "before", "after", "study", "inside")]
    columns = ["label", "use", "figure", "before", "after", "study", "inside"]
    yield w["targets_said"] + "\n"
    yield from _table(heads, columns, list(target_rows(data, lang)))
    yield _bold(w["cannot"])
    yield from (f"- {one['label'][lang]}: {one['why'][lang]}" for one in data["cannot"])


def _unknowns(data: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    """What was learnt, and what the targets cannot tell apart."""
    w = words(lang)["calibration"]
    yield "\n" + unknowns_said(data, lang) + "\n"
    heads = [w[key] for key in ("unknown", "prior_head", "posterior_head", "learnt")]
    yield from _table(heads, ["name", "prior", "posterior", "learnt"], list(unknown_rows(data, lang)))
    yield _bold(w["apart"])
    yield from (f"- {said}" for said in [*apart(data, lang)] or [w["apart_none"]])
    yield "\n" + w["directions"].format(all=data["all_directions"], count=len(data["directions"])) + "\n"


def _sensitivity(data: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    """What each decision depends on most."""
    w = words(lang)["calibration"]
    heads = [w[key] for key in ("unknown", "size", "bend")]
    yield _bold(w["sensitivity"])
    yield w["sensitivity_said"] + "\n"
    for decision in data["decisions"]:
        yield decision["label"][lang] + "\n"
        rows = list(ranking_rows(decision, data, lang))[:TOP]
        yield from _table(heads, ["name", "size", "bend"], rows)


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
