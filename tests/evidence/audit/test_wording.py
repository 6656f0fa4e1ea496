"""What a clinic may not write, and the honest sentences beside it that must stay quiet."""

import pytest

from nagi.evidence.audit import Wording, wording_remarks

DISHONEST_JA = [
    ("エクソソームの点滴でアトピーが完治します。", "S004-001"),
    ("副作用はほとんどなく、アトピーが治ります。", "S004-001"),
    ("完治するとは断言できませんが、確実に改善します。", "S004-001"),
    ("効果を保証いたします。", "S004-001"),
    ("必ず良くなりますので、心配はありません。", "S004-001"),
    ("一度治れば再発しません。", "S004-001"),
    ("エクソソームでアトピーを治しませんか?", "S004-001"),
    ("エクソソームでアトピーを克服しましょう。", "S004-001"),
    ("アトピーの根本治療です。", "REG-016"),
    ("最先端のエクソソーム治療を、最高の技術で。", "REG-016"),
    ("臨床で安全性が証明されています。", "REG-016"),
    ("安全で副作用のない治療です。", "REG-016"),
    ("エクソソーム点滴は一般的に安全とされています。", "REG-016"),
    ("患者さまの声をご紹介します。", "REG-012"),
    ("3回の施術で赤みがすっかり消えました。", "S000-043"),
    ("施術後、湿疹は劇的に改善しました。", "S000-043"),
    ("びらんのある部位にもダーマペンを行います。", "S000-036"),
    ("点滴を続ければ、ステロイドの塗り薬をやめられます。", "S000-045"),
    ("保湿剤だけで過ごせるようになりました。", "S000-045"),
    ("2週間ほどで効果を実感していただけます。", "S000-020"),
    ("翌朝には違いを実感。", "S000-020"),
    ("エクソソームがアトピー肌を改善します。", "S004-026"),
    ("エクソソームはIgEやIL-4を下げ、炎症を抑えます。", "S004-027"),
    ("エクソソームはコラーゲンの生成を促進します。", "S004-029"),
    ("エクソソームが制御性T細胞を増やします。", "S004-035"),
    ("エクソソームはセラミドを増やし、バリア機能を回復させます。", "S004-036"),
    ("ダーマペンならエクソソームを真皮まで届けられます。", "S004-037"),
    ("純度99.9%のエクソソームを使用。", "S004-051"),
    ("純度９９％の製剤です。", "S004-051"),
    ("エクソソームは幹細胞上清液より効果が高い製剤です。", "S000-007"),
    ("細胞膜は丈夫なので安定性が高く、長く保存できます。", "S000-008"),
    ("アレルギーの心配がありません。", "S000-009"),
    ("点滴で体質から改善しましょう。", "S004-048"),
    ("全身に届く点滴のエクソソームで、湿疹の改善が期待できます。", "S004-047"),
    ("悪化している時期でも点滴なら受けられます。", "S004-045"),
    ("今月末までのご予約で30%OFF!", "COST-003"),
    ("日本にはまだガイドラインがありません。", "S000-025"),
    ("FDAはガイドラインの作成に取り組んでいます。", "REG-021"),
    ("FDA承認のエクソソームを使っています。", "REG-002"),
    ("エクソソームは規制がないので自由に使えます。", "REG-024"),
    ("エクソソームは注目の再生医療です。", "REG-016"),
    ("再生医療法の認可を受けたエクソソームです。", "REG-016"),
    ("アトピー性皮膚炎の患者さんで水分の蒸散が減少し、セラミドが増えることが証明されています。", "S004-026"),
    ("上清液より優れた効果があります。", "S000-007"),
]

DISHONEST_EN = [
    ("Our exosome drip cures eczema.", "S004-001"),
    ("There is no doubt that it cures eczema.", "S004-001"),
    ("It may not be cheap, but it cures atopic dermatitis.", "S004-001"),
    ("Results are guaranteed.", "S004-001"),
    ("Ready to be cured of eczema?", "S004-001"),
    ("It works every time.", "S004-001"),
    ("Your dermatitis will never come back.", "S004-001"),
    ("Finally free from eczema forever.", "S004-001"),
    ("It treats the root cause of atopic dermatitis.", "REG-016"),
    ("A revolutionary treatment, the best therapy in town.", "REG-016"),
    ("The therapy has an excellent safety record and proven safety.", "REG-016"),
    ("A safe, natural treatment with no side effects.", "REG-016"),
    ("The treatment is generally considered safe.", "REG-016"),
    ("Read our patient reviews and testimonials.", "REG-012"),
    ("After three sessions her face was clear.", "S000-043"),
    ("His eczema disappeared within a month of the drip.", "S000-043"),
    ("Active eczema can be needled with our gentle pen.", "S000-036"),
    ("You can stop steroids after the second drip.", "S000-045"),
    ("“I finally threw away my steroid cream,” says Yuki, 34.", "S000-045"),
    ("You will notice results within two weeks.", "S000-020"),
    ("Visible improvement after one session.", "S000-020"),
    ("Exosomes calm atopic skin and treat eczema.", "S004-026"),
    ("Exosomes lower IgE and IL-4.", "S004-027"),
    ("Exosomes boost collagen.", "S004-029"),
    ("Exosomes increase regulatory T cells.", "S004-035"),
    ("Exosomes restore ceramides and the barrier.", "S004-036"),
    ("Needling delivers exosomes deep into the dermis.", "S004-037"),
    ("We use exosomes of 99% purity.", "S004-051"),
    ("Exosomes are more effective than supernatant.", "S000-007"),
    ("Exosomes are highly stable.", "S000-008"),
    ("There is no risk of rejection.", "S000-009"),
    ("The drip changes your atopic constitution.", "S004-048"),
    ("Systemic exosomes by drip improve eczema everywhere.", "S004-047"),
    ("If your skin is flaring, a drip is available instead.", "S004-045"),
    ("Limited-time offer: 30% off this week only.", "COST-003"),
    ("There are no guidelines in Japan yet.", "S000-025"),
    ("The FDA is developing guidance for exosome treatment.", "REG-021"),
    ("We use FDA-approved exosomes.", "REG-002"),
    ("Exosomes are unregulated in Japan.", "REG-024"),
    ("Exosomes are a promising form of regenerative medicine.", "REG-016"),
    ("Our exosomes are FDA approved.", "REG-002"),
    ("Clinically proven to rebuild the skin barrier in atopic dermatitis.", "S004-026"),
]

