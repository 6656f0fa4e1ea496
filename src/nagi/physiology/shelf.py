"""Published models as they were last composed: what a run needs is read from disk, equations only when asked for.

Composing a model needs SymPy and units, over a second to load. A run of a model whose code is in the cache needs
neither. The key is everything a model is made from, so a changed equation or number is never overlooked.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import cache, cached_property, partial
from importlib import import_module
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from nagi.equations.events import Relay, Rescue, Schedule, Trigger
from nagi.equations.model import Arm, Dose, Effect, Model, Output, Parameter, Rate, State, Switch
from nagi.evidence.files import knowledge_root
from nagi.numerics.printers.objects import Entry, kept

PLAIN = ("name", "title", "work", "run_in_weeks", "run_in_is_steady", "digest")
SYMBOLIC = frozenset({"expression", "written", "law", "value", "on", "off"})
WHOLE = "_whole"
FORMAT = "2"


def model_from(module: str, *, folder: Path | None) -> Model:
    """The model that `module` composes, from the shelf in `folder` if it is there, else composed and put there."""
    made: list[Model] = []

    def make() -> Entry:
        made.append(composed(module))
        return Entry(metadata=_written(made[0]), code=b"")

    entry = kept(f"model|{FORMAT}|{module}|{_sources()}", folder, make)
    return made[0] if made else _read(entry.metadata, partial(composed, module))


@cache
def composed(module: str) -> Model:
    """The model as `module` composes it, equations and all."""
    model: Model = import_module(module).model()
    return model


def _late(name: str) -> Any:
    """An attribute that was left out: that of the composed model, asked for once."""
    return cached_property(lambda shelved: getattr(shelved.__dict__[WHOLE](), name))


class ShelvedRate(Rate):
    """A rate whose expressions are composed when asked for."""

    expression = _late("expression")
    written = _late("written")


class ShelvedOutput(Output):
    """An output whose expression is composed when asked for."""

    expression = _late("expression")


class ShelvedTrigger(Trigger):
    """A trigger whose law is composed when asked for."""

    law = _late("law")
    value = _late("value")


class ShelvedRelay(Relay):
    """A relay whose crossings are composed when asked for."""

    on = _late("on")
    off = _late("off")


class ShelvedModel(Model):
    """A model that knows all but its expressions."""

    resets = _late("resets")
    assignments = _late("assignments")


def _part(model: Callable[[], Model], table: str, place: int) -> object:
    return getattr(model(), table)[place]


def _absent(cls: type[Any], held: Mapping[str, Any], whole: Callable[[], object]) -> Any:
    """An instance that holds only `held`."""
    made: Any = object.__new__(cls)
    made.__dict__.update(held, **{WHOLE: whole})
    return made


@cache
def _sources() -> str:
    """Digest of everything a model is made from: its modules, the modelling language, what that stands on, numbers."""
    found = hashlib.sha256(f"{version('sympy')}|{version('pint')}".encode())
    code = Path(str(files("nagi")))
    for folder in (code / "equations", code / "physiology", knowledge_root() / "parameters"):
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".py", ".toml"}:
                found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()


def _written(model: Model) -> dict[str, Any]:
    """What is kept, as JSON can hold it."""
    return {name: getattr(model, name) for name in PLAIN} | {
        "states": [asdict(state) for state in model.states],
        "population": [asdict(parameter) for parameter in model.population],
        "effects": [asdict(effect) for effect in model.effects],
        "rates": [_without_expressions(rate) for rate in model.rates],
        "outputs": [_without_expressions(output) for output in model.outputs],
        "triggers": [_without_expressions(trigger) for trigger in model.triggers],
        "schedules": [asdict(schedule) for schedule in model.schedules],
        "relays": [_without_expressions(relay) for relay in model.relays],
        "arms": [_arm_written(arm) for arm in model.arms.values()],
    }


def _without_expressions(part: Rate | Output | Trigger | Relay) -> dict[str, Any]:
    return {name: value for name, value in vars(part).items() if name not in SYMBOLIC}


def _arm_written(arm: Arm) -> dict[str, Any]:
    switches = [{"week": switch.week, "effects": dict(switch.effects)} for switch in arm.switches]
    doses = [asdict(dose) for dose in arm.doses]
    rescues = [asdict(rescue) for rescue in arm.rescues]
    return vars(arm) | {
        "effects": dict(arm.effects), "switches": switches, "doses": doses, "rescues": rescues
    }  # fmt: skip


def _read(kept_: Mapping[str, Any], whole: Callable[[], Model]) -> Model:
    def late(cls: type[Any], table: str) -> tuple[Any, ...]:
        return tuple(
            _absent(cls, part, partial(_part, whole, table, place)) for place, part in enumerate(kept_[table])
        )

    held = {name: kept_[name] for name in PLAIN} | {
        "states": tuple(State(**state) for state in kept_["states"]),
        "population": tuple(Parameter(**parameter) for parameter in kept_["population"]),
        "effects": tuple(Effect(**effect) for effect in kept_["effects"]),
        "rates": late(ShelvedRate, "rates"),
        "outputs": late(ShelvedOutput, "outputs"),
        "triggers": late(ShelvedTrigger, "triggers"),
        "schedules": tuple(_schedule_read(schedule) for schedule in kept_["schedules"]),
        "relays": late(ShelvedRelay, "relays"),
        "arms": {arm["name"]: _arm_read(arm) for arm in kept_["arms"]},
    }
    model: Model = _absent(ShelvedModel, held, whole)
    return model


def _arm_read(arm: Mapping[str, Any]) -> Arm:
    switches = tuple(Switch(**switch) for switch in arm["switches"])
    doses = tuple(Dose(**dose) for dose in arm["doses"])
    rescues = tuple(Rescue(**{**rescue, "weeks": tuple(rescue["weeks"])}) for rescue in arm["rescues"])
    return Arm(**{**arm, "switches": switches, "doses": doses, "rescues": rescues})


def _schedule_read(schedule: Mapping[str, Any]) -> Schedule:
    return Schedule(**{**schedule, "weeks": tuple(schedule["weeks"]), "values": tuple(schedule["values"])})
