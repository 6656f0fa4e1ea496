"""The outcome instruments: range, bands, missing answers, meaningful change, licence."""

from collections.abc import Iterator

from nagi.dermatology.scores import Instrument, instruments
from reference.markup import both, cell, heading, ja, links, table, whole


def page() -> str:
    """All instruments."""
    return whole("instruments", [part for form in instruments().values() for part in _instrument(form)])


def _instrument(form: Instrument) -> Iterator[str]:
    yield heading(form.id)
    yield f"{ja(form.name.ja)} · {cell(form.name.en)}"
    known = f"{form.low:g}–{form.high:g} · rated by: {form.rated_by} · recall: {form.recall_days} days"
    yield f"{known} · {links(form.sources, 'works.md')}"
    for bands in form.bands:
        rows = [(f"{b.low:g}–{'<' if b.below else ''}{b.high:g}", *both(b.name)) for b in bands.bands]
        yield table((f"{bands.id} ({bands.basis})", "日本語", "English"), rows)
    rows = [("missing<br>未回答", *both(form.missing.note))] if form.missing.note else []
    yield table(("", "日本語", "English"), [*rows, ("licence<br>許諾", *both(form.licence.note))])
    change = [f"{t.value:g}{' %' if t.kind == 'percent' else ''} ({t.basis})" for t in form.change.thresholds]
    changes = cell(", ".join(change)) or "–"
    yield f"meaningful change · 意味のある変化: {changes} · {cell(form.licence.license)}"
