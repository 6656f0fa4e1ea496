"""The remarks of an audit as plain text for a terminal."""

from collections.abc import Iterable, Iterator

from nagi.evidence.audit.remarks import Remark
from nagi.language import Lang, Text

INSTEAD = Text(ja="書くなら", en="instead")


def printed(remarks: Iterable[Remark], lang: Lang) -> str:
    """One paragraph per remark: line, rule, what stands there, why, and an honest wording."""
    return "\n\n".join("\n".join(_lines(remark, lang)) for remark in remarks)


def _lines(remark: Remark, lang: Lang) -> Iterator[str]:
    works = f"  [{', '.join(remark.works)}]" if remark.works else ""
    yield f"{remark.where}:{remark.line}: {remark.rule} ({remark.severity}, {remark.kind}){works}"
    if remark.excerpt:
        yield f"    > {remark.excerpt}"
    yield f"    {remark.why.within(lang)}"
    yield f"    {INSTEAD.within(lang)}: {remark.suggestion.within(lang)}"
