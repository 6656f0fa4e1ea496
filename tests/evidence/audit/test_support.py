"""Does the work behind a marker carry the sentence?"""

import pytest

from nagi.evidence.audit import AuditKnowledge, Kind, audit_text

LIST = """
参考文献
1) Hara N, Ito O. A review of what vesicles are and how cells release them. J Invent Skin. 2020;20:1-20.
2) Endo S, et al. Conditioned medium and density of hair in women of an invented town. Arch Made-up Med. 2019;29:55.
3) Aoki T, et al. Vesicles of invented cells make scars of mice smaller after incision. J Invent Skin. 2015;15(2):101.
4) Kondo T, et al. Something nobody knows. Unknown Journal. 2011;3:1.
"""

CARRIED = [
    "エクソソームは小さなカプセル状の物質1)です。",
    "マウスでは傷跡が小さくなりました3)。",
    "女性の毛髪の密度が増えたかどうかは分かっていません2)。",
    "ニキビが改善します4)。",
    "図の見方(図1)を示します。",
    "手順は、1)洗顔、2)麻酔です。",
    "In mice, scars became smaller [3].",
    "It covers 12 cm² of skin with wrinkles.",
]
NOT_CARRIED = [
    ("しわやシミが減ります1)。", "S000-050", "しわ"),
    ("傷跡が小さくなり、肌がきれいになります3)。", "S000-050", "動物または細胞"),
    ("ニキビの赤みが減り3)、小じわも減ります。", "S000-050", "ニキビ"),
    ("小じわが減ります。1)", "S000-050", "しわ"),
    ("髪の成長を促進します2)。", "AU-TEST-1", "培養上清"),
    ("Scars of your skin become smaller [3].", "S000-050", "動物または細胞"),
    ("Wrinkles fade [1, 3].", "S000-050", "しわ"),
    ("Wrinkles fade.¹", "S000-050", "しわ"),
]


def on_support(said: str, shelf: AuditKnowledge) -> list[tuple[int, str, str]]:
    remarks = audit_text(said + "\n" + LIST, knowledge=shelf)
    return [(r.line, r.rule, r.why.ja) for r in remarks if r.kind is Kind.SUPPORT]


@pytest.mark.parametrize("said", CARRIED)
def test_a_carried_or_unknown_use_is_quiet(said: str, shelf: AuditKnowledge) -> None:
    assert on_support(said, shelf) == []


@pytest.mark.parametrize(("said", "rule", "why"), NOT_CARRIED)
def test_a_use_that_is_not_carried(said: str, rule: str, why: str, shelf: AuditKnowledge) -> None:
    found = on_support(said, shelf)
    assert found
    assert all(line == 1 and by == rule and why in because for line, by, because in found)


def test_a_marker_points_to_the_list_of_its_own_chapter(shelf: AuditKnowledge) -> None:
    second = "\nまとめ\n小じわが減ります1)。\n\n参考文献\n1) Kondo T, et al. Something nobody knows. J. 2011;3:1.\n"
    remarks = audit_text("小じわが減ります1)。\n" + LIST + second, knowledge=shelf)
    assert [r.line for r in remarks if r.kind is Kind.SUPPORT] == [1]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("架空町の女性で毛髪が増えました。", [1]),
        ("ある町の話。\n\n架空町の研究です。\n毛髪が増えました。", [3]),
        ("架空町の話。\n\n毛髪が増えました。", []),
        ("架空町の女性で毛髪が増えたとは言えません。", []),
        ("Hair grew in the invented town.", [1]),
    ],
)
def test_a_paraphrase_without_a_list_is_recognised(
    text: str, lines: list[int], shelf: AuditKnowledge
) -> None:
    remarks = audit_text(text, knowledge=shelf)
    assert [r.line for r in remarks if r.rule == "AU-TEST-1"] == lines
