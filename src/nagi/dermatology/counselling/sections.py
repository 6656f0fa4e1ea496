"""What a person hears before deciding: benefit and risk, alternatives, cost, and how little is known.

Balanced by construction (S000-022, S000-049): it cannot be made with an empty section.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nagi.dermatology.counselling.cards import Card, cards
from nagi.dermatology.decision.verdict import Decision
from nagi.dermatology.intake.case import Case
from nagi.dermatology.naming import stated, statements
from nagi.dermatology.phrases import Labelled, Phrases, Statement, load_phrases
from nagi.dermatology.plan.planner import wanted
from nagi.errors import NagiError, Problem
from nagi.evidence.records import Claim
from nagi.evidence.rules import RuleTable
from nagi.language import Text

SECTIONS = ("benefit", "risk", "alternatives", "cost", "evidence", "unknown", "regulation")


@dataclass(frozen=True, kw_only=True)
class Section:
    """One side of the matter: what is always said about it, and the evidence cards that apply here.

    `brief` are the cards a leaflet has room for; the page of the consultation shows them all.
    """

    code: str
    title: Text
    statements: tuple[Statement, ...]
    cards: tuple[Card, ...]
    brief: tuple[Card, ...]


@dataclass(frozen=True, kw_only=True)
class Counselling:
    """What is said in one case: sections benefit, risk, alternatives, cost, evidence, unknown, regulation.

    `reasons` are the messages of the rules that fired, `talk_about` the topics for the physician.
    Raises NagiError, naming each, if a section is missing or has no statement or no card.
    """

    case_id: str
    sections: tuple[Section, ...]
    reasons: tuple[Statement, ...]
    talk_about: tuple[Labelled, ...]

    def __post_init__(self) -> None:
        full = {section.code for section in self.sections if section.statements and section.brief}
        missing = [code for code in SECTIONS if code not in full]
        if missing:
            raise NagiError(_empty(self.case_id, code) for code in missing)


def counsel(case: Case, decision: Decision, *, table: RuleTable, claims: Iterable[Claim]) -> Counselling:
    """What has to be said to this person, from the claims that bear on their routes, goals, products and rules."""
    phrases = load_phrases()
    subjects = frozenset(_subjects(case, decision, phrases))
    fired = frozenset(decision.rule_ids)
    chosen = [claim for claim in claims if claim.subject in subjects or _called_by(claim, fired)]
    return Counselling(
        case_id=case.id,
        sections=tuple(_section(code, chosen, table, phrases) for code in SECTIONS),
        reasons=statements(decision.fired),
        talk_about=tuple(_talk_about(decision, table)),
    )


def _subjects(case: Case, decision: Decision, phrases: Phrases) -> Iterator[str]:
    """The subjects of claims that bear on this case whatever rules fired."""
    yield from phrases.codes["counselling.always.subjects"]
    for route in wanted(case, decision):
        yield from phrases.codes[f"counselling.route.{route}.subjects"]
        product = case.products.get(route)
        kind = product.code("product.type") if product else None
        yield from phrases.codes.get(f"counselling.product.{kind}.subjects", ())
    for goal in case.patient.codes("patient.goals"):
        yield from phrases.codes[f"goals.{goal}.subjects"]


def _called_by(claim: Claim, fired: frozenset[str]) -> bool:
    """A rule that fired rests on this claim. Claims about a route count only where the route is considered."""
    return claim.about != "route" and not fired.isdisjoint(claim.rules)


def _section(code: str, chosen: Iterable[Claim], table: RuleTable, phrases: Phrases) -> Section:
    at_home = cards((claim for claim in chosen if _home(claim, phrases) == code), phrases)
    leaflet = phrases.codes[f"counselling.section.{code}.leaflet"]
    return Section(
        code=code,
        title=phrases.say(f"counselling.section.{code}.title"),
        statements=stated(table, phrases.codes[f"counselling.section.{code}.rules"]),
        cards=at_home,
        brief=tuple(card for card in at_home if card.claim_id in leaflet),
    )


def _home(claim: Claim, phrases: Phrases) -> str | None:
    """The section a claim belongs to: by its subject, else by what it is about."""
    for key, value in (("subjects", claim.subject), ("about", claim.about)):
        for code in SECTIONS:
            if value in phrases.codes.get(f"counselling.section.{code}.{key}", ()):
                return code
    return None


def _talk_about(decision: Decision, table: RuleTable) -> Iterator[Labelled]:
    """What the physician should do or raise, each topic once, with a rule that asks for it."""
    by_code = {code: fired.rule.id for fired in decision.fired for code in fired.rule.effect.advice}
    for code, rule_id in sorted(by_code.items()):
        yield Labelled(code=code, name=table.word("advice", code), rule_id=rule_id)


def _empty(case_id: str, code: str) -> Problem:
    return Problem(
        code="NAGI-D301",
        where=case_id,
        key=code,
        said=Text(
            ja="説明のこの節が空です。利点だけ・危険だけの説明は作れません。根拠カードを加えてください。",
            en="this section of the counselling is empty; a one-sided account is refused. Add a claim for it",
        ),
    )