HONEST = [
    "「エクソソーム」でアトピー肌を完治できると「断言」するものではありません。",
    "アトピーが治るものではありません。",
    "アトピーが治るかどうかは分かっていません。",
    "アトピーは治りますか?",
    "副作用はありませんか?",
    "効果を保証するものではありません。",
    "完治を約束する広告にはご注意ください。",
    "体験談は掲載しません。",
    "マウスの実験では、エクソソームはIgEを下げました。",
    "エクソソームがTregを増やすかどうかは、人では確かめられていません。",
    "副作用がないとは言えません。",
    "リスクがないわけではありません。",
    "安全性が確立しているわけではありません。",
    "ステロイドをやめられるという約束はできません。",
    "自己判断で薬を中止しないでください。",
    "ステロイド外用薬は医師の指示で減らします。",
    "体質を変える治療ではありません。",
    "びらんのある部位には針の施術を行いません。",
    "期間限定の割引は行っていません。",
    "「純度99%」に定まった意味はありません。",
    "どちらが優れているとも言えません。",
    "「日本には指針がない」という説明は古くなりました。",
    "FDAが承認したエクソソーム製品はありません。",
    "再生医療等安全性確保法の対象外です。",
    "試験では、施術後に赤みが7%改善しました(12人、対照なし)。",
    "3回で改善がなければ中止します。",
    "偽薬でも4割の人が改善しました。",
    "This is not a cure.",
    "There is no cure.",
    "It does not cure atopic dermatitis.",
    "Whether exosomes cure eczema is unknown.",
    "Can eczema be cured?",
    "Are there no side effects?",
    "Claims of a cure are misleading.",
    "No effect is guaranteed.",
    "We do not publish testimonials.",
    "In mice, exosomes lowered IgE.",
    "Exosomes might help; in people this is unproven.",
    "We cannot say that there are no side effects.",
    "It is not known whether it is safe.",
    "We do not promise that you can stop steroids.",
    "Never stop steroids on your own.",
    "Exosomes do not replace dupilumab or topical steroids.",
    "It does not change your constitution.",
    "Active skin is not needled.",
    "A flare is no reason to choose a drip instead.",
    "We have no limited-time offers.",
    "“99% pure” has no agreed meaning.",
    "Neither is superior.",
    "The statement that Japan has no guidance is out of date.",
    "No exosome product is approved by the FDA.",
    "It is outside the act on regenerative medicine.",
    "In a trial of 28 people, wrinkles improved after three sessions.",
    "We review after three sessions and stop if there is no improvement.",
    "効果は保証されません。",
    "アトピーの人での効果は証明されていません。",
    "Standard care is clinically proven.",
]


@pytest.mark.parametrize(("said", "rule"), DISHONEST_JA + DISHONEST_EN)
def test_a_dishonest_sentence_breaks_its_rule(said: str, rule: str, wording: Wording) -> None:
    remarks = wording_remarks(said, wording=wording)
    assert rule in {remark.rule for remark in remarks}
    assert all(remark.line == 1 and remark.excerpt for remark in remarks)


@pytest.mark.parametrize("said", HONEST)
def test_an_honest_sentence_stays_quiet(said: str, wording: Wording) -> None:
    assert [remark.code for remark in wording_remarks(said, wording=wording)] == []


def test_what_is_suggested_is_honest_itself(wording: Wording) -> None:
    suggestions = [text for pattern in wording.patterns for text in (pattern.suggest.ja, pattern.suggest.en)]
    suggestions += [text for d in wording.disclosures for text in (d.suggest.ja, d.suggest.en)]
    broken = {text for text in suggestions if wording_remarks(text, wording=wording)}
    assert broken == set()


def test_a_denial_counts_across_a_wrapped_line(wording: Wording) -> None:
    wrapped = "We want to be plain with you here: this leaflet does not promise that\nexosomes cure eczema."
    assert wording_remarks(wrapped, wording=wording) == ()


def test_a_denial_of_one_thing_does_not_excuse_the_next(wording: Wording) -> None:
    both = "ステロイドは使いません。\nアトピーが完治します。"
    assert [(r.line, r.rule) for r in wording_remarks(both, wording=wording)] == [(2, "S004-001")]


def test_a_drip_for_active_skin_is_seen_over_two_paragraphs(wording: Wording) -> None:
    text = "活動期の肌には針の施術ができません。\n\nこのような場合は点滴によるエクソソーム治療があります。"
    assert [(r.line, r.rule) for r in wording_remarks(text, wording=wording)] == [(3, "S004-045")]


def test_needling_of_eroded_skin_is_seen_in_a_story(wording: Wording) -> None:
    story = "35歳の女性。\n顔にびらんとかさぶたがありました。\nマイクロニードルを選択しました。"
    assert "S000-036" in {r.rule for r in wording_remarks(story, wording=wording)}
    told_as_a_rule = "びらんがある時期を活動期といいます。\n針は肌に細かな傷をつける施術です。"
    assert wording_remarks(told_as_a_rule, wording=wording) == ()
