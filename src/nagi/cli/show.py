"""A decision as plain text for a terminal."""

from collections.abc import Iterator

from nagi.dermatology.decision.verdict import Decision, RouteDecision
from nagi.evidence.rulebook import load_rules
from nagi.evidence.rules import RuleTable
from nagi.language import Lang, Text
from nagi.services.assessment import Assessment

MARK = {"permitted": "○", "review": "△", "deferred": "－", "refused": "×"}

PERSON = Text(ja="本人 (点滴)", en="person (drip)")
QUESTIONS = Text(ja="確認が必要な質問", en="Questions still open")
ADVICE = Text(ja="医師への助言", en="Advice to the physician")
BLOCKED = Text(ja="使用しない材料", en="Materials not to be used")
UNSIGNED = Text(ja="医師が署名するまで暫定の結果です。", en="Provisional until a physician signs.")


def shown(assessment: Assessment, lang: Lang) -> str:
    """The whole assessment of one case, a few lines per site."""
    return "\n".join(_lines(assessment, load_rules(), lang))


def _lines(assessment: Assessment, table: RuleTable, lang: Lang) -> Iterator[str]:
    decision = assessment.decision
    yield f"{decision.case_id}  {table.word('overall', decision.overall).within(lang)}"
    for site in decision.sites:
        items = " ".join((*site.criteria.stable_met, *site.criteria.active_met))
        yield f"  {site.code}: {table.word('phase', site.phase).within(lang)}  [{items}]"
        for route, decided in site.routes.items():
            yield from _route(route, decided, table, lang)
    yield f"  {PERSON.within(lang)}"
    yield from _route("iv_drip_exosome", decision.drip, table, lang)
    yield from _extras(assessment, decision, table, lang)
    yield f"  {UNSIGNED.within(lang)}"


def _route(route: str, decided: RouteDecision, table: RuleTable, lang: Lang) -> Iterator[str]:
    status = table.word("status", decided.status).within(lang)
    yield f"    {MARK[decided.status]} {table.word('route', route).within(lang)}: {status}"
    for fired in decided.reasons:
        yield f"        {fired.rule.id}  {fired.rule.message.within(lang)}"


def _extras(assessment: Assessment, decision: Decision, table: RuleTable, lang: Lang) -> Iterator[str]:
    if decision.blocked_materials:
        names = (table.word("material", code).within(lang) for code in decision.blocked_materials)
        yield f"  {BLOCKED.within(lang)}: " + {"ja": "、", "en": ", "}[lang].join(names)
    if decision.advice:
        yield f"  {ADVICE.within(lang)}"
        yield from (f"    - {table.word('advice', code).within(lang)}" for code in decision.advice)
    if assessment.questions:
        yield f"  {QUESTIONS.within(lang)}"
        for question in assessment.questions:
            place = f"{question.place}: " if question.place else ""
            yield f"    ? {place}{question.text.within(lang)} ({', '.join(question.rule_ids)})"
