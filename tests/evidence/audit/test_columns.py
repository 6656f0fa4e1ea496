"""The two columns the project began with, where they are at hand: each known flaw has its remark on its line."""

from pathlib import Path

import pytest

from nagi.evidence.audit import AuditKnowledge, audit_text

FOLDER = Path(__file__).parents[3].parent / "shared" / "columns"
SEED000, SEED004 = "000_71de72a7ee55bae2.txt", "004_35da707c4fe6df96.txt"

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the columns are not part of the repository; they lie beside it or not at all"
)

EXPECTED = [
    (SEED000, "再生医療分野での可能性", "AU-S000-1-2"),
    (SEED000, "患者さんに投与3)", "AU-S000-1-3"),
    (SEED000, "シミの減少に4)", "AU-S000-1-4"),
    (SEED000, "緩和する可能性があります5)", "AU-S000-1-5"),
    (SEED000, "つながるかもしれません6)", "AU-S000-1-6"),
    (SEED000, "期待されています7)", "AU-S000-1-7"),
    (SEED000, "4)Oh, M., Lee, J.", "S000-050"),
    (SEED000, "& Zhu, H.", "S000-050"),
    (SEED000, "Jiang, D. (2015)", "S000-050"),
    (SEED000, "Jo, S. J. (2017)", "S000-050"),
    (SEED000, "新しい治療法です1)", "AU-S000-2-1"),
    (SEED000, "Théry, C. et al.,", "S000-050"),
    (SEED000, "取り組んでいます2)", "AU-S000-2-2"),
    (SEED000, "取り組んでいます2)", "REG-021"),
    (SEED000, "まだ作られていません", "S000-025"),
    (SEED000, "まだ作られていません", "AU-S000-TEXT-1"),
    (SEED000, "数日以内におさまります3)", "AU-S000-2-3"),
    (SEED000, "についてカウンセリング1)", "AU-S000-3-1"),
    (SEED000, "この方法を選びました2)", "AU-S000-3-2"),
    (SEED000, "患者さんの体験談(口コミ)", "REG-012"),
    (SEED000, "びらん、かさぶたが", "S000-036"),
    (SEED000, "3回の施術後", "S000-043"),
    (SEED000, "への依存を減らす", "S000-045"),
    (SEED000, "数週間以内に肌の見た目", "S000-020"),
    (SEED000, "一般的に安全", "REG-016"),
    (SEED000, "有望な再生医療として", "REG-016"),
    (SEED000, "規制がない状態", "REG-024"),
    (SEED004, "local inflammatory processes", "AU-S004-1-1"),
    (SEED004, "局所的な炎症プロセスが", "AU-S004-1-1"),
    (SEED004, "Cho et al. reported", "AU-S004-1-130"),
    (SEED004, "Cho et al. reported", "AU-S004-1-131-IGE"),
    (SEED004, "Cho et al. reported", "AU-S004-1-132"),
    (SEED004, "Cho et al. reported", "AU-S004-1-133"),
    (SEED004, "Cho et al. reported", "AU-S004-1-2"),
    (SEED004, "Cho等は", "AU-S004-1-130"),
    (SEED004, "Cho等は", "AU-S004-1-132"),
    (SEED004, "Cho等は", "AU-S004-1-133"),
    (SEED004, "Exosomes from MDSC", "AU-S004-2-2"),
    (SEED004, "MDSC からのエキソソーム", "AU-S004-2-2"),
    (SEED004, "Treg細胞などを増加・活性化", "AU-S004-2-3"),
    (SEED004, "Treg細胞などを増加・活性化", "S004-035"),
    (SEED004, "we investigated ASC-exosomes", "AU-S004-3-1"),
    (SEED004, "オキサゾロン誘発性", "AU-S004-3-1"),
    (SEED004, "安定期にある場合は", "AU-S004-TEXT-1"),
    (SEED004, "アトピー体質を改善する", "AU-S004-TEXT-2"),
    (SEED004, "アトピー体質を改善する", "S004-048"),
    (SEED004, "純度99%", "AU-S004-TEXT-3"),
    (SEED004, "純度99%", "S004-051"),
    (SEED004, "肌の奥深くに直接届ける", "S004-037"),
    (SEED004, "このような場合は注射や点滴", "S004-045"),
    (SEED004, "全身にエクソソームを運ぶ", "S004-047"),
]
QUIET = [
    (SEED000, "小さなカプセル状の物質1)"),
    (SEED000, "1)Clotilde Théry"),
    (SEED000, "定まった評価はありません"),
    (SEED000, "長期的な安全性と有効性に関する研究は限られ"),
    (SEED004, "「断言」するものではありません"),
    (SEED004, "ダーマペンが受けられない"),
    (SEED004, "Tregが浸潤していること"),
]


@pytest.fixture(scope="module")
def found(installed: AuditKnowledge) -> dict[str, set[tuple[int, str]]]:
    return {
        name: {(r.line, r.rule) for r in audit_text(_text(name), knowledge=installed)}
        for name in (SEED000, SEED004)
    }


def _text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def _lines(name: str, fragment: str) -> list[int]:
    return [number for number, line in enumerate(_text(name).split("\n"), start=1) if fragment in line]


@pytest.mark.parametrize(("name", "fragment", "rule"), EXPECTED)
def test_each_known_flaw_has_its_remark(
    name: str, fragment: str, rule: str, found: dict[str, set[tuple[int, str]]]
) -> None:
    lines = _lines(name, fragment)
    assert lines
    assert {(line, rule) for line in lines} <= found[name]


@pytest.mark.parametrize(("name", "fragment"), QUIET)
def test_what_is_right_in_them_stays_quiet(
    name: str, fragment: str, found: dict[str, set[tuple[int, str]]]
) -> None:
    lines = _lines(name, fragment)
    assert lines
    assert {rule for line, rule in found[name] if line in lines} == set()


@pytest.mark.parametrize("name", [SEED000, SEED004])
def test_the_mandatory_disclosures_are_missing(name: str, found: dict[str, set[tuple[int, str]]]) -> None:
    assert {"REG-014", "REG-015"} <= {rule for _, rule in found[name]}
