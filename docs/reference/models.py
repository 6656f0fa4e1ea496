"""One page for each published model: equations, parameters with their records, pictures, and what it cannot do."""

from collections.abc import Iterator, Mapping
from functools import cache
from html import escape
from itertools import groupby
from typing import Any

from nagi.equations.model import Arm, Model
from nagi.equations.parameters import read_parameters, records_of
from nagi.equations.table import HEADINGS, parameter_rows
from nagi.evidence.trials import read_trials
from nagi.language import LANGS, Lang, Text
from nagi.physiology.library import load_model, model_names
from nagi.physiology.skin.model import EXTENSIONS
from nagi.simulation.cohort import virtual_patients
from nagi.simulation.ensemble import simulate
from reference import gallery
from reference.markup import DATE, UNTOLD_IN, cell, read, table
from reference.mathematics import equations, inline

DRAWN, WEEK, THRESHOLDS = 2000, 16, (50, 75, 90)


def pages() -> Iterator[tuple[str, str]]:
    """Every model in both languages."""
    for name in model_names():
        for lang in LANGS:
            yield f"reference/models/{name}{gallery.suffix(lang)}", page(load_model(name), lang)


def nav() -> list[dict[str, str]]:
    """The pages of the models and the gallery, by title."""
    known = [{name: f"reference/models/{name}.md"} for name in model_names()]
    known += [{f"{name} (日本語)": f"reference/models/{name}.ja.md"} for name in model_names()]
    return [*known, {"Gallery": "reference/gallery.md"}, {"図の一覧": "reference/gallery.ja.md"}]


def page(model: Model, lang: Lang) -> str:
    """The page of a model."""
    told = read("models.toml")
    own, heads = told[model.name], told["headings"]

    def head(name: str) -> str:
        return f"## {Text(**heads[name]).within(lang)}"

    body = [f"# {model.name}", Text(**own["intro"]).within(lang), _card(model, lang)]
    body += [head("extensions"), _extensions(own["extension"], lang)] if "extension" in own else []
    figures = [gallery.figure(name, lang, up="../") for name in own["figures"]]
    body += [head("figures"), *figures] if figures else []
    if any(output.name == "EASI" for output in model.outputs):
        body += [head("computed"), Text(**heads["drawn"]).within(lang), _computed(model, lang)]
    body += _trials(model, lang, head("trials"))
    body += [head("equations"), Text(**heads["units"]).within(lang), _equations(model, lang)]
    body += [head("states"), _states(model, lang), head("arms"), _arms(model, lang)]
    body += [head("parameters"), read_parameters(model.name).note.within(lang), _parameters(model, lang)]
    body += [f"## {UNTOLD_IN.within(lang)}", Text(**own["untold"]).within(lang), f"*{DATE}*"]
    return "---\nhide:\n  - toc\n---\n\n" + "\n\n".join(body) + "\n"


def _extensions(said: Mapping[str, Mapping[str, str]], lang: Lang) -> str:
    """What a model of our own adds to its core, mechanism by mechanism, with the support of each."""
    words = _headings()
    columns = [words[key].within(lang) for key in ("extension", "meaning", "mechanism", "support", "source")]
    rows = [
        (
            f"`{name}`", cell(Text(**said[name]).within(lang)), one.__name__, one.support,
            f"[{one.source}](../works.md#{one.source})",
        )
        for name, mechanisms in EXTENSIONS.items()
        for one in mechanisms
    ]  # fmt: skip
    return table(columns, rows)


def _card(model: Model, lang: Lang) -> str:
    words = _headings()
    rows = [
        (words["work"].within(lang), f"[{model.work}](../works.md#{model.work})"),
        (
            words["sizes"].within(lang),
            f"{len(model.states)} · {len(model.population)} · {len(model.arms)}",
        ),
        (words["run_in"].within(lang), f"{model.run_in_weeks:g}"),
        (words["digest"].within(lang), f"`{model.digest[:16]}`"),
    ]
    return table(("", ""), rows)


def _computed(model: Model, lang: Lang) -> str:
    """What the arms do to virtual patients, at week 16 or at the end of a shorter arm."""
    words = _headings()
    columns = [words[key].within(lang) for key in ("arm", "week", "before", "after", "improved")]
    rows = [
        (cell(name), *(f"{value:.3g}" for value in values))
        for name, values in _outcomes_of(model.name).items()
    ]
    return table([*columns, *(f"EASI-{threshold} (%)" for threshold in THRESHOLDS)], rows)


@cache
def _outcomes_of(name: str) -> dict[str, tuple[float, ...]]:
    return outcomes(load_model(name))


