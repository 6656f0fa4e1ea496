"""The itemised consent document of one plan, bound by hash to what it shows (IC-001..027)."""

import calendar
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from string import Formatter
from typing import Any

from nagi.dermatology.consent.blanks import Basis, Filling, fillings
from nagi.dermatology.consent.text import Template, load_templates, refuse_incomplete
from nagi.dermatology.phrases import Labelled, Phrases, load_phrases
from nagi.evidence.records import Claim
from nagi.language import LANGS, Lang, Text


@dataclass(frozen=True, kw_only=True)
class ConsentItem:
    """One mandatory item with its text filled in; `blanks` name what is still to be written by hand."""

    id: str
    code: str
    heading: Text
    body: Text
    blanks: tuple[str, ...]
    claims: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Signature:
    """One signature or choice, each for one purpose (REG-010, REG-011); none is given beforehand."""

    code: str
    label: Text


@dataclass(frozen=True, kw_only=True)
class ConsentForm:
    """The document. `blanks` are (item id, placeholder) pairs still to fill; it is not valid with one empty.

    `gates` must be passed before it is signed. Valid from `made_on` to `valid_until` at most; any change of
    product, route, price or law ends it earlier and changes `digest`. `bound` is the same without the version of
    the rules: it changes only with what the patient was told, its evidence, its prices or its product.
    """

    case_id: str
    title: Text
    gates: tuple[Labelled, ...]
    items: tuple[ConsentItem, ...]
    signatures: tuple[Signature, ...]
    blanks: tuple[tuple[str, str], ...]
    made_on: date
    valid_until: date
    digest: str
    bound: str


def consent_form(basis: Basis, *, claims: Iterable[Claim]) -> ConsentForm | None:
    """The form for the plan in `basis`; None if no route is planned: there is nothing to consent to.

    Raises NagiError naming every mandatory item without text and every claim that does not exist.
    """
    plan = basis.plan
    if not plan.routes:
        return None
    templates, phrases = load_templates(), load_phrases()
    known = {claim.id: claim for claim in claims}
    refuse_incomplete(templates, basis.table, known)
    filled = fillings(basis)
    items = tuple(_item(template, filled, phrases) for template in templates.items)
    signatures = tuple(Signature(code=s.id, label=Text(ja=s.ja, en=s.en)) for s in templates.signatures)
    shown = _shown(items, signatures, basis, known)
    return ConsentForm(
        case_id=plan.case_id,
        title=phrases.say("consent.title"),
        gates=plan.gates,
        items=items,
        signatures=signatures,
        blanks=tuple((item.id, name) for item in items for name in item.blanks),
        made_on=plan.made_on,
        valid_until=_months_later(plan.made_on, int(phrases.number("consent_valid_months"))),
        digest=_digest({"rules": plan.rules_digest, **shown}),
        bound=_digest(shown),
    )


def _item(template: Template, filled: Mapping[str, Filling], phrases: Phrases) -> ConsentItem:
    names = dict.fromkeys(name for _, name, _, _ in Formatter().parse(template.body.ja) if name)
    words = {name: _words(filled.get(name, Filling(said=None)), phrases) for name in names}
    return ConsentItem(
        id=template.id,
        code=template.code,
        heading=template.heading,
        body=Text(ja=_filled(template, words, "ja"), en=_filled(template, words, "en")),
        blanks=tuple(name for name in names if name not in filled or filled[name].said is None),
        claims=template.claims,
    )


def _words(filling: Filling, phrases: Phrases) -> Text:
    if filling.said is not None:
        return filling.said
    if filling.hint is not None:
        return phrases.say("consent.blank_with", hint=filling.hint)
    return phrases.say("consent.blank")


def _filled(template: Template, words: Mapping[str, Text], lang: Lang) -> str:
    return template.body.within(lang).format(**{name: text.within(lang) for name, text in words.items()})


def _shown(
    items: Iterable[ConsentItem],
    signatures: Iterable[Signature],
    basis: Basis,
    claims: Mapping[str, Claim],
) -> dict[str, Any]:
    """Everything shown and what it rests on beside the rules: claims, prices, items, products and lots."""
    used = sorted({claim for item in items for claim in item.claims})
    return {
        "prices": basis.quotation.prices_digest if basis.quotation else None,
        "claims": {claim: claims[claim].model_dump_json() for claim in used},
        "items": [[item.id, *_both(item.heading), *_both(item.body)] for item in items],
        "signatures": [[signature.code, *_both(signature.label)] for signature in signatures],
        "products": [[route.route, route.product_type, route.lot] for route in basis.plan.routes],
    }


def _digest(shown: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON."""
    canonical = json.dumps(shown, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _both(text: Text) -> list[str]:
    return [text.within(lang) for lang in LANGS]


def _months_later(day: date, months: int) -> date:
    """The same day `months` later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
