"""The care a case tells of, as arms of a model: what goes on today, and each arm with the person's own medicines."""

from dataclasses import dataclass

from nagi.dermatology.intake.case import Case
from nagi.equations.model import Arm, Model
from nagi.simulation.twin.assumptions import Assumptions
from nagi.simulation.twin.care import care_today, with_medicines
from nagi.simulation.twin.prediction import CARE


@dataclass(frozen=True, kw_only=True)
class CareOfCase:
    """The care of one person in the words of one model."""

    case: Case
    model: Model
    assumed: Assumptions

    def today(self) -> Arm:
        """What is in effect until the day of the decision."""
        share = self.assumed.care[self.case.patient.code("patient.standard_care") or "unknown"]
        return care_today(self.model.arms[CARE], share, self._medicines())

    def arm(self, name: str) -> Arm:
        """An arm with the person's own medicines; only without any care they stop too."""
        arm = self.model.arms[name]
        return arm if name == "nothing" else with_medicines(arm, self._medicines())

    def _medicines(self) -> dict[str, float]:
        """Effects of the medicines in use that the model knows, beyond those of guideline care."""
        care = self.model.arms[CARE].effects
        known = [self.model.arms[m] for m in self.case.patient.codes("patient.meds") if m in self.model.arms]
        return {name: value for arm in known for name, value in arm.effects.items() if name not in care}