def outcomes(model: Model) -> dict[str, tuple[float, ...]]:
    """By arm: week, mean EASI before and after, mean improvement, and responders; percent of all patients drawn."""
    found = {}
    cohort = virtual_patients(model, n=DRAWN, seed=1)
    for week, arms in groupby(model.arms.values(), key=lambda arm: min(WEEK, arm.weeks)):
        result = simulate(model, cohort, arms=(held := list(arms)), weeks=[0, week], keep="summary", seed=1)
        told = (result["EASI_baseline"], result["EASI_endpoint"], result.improved())
        told = (*told, *(result.responders(threshold) for threshold in THRESHOLDS))
        for arm in held:
            means = (one.sel(arm=arm.name) if "arm" in one.dims else one for one in told)
            found[arm.name] = (week, *(float(one.mean()) for one in means))
    return found


def _trials(model: Model, lang: Lang, head: str) -> list[str]:
    trials = read_trials(model.name)
    if not trials:
        return []
    words = _headings()
    columns = [
        words[key].within(lang) for key in ("arm", "trial", "measure", "week", "drug", "control", "source")
    ]
    said = {name: Text(**word).within(lang) for name, word in read("models.toml")["measures"].items()}
    rows = [
        (
            cell(one.arm), cell(f"{one.trial}; {said.get(one.background, one.background)}"),
            cell(said.get(one.measure, one.measure)), f"{one.week:.3g}",
            f"{one.active:g}", f"{one.control:g}", f"[{one.work}](../works.md#{one.work})",
        )
        for one in trials
    ]  # fmt: skip
    return [head, table(columns, rows)]


def _equations(model: Model, lang: Lang) -> str:
    words = _headings()
    notes = read("models.toml")["notes"]
    said = [
        f"- ({rate.equation}) {rate.note if lang == 'en' else notes[rate.note]}"
        for rate in model.rates
        if rate.note
    ]
    drawn = equations(model, (words["number"].within(lang), words["equation"].within(lang)))
    return "\n\n".join([drawn, "\n".join(said)])


def _states(model: Model, lang: Lang) -> str:
    words = _headings()
    columns = [words[key].within(lang) for key in ("symbol", "meaning", "unit", "start")]
    rows = [(inline(s.name), _label(s.label, lang), cell(s.unit), f"{s.start:g}") for s in model.states]
    rows += [(inline(o.name), _label(o.label, lang), cell(o.unit), "") for o in model.outputs]
    return table(columns, rows)


def _arms(model: Model, lang: Lang) -> str:
    words = _headings()
    effects = [(f"`{e.name}`", _label(e.label, lang), cell(e.unit)) for e in model.effects]
    arms = [(cell(arm.name), f"{arm.weeks:g}", _changed(arm, lang)) for arm in model.arms.values()]
    return "\n\n".join([
        table([words[key].within(lang) for key in ("arm", "weeks", "changes")], arms),
        table([words[key].within(lang) for key in ("symbol", "meaning", "unit")], effects),
    ])  # fmt: skip


def _changed(arm: Arm, lang: Lang) -> str:
    said = [_values(arm.effects)]
    said += [f"{_headings()['from'].within(lang).format(s.week)}: {_values(s.effects)}" for s in arm.switches]
    return "; ".join(said)


def _values(effects: Mapping[str, float]) -> str:
    return ", ".join(f"`{name}` = {value:g}" for name, value in effects.items())


def _parameters(model: Model, lang: Lang) -> str:
    """Each row is the anchor of its record."""
    known = records_of(p.id for p in model.population)
    uncertain = any(p.zero for p in model.population)
    columns = [heading.within(lang) for heading in HEADINGS]
    columns += ["P(0)", _headings()["basis"].within(lang)] if uncertain else []
    rows = [
        (
            inline(row.name), escape(row.label.within(lang)), cell(row.unit), f"{row.median:.3g}", f"{row.cv:.3g}",
            f'<span id="{row.id}">{row.id}</span>',
            *((f"{one.zero:g}" if one.zero else "", cell(known[one.id].basis)) if uncertain else ()),
        )
        for row, one in zip(parameter_rows(model, known), model.population, strict=True)
    ]  # fmt: skip
    return table(columns, rows)


def _label(label: str, lang: Lang) -> str:
    """The models name their parts in English; the Japanese stands in models.toml."""
    return cell(label if lang == "en" else str(read("models.toml")["labels"][label]))


def _headings() -> dict[str, Text]:
    told: dict[str, Any] = read("models.toml")["headings"]
    return {name: Text(**said) for name, said in told.items()}
