"""The cards of `ev-product-lot` and `ev-safety-stop`: what must not be used, and what must not go on."""

from collections.abc import Sequence
from dataclasses import dataclass

from nagi.interchange.cds_hooks.messages import Card
from nagi.interchange.cds_hooks.telling import Telling
from nagi.language import Text

UNRECORDED = "GP-058"
"""A lot that nobody recorded has no quality record either."""
LONGEST_NUMBER = 40


@dataclass(frozen=True, kw_only=True)
class Withheld:
    """A lot that must not be used: its number and the rules against it; `recalled` or `quarantined` by the clinic."""

    number: str
    rule_ids: tuple[str, ...]
    state: str | None = None


@dataclass(frozen=True, kw_only=True)
class Stopped:
    """One stop that stands: by which rule, of what, and whether nobody may lift it."""

    rule_id: str
    about: Text
    for_good: bool


def stopped(kind: str, rule_id: str, *, at: str = "") -> Stopped:
    """A stop of one kind (AE-100 to AE-103); `at` is the site of `stop_site`, the lot of `quarantine_lot`."""
    place = at[:LONGEST_NUMBER]
    about = {
        "stop": Text(
            ja="この患者のエクソソーム治療は中止中です", en="exosome therapy is stopped for this patient"
        ),
        "stop_site": Text(ja=f"{place} の治療は中止中です", en=f"exosome therapy is stopped at {place}"),
        "stop_permanent": Text(
            ja="この患者にエクソソーム治療は二度と行えません",
            en="exosome therapy is stopped for good for this patient",
        ),
        "quarantine_lot": Text(
            ja=f"この患者に使ったロット {place} は使用停止です",
            en=f"lot {place}, given to this patient, is withdrawn",
        ),
    }[kind]
    return Stopped(rule_id=rule_id, about=about, for_good=kind == "stop_permanent")


STATES = {
    None: Text(ja="使用できません", en="not to be used"),
    "unknown": Text(
        ja="この医院に記録がなく使用できません", en="not recorded in this clinic, not to be used"
    ),
    "quarantined": Text(ja="隔離中で使用できません", en="in quarantine, not to be used"),
    "recalled": Text(ja="回収され使用できません", en="recalled, not to be used"),
}


def product_lot(withheld: Sequence[Withheld], telling: Telling) -> tuple[Card, ...]:
    """One card for each lot that must not be used."""
    return tuple(_lot(one, turn, telling) for turn, one in enumerate(withheld))


def safety_stop(standing: Sequence[Stopped], telling: Telling) -> tuple[Card, ...]:
    """One card for each stop that stands."""
    return tuple(
        telling.card(
            f"stop/{turn}", one.about, [telling.line(one.rule_id, one.about)], one.rule_id,
            "critical" if one.for_good else "warning",
        )
        for turn, one in enumerate(standing)
    )  # fmt: skip


def _lot(one: Withheld, turn: int, telling: Telling) -> Card:
    number, state = one.number[:LONGEST_NUMBER], STATES[one.state]
    said = Text(ja=f"ロット {number} は{state.ja}。", en=f"lot {number} is {state.en}")
    rules = one.rule_ids or (UNRECORDED,)
    return telling.card(
        f"lot/{turn}", said, [telling.line(rule, said) for rule in rules], rules[0], "critical"
    )
