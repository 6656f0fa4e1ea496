"""Replay: recompute a stored consultation with today's rules and model, and say what changed."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nagi.dermatology.intake.form import case_from
from nagi.evidence.rulebook import load_rules
from nagi.language import Text
from nagi.services.assessment import as_data, assess
from nagi.services.files import read_json, refusal
from nagi.services.record import FORMAT

if TYPE_CHECKING:
    from nagi.equations.model import Model

COMPARED = (
    "overall", "phase_by_site", "criteria_by_site", "routes", "rule_ids", "blocked_materials", "actions_and_topics",
)  # fmt: skip

FORECAST = {"arms": dict, "observations": list, "followed": str, "seed": int}
"""What a stored forecast must have to be computed again, and the form of each."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """One part of the verdict or the forecast that is different now."""

    part: str
    then: Any
    now: Any


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """A stored verdict beside the one the installed rules give for the same facts."""

    case_id: str
    rules_then: str
    rules_now: str
    changes: tuple[Change, ...]

    @property
    def same(self) -> bool:
        """Is the verdict the same?"""
        return not self.changes

    def said(self) -> tuple[Text, ...]:
        """The outcome in words: the rules' versions, then every change."""
        head = (
            Text(ja=f"{self.case_id}: 同じ判定です。", en=f"{self.case_id}: same verdict.")
            if self.same
            else Text(ja=f"{self.case_id}: 判定が変わりました。", en=f"{self.case_id}: the verdict changed.")
        )
        if self.rules_then == self.rules_now:
            rules = Text(ja="規則は同じです。", en="The rules are the same.")
        else:
            then, now = self.rules_then[:12], self.rules_now[:12]
            rules = Text(ja=f"規則が違います: {then} → {now}", en=f"The rules differ: {then} → {now}")
        return (head, rules, *(_said(change) for change in self.changes))

    def as_data(self) -> dict[str, Any]:
        """The outcome for machines."""
        return {
            "id": self.case_id,
            "same": self.same,
            "rules_then": self.rules_then,
            "rules_now": self.rules_now,
            "changes": [{"part": c.part, "then": c.then, "now": c.now} for c in self.changes],
        }


def replay(path: str | Path, *, model: "Model | None" = None) -> Replayed:
    """Recompute the verdict of a consultation.json, and its forecast if it has one.

    `model` takes the place of the model of forecasts. Raises NagiError if the file is not such a record.
    """
    path = Path(path)
    record = _record(path)
    table = load_rules().with_thresholds(record["thresholds"])
    then = record["verdict"]
    case = case_from(record["input"], case_id=str(then["id"]), fields=table.fields, where=path.name)
    assessment = assess(case, table)
    now = as_data(assessment)
    changes = [Change(part=part, then=then.get(part), now=now[part]) for part in COMPARED]
    if "forecast" in record:
        # Loaded here because replaying a verdict alone must not wait for the simulator.
        from nagi.services.forecast_replay import forecast_parts  # noqa: PLC0415

        parts = forecast_parts(record["forecast"], assessment, record["thresholds"], model)
        changes += [Change(part=part, then=before, now=after) for part, before, after in parts]
    return Replayed(
        case_id=case.id,
        rules_then=str(record["rules"]["digest"]),
        rules_now=table.digest,
        changes=tuple(change for change in changes if change.then != change.now),
    )


def _record(path: Path) -> dict[str, Any]:
    record = read_json(path)
    if not _is_record(record):
        ja, en = f"{FORMAT} の記録ではありません。", f"is not a record of {FORMAT}"
        raise refusal("NAGI-S005", path.name, ja=ja, en=en)
    return dict(record)


def _is_record(record: Any) -> bool:
    shapes = {"verdict": dict, "input": dict, "thresholds": dict, "rules": dict}
    return (
        isinstance(record, dict)
        and record.get("format") == FORMAT
        and all(isinstance(record.get(key), shape) for key, shape in shapes.items())
        and "id" in record["verdict"]
        and "digest" in record["rules"]
        and ("forecast" not in record or _is_forecast(record["forecast"]))
        and all(type(number) in (int, float) for number in record["thresholds"].values())
    )


def _is_forecast(told: Any) -> bool:
    return (
        isinstance(told, dict)
        and all(isinstance(told.get(key), shape) for key, shape in FORECAST.items())
        and {"silence", "patients", "courses", "calm", "sites"} <= set(told)
        and all(isinstance(arm, dict) and "route" in arm for arm in told["arms"].values())
        and all(isinstance(each, list) and len(each) == 3 for each in told["observations"])
    )


def _said(change: Change) -> Text:
    then, now = (json.dumps(value, ensure_ascii=False) for value in (change.then, change.now))
    return Text(
        ja=f"  {change.part}: 以前 {then} / 現在 {now}", en=f"  {change.part}: then {then} / now {now}"
    )
