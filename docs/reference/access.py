"""Who may do what in the clinic's application: each right with its roles, then each address with its right."""

from collections.abc import Iterator, Mapping
from typing import Any

from nagi.language import Text
from reference.markup import both, cell, read, table, whole

ROLES: Mapping[str, Text] = {
    "reception": Text(ja="受付", en="Reception"),
    "nurse": Text(ja="看護師", en="Nurse"),
    "physician": Text(ja="医師", en="Physician"),
    "auditor": Text(ja="監査", en="Auditor"),
    "administrator": Text(ja="管理者", en="Administrator"),
}
LINKS: Mapping[str, Text] = {
    "intake": Text(ja="問診の個人リンクを持つ患者", en="the patient with the private link to the intake"),
    "diary": Text(ja="日記の個人リンクを持つ患者", en="the patient with the private link to the diary"),
}
EVERYONE = Text(ja="だれでも (記録は見えない)", en="everyone (no record is shown)")
KINDS = {"list": "一覧 list", "read": "閲覧 read", "change": "変更 change"}
MAY, MAY_NOT = "●", "–"


def page() -> str:
    """Both tables."""
    rights = ("Right", "日本語", "English", *(f"{name.ja} {name.en}" for name in ROLES.values()))
    addresses = ("Address", "Kind", "日本語", "English")
    body = [
        "## By role · 役割ごと",
        table(rights, _rights()),
        "## By address · アドレスごと",
        table(addresses, _addresses()),
    ]
    return whole("access", body, wide=True)


def _rights() -> Iterator[tuple[str, ...]]:
    """Each right that an address asks for, with a mark for each role."""
    staff = {row["right"]: row["staff"] for row in read("access.toml").values() if "right" in row}
    for right, said in read("rights.toml").items():
        if right in staff:
            marks = (MAY if role in staff[right] else MAY_NOT for role in ROLES)
            yield (f"`{right}`", *both(Text(**said)), *marks)


def _addresses() -> Iterator[tuple[str, ...]]:
    for row in sorted(read("access.toml").values(), key=lambda row: row["address"]):
        yield f"`/{cell(row['address'])}`", KINDS[row["kind"]], *both(_who(row))


def _who(row: Mapping[str, Any]) -> Text:
    if "link" in row:
        return LINKS[row["link"]]
    if "right" not in row:
        return EVERYONE
    names = [ROLES[role] for role in ROLES if role in row["staff"]]
    return Text(ja="・".join(one.ja for one in names), en=", ".join(one.en for one in names))
