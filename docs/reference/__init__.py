"""The reference, written from the knowledge and the code: one page per subject, both languages side by side.

The models and the gallery have a page in each language, for their pictures speak one."""

from collections.abc import Iterator

from reference import (
    access,
    commands,
    errors,
    evidence,
    fields,
    gallery,
    instruments,
    models,
    rules,
    thresholds,
)

NAV = {
    "Reference · 参照": [
        "reference/index.md",
        {
            "Rules · 規則": [
                "reference/rules/index.md",
                *({rules.title(chapter): f"reference/rules/{chapter}.md"} for chapter in rules.chapters()),
            ]
        },
        "reference/fields.md",
        "reference/thresholds.md",
        {
            "Evidence · 根拠": [
                "reference/claims.md",
                "reference/findings.md",
                "reference/works.md",
                "reference/audits.md",
            ]
        },
        {"Models · モデル": models.nav()},
        "reference/instruments.md",
        "reference/access.md",
        "reference/command-line.md",
        "reference/errors.md",
    ]
}


def pages() -> Iterator[tuple[str, str | bytes]]:
    """Every page and picture of the reference: its path below docs, and its content."""
    yield "reference/index.md", evidence.index()
    yield "reference/rules/index.md", rules.index()
    for chapter in rules.chapters():
        yield f"reference/rules/{chapter}.md", rules.page(chapter)
    yield "reference/fields.md", fields.page()
    yield "reference/thresholds.md", thresholds.page()
    yield "reference/claims.md", evidence.claims()
    yield "reference/findings.md", evidence.findings()
    yield "reference/works.md", evidence.works()
    yield "reference/audits.md", evidence.audits()
    yield "reference/instruments.md", instruments.page()
    yield "reference/access.md", access.page()
    yield "reference/command-line.md", commands.page()
    yield "reference/errors.md", errors.page()
    yield from models.pages()
    yield from gallery.pages()
