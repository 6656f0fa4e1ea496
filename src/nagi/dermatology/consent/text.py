"""The consent form before it is filled in: its items, its signatures, and whether it is complete."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from nagi.errors import NagiError, Problem
from nagi.evidence.files import Reader, knowledge_root
from nagi.evidence.record import Id, Line, Record
from nagi.evidence.records import Claim
from nagi.evidence.rules import RuleTable
from nagi.language import Text


class Template(Record):
    """One item as written: its blanks stand in braces."""

    id: Id
    code: Line
    heading: Text
    body: Text
    claims: tuple[Id, ...]


class SignatureTemplate(Record):
    """One signature as written."""

    id: Line
    ja: Line
    en: Line
    default: bool = False


@dataclass(frozen=True, kw_only=True)
class Templates:
    """The whole form before it is filled in."""

    items: tuple[Template, ...]
    signatures: tuple[SignatureTemplate, ...]


@cache
def load_templates() -> Templates:
    """The installed form. Raises NagiError with every problem if a file is broken."""
    reader = Reader(knowledge_root())
    items = reader.unique(reader.records(Template, "consent", "item"))
    signatures = reader.unique(reader.records(SignatureTemplate, "consent", "signature"))
    if reader.problems:
        raise NagiError(reader.problems)
    return Templates(items=tuple(items.values()), signatures=tuple(signatures.values()))


def refuse_incomplete(templates: Templates, table: RuleTable, claims: Mapping[str, Claim]) -> None:
    """Raise NagiError for every consent item the rules demand and the form lacks, and every unknown claim."""
    problems = list(_missing(templates, table, claims))
    if problems:
        raise NagiError(problems)


def _missing(templates: Templates, table: RuleTable, claims: Mapping[str, Claim]) -> Iterator[Problem]:
    present = {(template.id, template.code) for template in templates.items}
    for rule in table.rules.values():
        if rule.effect.type == "consent_item" and (rule.id, rule.effect.detail("code")) not in present:
            said = Text(ja="必須の同意項目に本文がありません。", en="this mandatory consent item has no text")
            yield Problem(code="NAGI-D501", where="consent/items.toml", key=rule.id, said=said)
    for template in templates.items:
        for claim in template.claims:
            if claim not in claims:
                said = Text(ja=f"根拠カード {claim} がありません。", en=f"there is no claim {claim}")
                yield Problem(code="NAGI-D502", where="consent/items.toml", key=template.id, said=said)
