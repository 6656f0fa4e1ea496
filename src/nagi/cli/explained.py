"""One item of knowledge, explained both ways, as plain text for a terminal."""

from collections.abc import Iterator

from nagi.evidence.citation import cite
from nagi.evidence.explain import Explanation, Item, Link
from nagi.evidence.records import Claim, Finding, ReferenceAudit, Result, Work
from nagi.evidence.rules import Rule
from nagi.language import Lang, Text

BELOW = Text(ja="よりどころ", en="Rests on")
ABOVE = Text(ja="これに基づくもの", en="What rests on it")
NOTHING = Text(ja="なし", en="nothing")
NOT_SHOWN = Text(ja="示していないこと", en="Does not show")
LEVEL = Text(ja="水準", en="Level")
RELATION = {
    "work": Text(ja="文献", en="work"),
    "for": Text(ja="支持", en="for"),
    "against": Text(ja="反対", en="against"),
    "rule": Text(ja="規則", en="rule"),
    "column": Text(ja="コラム", en="column"),
}


def explained(found: Explanation, lang: Lang) -> str:
    """The item, then what it rests on, then what rests on it."""
    lines = [found.item.id, *(f"  {line}" for line in _words(found.item, lang))]
    lines += ["", BELOW.within(lang), *_links(found.rests_on, lang)]
    lines += ["", ABOVE.within(lang), *_links(found.carries, lang)]
    return "\n".join(lines)


def _links(links: tuple[Link, ...], lang: Lang) -> Iterator[str]:
    if not links:
        yield f"  {NOTHING.within(lang)}"
    for link in links:
        yield f"  {link.id} ({RELATION[link.relation].within(lang)}): {link.about.within(lang)}"


def _words(item: Item, lang: Lang) -> Iterator[str]:
    if isinstance(item, Work):
        yield cite(item)
        yield item.note.within(lang)
    elif isinstance(item, Finding):
        yield item.summary.within(lang)
        yield f"{LEVEL.within(lang)}: {item.level} ({', '.join(item.subject.species)}; {item.subject.model})"
        yield from (_result(result) for result in item.results)
        if item.note:
            yield item.note.within(lang)
    elif isinstance(item, Claim):
        yield item.patient.within(lang)
        yield item.physician.within(lang)
        yield f"{LEVEL.within(lang)}: {item.level}"
        yield f"{NOT_SHOWN.within(lang)}: {item.not_shown.within(lang)}"
    elif isinstance(item, Rule):
        yield f"{item.severity}: {item.applies.within(lang)}"
        yield item.message.within(lang)
    elif isinstance(item, ReferenceAudit):
        yield f"{item.place}: {item.cited_as}"
        yield f"{item.verdict}: {item.why.within(lang)}"
        yield item.suggestion.within(lang)


def _result(result: Result) -> str:
    """One number with its unit and uncertainty, as the source gives it."""
    value = result.printed or (
        f"{result.value:g}" if result.value is not None else result.direction or "unreached"
    )
    if result.low is not None and result.high is not None:
        value += f" ({result.spread or 'range'} {result.low:g} to {result.high:g})"
    if result.sd is not None:
        value += f" (SD {result.sd:g})"
    parts = (
        result.quantity,
        result.arm and f"[{result.arm}]",
        value,
        result.unit,
        result.p and f"p = {result.p}",
    )
    return "- " + " ".join(part for part in parts if part)
