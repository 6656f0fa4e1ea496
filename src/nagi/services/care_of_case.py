"""The care a case tells of, as arms of a model: what goes on today, and each arm with the person's own medicines."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nagi.dermatology.intake.case import Case
from nagi.dermatology.phrases import joined
from nagi.equations.model import Arm, Model
from nagi.evidence.rules import RuleTable
from nagi.language import Text
from nagi.simulation.twin.assumptions import Assumptions
from nagi.simulation.twin.care import care_today, with_medicines
from nagi.simulation.twin.prediction import CARE


@dataclass(frozen=True, kw_only=True)
class CareOfCase:
    """The care of one person in the words of one model."""

    case: Case
    model: Model
    assumed: Assumptions
    table: RuleTable

    def today(self) -> Arm:
        """What is in effect until the day of the decision."""
        said = self.case.patient.code("patient.standard_care") or "unknown"
        share, topical = self.assumed.care[said], self.assumed.medicines.topical_effect
        arm = care_today(self.model.arms[CARE], share, self._medicines())
        if said != "adequate" and topical in arm.effects:
            return with_medicines(
                arm, {topical: self._topical(share) * self.model.arms[CARE].effects[topical]}
            )
        return arm

    def arm(self, name: str) -> Arm:
        """An arm with the person's own medicines; without any care they stop."""
        medicines = self._medicines()
        if name == "nothing":
            known = self.model.effect_names
            ending = {end: value for end, value in self.assumed.medicines.stopped.items() if end in known}
            medicines = medicines | ending if medicines and ending else {}
        return with_medicines(self.model.arms[name], medicines)

    @property
    def unknown(self) -> Text | None:
        """Medicines in use of which the model knows nothing, by name."""
        missing = {*self.assumed.medicines.not_in_model} | {
            name for name in self.assumed.medicines.as_arm if name not in self.model.arms
        }
        return self._named(code for code in self._codes if code in missing)

    @property
    def notes(self) -> Iterator[Text]:
        """What is assumed about the medicines in use."""
        medicines = self.assumed.medicines
        kept = [code for code in self._codes if code in medicines.as_arm]
        if names := self._named(kept):
            yield filled(medicines.kept_note, names)
        if len(kept) > 1:
            yield medicines.two_note
        if any(code in medicines.left_out for code in self._codes):
            yield medicines.left_out_note

    @property
    def _codes(self) -> tuple[str, ...]:
        return self.case.patient.codes(self.assumed.medicines.field)

    def _topical(self, share: float) -> float:
        """How much of the topical part of guideline care is in effect: none where medicines were named and none of
        them is a topical, at least that of care called inadequate where one is."""
        if self.case.patient.get(self.assumed.medicines.field) is None:
            return share
        named = any(code in self.assumed.medicines.topical for code in self._codes)
        return max(share, self.assumed.care["inadequate"]) if named else 0.0

    def _medicines(self) -> dict[str, float]:
        """Effects of the medicines in use beyond those of guideline care; of the same action the strongest."""
        care, found = self.model.arms[CARE].effects, dict[str, float]()
        for code in self._codes:
            if code in self.assumed.medicines.as_arm and code in self.model.arms:
                for name, value in self.model.arms[code].effects.items():
                    if name not in care:
                        found[name] = max(found.get(name, value), value)
        return found

    def _named(self, codes: Iterable[str]) -> Text | None:
        options = self.table.fields[self.assumed.medicines.field].options or {}
        names = [options[code] for code in codes]
        return joined(names) if names else None


def filled(said: Text, names: Text) -> Text:
    """A sentence with `{names}` filled in each language."""
    return Text(ja=said.ja.format(names=names.ja), en=said.en.format(names=names.en))
