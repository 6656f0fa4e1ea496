"""The registry as tables for research: pseudonyms, days, no free text, rare values withheld (REG-027)."""

import csv
import io
import json
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Literal

from nagi.dermatology.phrases import load_phrases
from nagi.language import Text

Format = Literal["csv", "parquet"]
WITHHELD = "withheld"
Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: its name, what a value is, its unit, what it means. `rare` values tell too much and are withheld."""

    name: str
    kind: str
    unit: str
    meaning: Text
    rare: bool = False


def _column(name: str, kind: str, ja: str, en: str, **more: Any) -> Column:
    """`more`: unit, rare."""
    return Column(name=name, kind=kind, unit=more.pop("unit", ""), meaning=Text(ja=ja, en=en), **more)


WHO = _column("person", "code", "仮名 (出力ごとに異なる)", "pseudonym, another one in each export")
DAY = _column("day", "integer", "最初の診察からの日数", "days since the first visit", unit="d")
AGE_JA, AGE_EN = "初診時の年齢 (10歳刻みの下限)", "age at the first visit, lower end of ten years"
ITCH_JA, ITCH_EN = "この24時間で最も強いかゆみ (0〜10)", "worst itch in 24 hours, 0 to 10"
TABLES: Mapping[str, tuple[Column, ...]] = {
    "people": (
        WHO,
        _column("age_from", "code", AGE_JA, AGE_EN, unit="a", rare=True),
        _column("language", "code", "説明の言語", "language of explanations", rare=True),
        _column("ended", "code", "判定の後どうなったか", "how the assessment ended"),
        _column("sessions", "integer", "施術の回数", "sessions given"),
    ),
    "assessments": (WHO, DAY, _column("overall", "code", "規則の総合判定", "overall verdict of the rules")),
    "scores": (
        WHO, DAY,
        _column("instrument", "code", "評価法", "instrument"),
        _column("value", "number", "合計点", "total", unit="{score}"),
    ),
    "sessions": (
        WHO, DAY,
        _column("turn", "integer", "コースの何回目か", "turn within the course"),
        _column("route", "code", "方法", "route"),
        _column("product", "code", "製剤", "product", rare=True),
        _column("lot", "code", "ロット", "lot", rare=True),
        _column("sites", "integer", "施術した部位の数", "number of sites"),
        _column("depth_mm", "number", "いちばん深い針の深さ", "greatest depth of the needle", unit="mm"),
    ),
    "events": (
        WHO, DAY,
        _column("event", "code", "有害事象 (AE-001〜022)", "adverse event (AE-001 to 022)"),
        _column("grade", "integer", "グレード (1〜5)", "grade 1 to 5"),
        _column("linked", "flag", "施術に紐づくか", "linked to a session"),
        _column("outcome", "code", "転帰", "outcome"),
        _column("outcome_day", "integer", "転帰の日", "day of the outcome", unit="d"),
    ),
    "diary": (
        WHO, DAY,
        _column("itch", "integer", ITCH_JA, ITCH_EN, unit="{score}"),
        _column("wakings", "integer", "夜間の目覚め", "wakings at night", unit="1"),
        _column("flare", "flag", "ふだんより明らかに悪い日か", "clearly worse than usual"),
    ),
}  # fmt: skip


def formats() -> tuple[Format, ...]:
    """What can be written here; Parquet needs pyarrow."""
    return ("csv", "parquet") if find_spec("pyarrow") else ("csv",)


def exported(tables: Mapping[str, Sequence[Row]], *, about: Mapping[str, str], form: Format) -> bytes:
    """One ZIP file: a file for each table, the dictionary of all columns, and what the export is."""
    held = {name: _withheld(rows, TABLES[name]) for name, rows in tables.items()}
    write = {"csv": _csv, "parquet": _parquet}[form]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, columns in TABLES.items():
            file.writestr(f"{name}.{form}", write(held.get(name, ()), columns))
        file.writestr("dictionary.csv", dictionary())
        file.writestr("about.json", json.dumps({**about, "withheld_below": small_cell()}, indent=1))
    return packed.getvalue()


def small_cell() -> int:
    """Fewer people than this who share a value that may tell who they are: the value is withheld."""
    return int(load_phrases().number("small_cell"))


def dictionary() -> bytes:
    """Every column of every table, generated from the same definitions that write them."""
    rows = [
        {
            "table": table, "column": one.name, "kind": one.kind, "unit": one.unit, "ja": one.meaning.ja,
            "en": one.meaning.en, "withheld_if_rare": str(one.rare).lower(),
        }
        for table, columns in TABLES.items()
        for one in columns
    ]  # fmt: skip
    return _table(list(rows[0]), rows)


def _withheld(rows: Sequence[Row], columns: Iterable[Column]) -> list[Row]:
    """A value that fewer than `small_cell` people share says too much about them."""
    held = [dict(row) for row in rows]
    for column in (one for one in columns if one.rare):
        pairs = {(row[WHO.name], row[column.name]) for row in held}
        shared = Counter(value for _, value in pairs)
        for row in held:
            if row[column.name] is not None and shared[row[column.name]] < small_cell():
                row[column.name] = WITHHELD
    return list(held)


def _csv(rows: Sequence[Row], columns: Sequence[Column]) -> bytes:
    return _table([one.name for one in columns], rows)


def _table(names: Sequence[str], rows: Iterable[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _said(row[name]) for name in names} for row in rows)
    return text.getvalue().encode("utf-8")


def _said(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


def _parquet(rows: Sequence[Row], columns: Sequence[Column]) -> bytes:
    import pyarrow as pa  # noqa: PLC0415 - an extra that few clinics need
    import pyarrow.parquet as pq  # noqa: PLC0415

    kinds: Mapping[str, Callable[[], Any]] = {
        "code": pa.string, "integer": pa.int32, "number": pa.float64, "flag": pa.bool_,
    }  # fmt: skip
    schema = pa.schema([(one.name, kinds[one.kind]()) for one in columns])
    packed = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([dict(row) for row in rows], schema=schema), packed)
    return packed.getvalue()
