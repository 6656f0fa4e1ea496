"""Works, findings, claims and audited references, each linked to what it rests on."""

from collections.abc import Iterator

from nagi.evidence.citation import cite
from nagi.evidence.library import load_knowledge
from nagi.evidence.records import Claim, Finding, ReferenceAudit, Result, Work
from nagi.physiology.library import model_names
from reference.markup import both, cell, heading, ja, links, table, whole
from reference.rules import linked


def index() -> str:
    """What the reference holds, and which knowledge it was written from."""
    known = load_knowledge()
    rows = [
        ("[Rules · 規則](rules/index.md)", str(len(known.table.rules))),
        ("[Fields · 項目](fields.md)", str(len(known.table.fields))),
        ("[Thresholds · しきい値](thresholds.md)", str(len(known.table.bounds.thresholds))),
        ("[Claims · 根拠カード](claims.md)", str(len(known.claims))),
        ("[Findings · 所見](findings.md)", str(len(known.findings))),
        ("[Works · 文献](works.md)", str(len(known.works))),
        ("[Audited references · 引用の検証](audits.md)", str(len(known.audits))),
        ("[Models · モデル](models/miyano2021.md)", str(len(model_names()))),
        ("[Gallery · 図の一覧](gallery.md)", ""),
        ("[Instruments · 評価法](instruments.md)", ""),
        ("[Command line · コマンド](command-line.md)", ""),
        ("[Error codes · エラーコード](errors.md)", ""),
    ]
    seal = f"Rules {known.table.version}, `{known.table.digest[:12]}` · evidence `{known.digest[:12]}`"
    return whole("index", [table(("Page", "Items"), rows), seal])


def claims() -> str:
    """What may be said to a patient and to a physician."""
    return whole("claims", [part for claim in load_knowledge().claims.values() for part in _claim(claim)])


def _claim(claim: Claim) -> Iterator[str]:
    rows = [
        ("patient<br>患者へ", *both(claim.patient)),
        ("physician<br>医師へ", *both(claim.physician)),
        ("not shown<br>示されていないこと", *both(claim.not_shown)),
    ]
    yield heading(claim.id)
    yield table((f"level: {claim.level}", "日本語", "English"), rows)
    parts = [
        ("for · 支持", links(claim.findings_for, "findings.md")),
        ("against · 反対", links(claim.findings_against, "findings.md")),
        ("works · 文献", links(claim.works, "works.md")),
        ("rules · 規則", linked(claim.rules, "rules/")),
    ]
    yield " · ".join(f"{name}: {listed}" for name, listed in parts if listed)


def findings() -> str:
    """What the works showed, with numbers and limits."""
    return whole("findings", [part for one in load_knowledge().findings.values() for part in _finding(one)])


def _finding(finding: Finding) -> Iterator[str]:
    rows = [("summary<br>要約", *both(finding.summary))]
    rows += [("note<br>注記", *both(finding.note))] if finding.note else []
    yield heading(finding.id)
    yield table((f"level: {finding.level}", "日本語", "English"), rows)
    subject = cell(f"{', '.join(finding.subject.species)}; {finding.subject.model}")
    yield f"{subject} · works · 文献: {links(finding.works, 'works.md')}"
    yield "\n".join(f"- {cell(_result(result))}" for result in finding.results)


def _result(result: Result) -> str:
    """One number as the source gives it."""
    value = result.printed or (
        f"{result.value:g}" if result.value is not None else result.direction or "unreached"
    )
    if result.low is not None and result.high is not None:
        value += f" ({result.spread or 'range'} {result.low:g} to {result.high:g})"
    arm = result.arm and f"({result.arm})"
    spread = f"(SD {result.sd:g})" if result.sd is not None else None
    parts = (result.quantity, arm, value, spread, result.unit, result.p and f"p = {result.p}")
    return " ".join(part for part in parts if part)


def works() -> str:
    """Every source."""
    return whole("works", [part for work in load_knowledge().works.values() for part in _work(work)])


def _work(work: Work) -> Iterator[str]:
    missing = f" · unreached: {cell(', '.join(work.unreached))}" if work.unreached else ""
    yield heading(work.id)
    yield cell(cite(work)) or "–"
    yield f"{ja(work.note.ja)}<br>{cell(work.note.en)}"
    yield f"`{work.kind}` · read: {work.read}{missing}"


def audits() -> str:
    """Does each reference the two columns cite carry the sentence it is used for?"""
    return whole("audits", [part for audit in load_knowledge().audits.values() for part in _audit(audit)])


def _audit(audit: ReferenceAudit) -> Iterator[str]:
    rows = [
        ("used for<br>使われ方", *both(audit.used_for)),
        ("shows<br>示す内容", *both(audit.shows)),
        ("why<br>理由", *both(audit.why)),
        ("instead<br>書くなら", *both(audit.suggestion)),
    ]
    yield heading(audit.id)
    yield cell(audit.cited_as)
    yield table((f"verdict: {audit.verdict}", "日本語", "English"), rows)
    yield f"level: {audit.level} · {links((audit.column, *audit.works), 'works.md')}"
