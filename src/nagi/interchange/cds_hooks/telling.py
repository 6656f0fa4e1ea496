"""How a card is told: which rule, what it makes of what, and why. Never to treat."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid5

from nagi.evidence.rules import RuleTable
from nagi.interchange.cds_hooks.messages import LONGEST_SUMMARY, Card, Coding, Indicator, Source
from nagi.interchange.cds_hooks.services import override_reasons
from nagi.interchange.fhir.systems import system
from nagi.language import Lang, Text

SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|!])")


@dataclass(frozen=True, kw_only=True)
class Telling:
    """The rules, the language, the release, and the call that is answered.

    Ids of cards follow from the call and the place: the same call gets the same cards.
    """

    table: RuleTable
    lang: Lang
    release: str
    call: UUID

    def card(self, place: str, said: Text, lines: Iterable[str], rule: str, indicator: Indicator) -> Card:
        """One card about one rule. `place` tells the cards of one call apart."""
        return Card(
            uuid=uuid5(self.call, place),
            summary=_short(f"{rule}: {said.within(self.lang)}"),
            detail="\n".join(lines),
            indicator=indicator,
            source=self._source(rule),
            override_reasons=override_reasons(self.lang),
        )

    def line(self, rule: str, what: Text) -> str:
        """A rule, what it makes of something, and because of what, as one line of a list."""
        told = what.within(self.lang)
        why = self.table.rules[rule].message.within(self.lang)
        return escaped(f"{told}。理由: {why}" if self.lang == "ja" else f"{told}, because: {why}", rule)

    def _source(self, rule: str) -> Source:
        named = self.table.rules[rule].message.within(self.lang)
        topic = Coding(code=rule, system=system("rule"), display=named)
        return Source(label=f"nagi {self.release} (rules {self.table.version})", topic=topic)


def escaped(text: str, rule: str | None = None) -> str:
    """A line of Markdown whose text cannot become Markdown itself, behind the rule it belongs to."""
    plain = SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return f"- **{rule}** {plain}" if rule else f"- {plain}"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SUMMARY else text[: LONGEST_SUMMARY - 1] + "…"
