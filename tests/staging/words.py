"""What the users of a story rely on reading, in both languages: written here by hand, not taken from the program."""

from collections.abc import Mapping

READ: Mapping[str, tuple[str, str]] = {
    "cheek": ("頬", "Cheek"),
    "elbow": ("ひじの内側(肘窩)", "Elbow crease (antecubital)"),
    "ointment": ("ステロイド外用薬", "Topical corticosteroid"),
    "thanks": ("ありがとうございました", "Thank you"),
    "gone": ("見つかりません", "Not found"),
    "forbidden": ("この操作はできません", "You may not do this"),
    "easi": ("EASI 4.0", "EASI 4.0"),
    "candidate": ("候補(医師の判断待ち)", "Candidate, pending the physician"),
    "stable": ("安定期", "Stable phase"),
    "active": ("活動期", "Active phase"),
    "no needling": ("活動期の部位にはダーマペンを行えません", "Dermapen must not be done on an active site"),
    "provisional": ("医師が署名するまでは仮の判定です", "Provisional until a physician signs"),
    "computing": ("予測を計算しています", "The forecast is being computed"),
    "nothing": ("何もしない", "Nothing at all"),
    "care": ("標準治療", "Guideline care"),
    "saline": ("標準治療+針と生理食塩水", "Guideline care + needling with saline"),
    "signed": ("が署名しました", "Signed by"),
    "postponed": ("延期", "Deferred"),
    "too early": ("考える時間をとるため", "There has to be time to think"),
    "consent holds": ("この同意は有効です", "This consent holds"),
    "total": ("282,000円", "282,000 yen"),
    "not saved": ("規則により保存できません", "The rules do not allow this to be saved"),
    "past its day": ("有効な使用期限", "an expiry that has not passed"),
    "vials before": ("残り 12 本", "12 vials left"),
    "vials after": ("残り 11 本", "11 vials left"),
    "site stopped": ("この部位の施術を中止", "Treatment at this site is stopped"),
    "needs an outcome": ("転帰", "Outcome"),
    "resolved": ("終了: 回復", "Closed: Resolved"),
    "itch": ("かゆみ 3", "itch 3"),
    "worse day": ("悪い日", "Worse day"),
    "counted": ("合計 1 人、うち施術 1 人", "Assessed: 1; treated: 1."),
    "all followed": ("100.0 %", "100.0 %"),
    "whole": ("監査記録は完全です", "The trail is whole"),
}


def read(language: str, key: str) -> str:
    """One of them."""
    return READ[key][language == "en"]
