"""How a published model was run: where its run-in starts, how long it lasts, and the arms."""

from collections.abc import Mapping

from pydantic import Field, field_validator

from nagi.equations.model import Arm, Switch
from nagi.errors import NagiError
from nagi.evidence.files import Reader, knowledge_root
from nagi.evidence.record import Line, Record


class SwitchRead(Record):
    """Effects that change at a week of an arm."""

    week: float = Field(gt=0)
    effects: Mapping[str, float]


class ArmRead(Record):
    """One arm: the effects from week 0, later switches, and how many weeks it runs."""

    name: Line
    weeks: float = Field(gt=0)
    effects: Mapping[str, float]
    switches: tuple[SwitchRead, ...] = ()

    @property
    def arm(self) -> Arm:
        """This arm as a model holds it."""
        switches = tuple(Switch(week=each.week, effects=each.effects) for each in self.switches)
        return Arm(name=self.name, effects=self.effects, weeks=self.weeks, switches=switches)


class Protocol(Record):
    """Starts in the published order of the states, weeks of run-in without treatment, and the arms."""

    run_in_weeks: float = Field(gt=0)
    start: Mapping[str, float]
    arm: tuple[ArmRead, ...] = Field(min_length=1)

    @field_validator("arm")
    @classmethod
    def _names_differ(cls, arms: tuple[ArmRead, ...]) -> tuple[ArmRead, ...]:
        names = [each.name for each in arms]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"used twice: {', '.join(twice)}")
        return arms

    @property
    def arms(self) -> Mapping[str, Arm]:
        """The arms by name, in the published order."""
        return {each.name: each.arm for each in self.arm}


def read_protocol(model: str) -> Protocol:
    """The protocol of a published model, from its file under knowledge/parameters.

    Raises NagiError with every problem of the file.
    """
    reader = Reader(knowledge_root())
    path = reader.root / "parameters" / f"{model}.toml"
    table = reader.table(path)
    if reader.problems:
        raise NagiError(reader.problems)
    told = {key: table[key] for key in Protocol.model_fields if key in table}
    return reader.whole(reader.record(Protocol, told, path, model))
