"""What the sites, routes and reasons of a case are called, in both languages."""

from collections.abc import Iterable

from nagi.dermatology.decision.verdict import Fired
from nagi.dermatology.intake.case import Case
from nagi.dermatology.phrases import Phrases, Statement
from nagi.evidence.fields import Field
from nagi.evidence.rules import RuleTable
from nagi.language import Text


def site_names(case: Case, table: RuleTable, phrases: Phrases) -> dict[str, Text]:
    """For each site its body region, and the code it was given unless that only repeats the region."""
    regions = table.fields["site.region"].options
    unknown = phrases.texts["comparison.place.unknown"]
    named = {site.code: regions.get(site.region or "", unknown) for site in case.sites}
    return {
        site.code: named[site.code]
        if site.code == site.region
        else phrases.say("comparison.place.site", region=named[site.code], code=site.code)
        for site in case.sites
    }


def option_name(field: Field, code: str) -> Text:
    """The word for one option of a field; the code itself if it is not one."""
    return field.options.get(code) or Text(ja=code, en=code)


def statements(fired: Iterable[Fired]) -> tuple[Statement, ...]:
    """The message of each rule, once, in the order given."""
    rules = {entry.rule.id: entry.rule for entry in fired}
    return tuple(Statement(rule_id=rule.id, said=rule.message) for rule in rules.values())


def stated(table: RuleTable, rule_ids: Iterable[str]) -> tuple[Statement, ...]:
    """What these rules of the table say."""
    return tuple(Statement(rule_id=rule_id, said=table.rules[rule_id].message) for rule_id in rule_ids)
