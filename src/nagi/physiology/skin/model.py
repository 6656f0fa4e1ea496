"""The model `nagi-skin`: the published core with the extensions asked for, which are absent or whole."""

from collections.abc import Iterable, Mapping, Sequence
from types import new_class
from typing import cast

from nagi.equations.declarations import NeededDeclared
from nagi.equations.notation import Arm, Mechanism, Model, compose, effect, read_parameters
from nagi.errors import NagiError, Problem
from nagi.language import Text
from nagi.physiology.delivery.particles import Blood, Depot, Dermis, Surface
from nagi.physiology.delivery.protocols import arms_of_skin
from nagi.physiology.published import miyano2021
from nagi.physiology.skin.baseline import OwnBaseline
from nagi.physiology.skin.care import BackgroundCare
from nagi.physiology.skin.flares import Flares
from nagi.physiology.skin.immune import Interleukin10, Macrophages, NuclearFactorKappaB, RegulatoryTCells
from nagi.physiology.skin.kinetics import DrugKinetics
from nagi.physiology.skin.readouts import Itch, Scores, WaterLoss
from nagi.physiology.skin.tissue import Ceramides, Interleukin33, NeedleChannels, TissueMemory
from nagi.physiology.vesicle.signals import Answers, Product, Signals

NAME, BENCH = "nagi-skin", "nagi-bench"
Mechanisms = tuple[type[Mechanism], ...]

CORE: Mechanisms = (
    miyano2021.SkinBarrier,
    miyano2021.Pathogens,
    miyano2021.THelperCells,
    miyano2021.Cytokines,
    miyano2021.Severity,
)
EXTENSIONS: Mapping[str, Mechanisms] = {
    "care": (BackgroundCare,),
    "kinetics": (DrugKinetics,),
    "flares": (Flares,),
    "treg": (RegulatoryTCells,),
    "il10": (Interleukin10,),
    "nfkb": (NuclearFactorKappaB,),
    "macrophages": (Macrophages,),
    "il33": (Interleukin33,),
    "ceramides": (Ceramides,),
    "memory": (TissueMemory,),
    "needling": (NeedleChannels,),
    "itch": (Itch, Scores),
    "water": (WaterLoss,),
    "answers": (Answers,),
    "vesicles": (Surface, Depot, Blood, Dermis, Product, Signals),
}
WHOLE = tuple(EXTENSIONS)
LISTENERS = ("treg", "nfkb", "macrophages", "answers")
"""Who hears the signals of vesicles: without all of them a signal would go nowhere."""

AT_REST: Mapping[str, float] = {
    "R": 1, "J": 1, "N": 1, "m1": 0.5, "scratch": 1, "alarmin": 1, "pores": 0, "pierced": 0, "irritation": 1,
    "u_Treg": 0, "u_sec": 0, "u_N": 0, "u_M": 0, "u_rep": 0, "u_AMP": 0,
}  # fmt: skip
"""What an absent extension leaves: an effect with its value at anyone's baseline, which an arm may hold elsewhere."""


def model(extensions: Iterable[str] = WHOLE, *, extra: Mechanisms = ()) -> Model:
    """The core with `extensions`; without any it is the published model, symbol by symbol.

    `extra` are mechanisms of your own. Raises NagiError (NAGI-P003) for an unknown extension.
    """
    asked = tuple(extensions)
    _refuse_unknown(asked)
    chosen: list[type[Mechanism]] = [*CORE, *([OwnBaseline] if asked or extra else [])]
    chosen += [one for name in EXTENSIONS if name in asked for one in EXTENSIONS[name]]
    chosen += extra
    mechanisms: Mechanisms = (*chosen, *_at_rest(chosen))
    files = (miyano2021.NAME, NAME, BENCH)
    known = {id_: record for name in files for id_, record in read_parameters(name).by_id.items()}
    return compose(
        name=NAME,
        title="Atopic skin with background care, flares, regulation, delivery and vesicles",
        work="MIYANO2021",
        mechanisms=mechanisms,
        arms=_arms(asked, mechanisms),
        run_in_weeks=miyano2021.PROTOCOL.run_in_weeks,
        run_in_is_steady=True,
        parameters=known,
    )


def _arms(asked: Sequence[str], mechanisms: Sequence[type[Mechanism]]) -> Mapping[str, Arm]:
    """Those arms that the extensions have words for."""
    if "care" not in asked:
        return miyano2021.PROTOCOL.arms
    words = {declared.symbol for one in mechanisms for declared in one.contents.symbols}
    return {name: arm for name, arm in arms_of_skin().items() if _said_by(arm) <= words}


def _said_by(arm: Arm) -> set[str]:
    """Every effect and place that an arm names."""
    later = {name for switch in arm.switches for name in switch.effects}
    return {*arm.effects, *later, *(dose.state for dose in arm.doses)}


def _at_rest(chosen: Sequence[type[Mechanism]]) -> Mechanisms:
    """Suppliers of what is needed from absent extensions."""
    there = {d.symbol for one in chosen for d in one.contents.symbols if not isinstance(d, NeededDeclared)}
    wanted = {d.symbol: d for one in chosen for d in one.contents.of_kind(NeededDeclared)}
    return tuple(
        _resting(name, declared) for name, declared in wanted.items() if name not in there and name in AT_REST
    )


def _resting(name: str, declared: NeededDeclared) -> type[Mechanism]:
    def body(attributes: dict[str, object]) -> None:
        attributes["source"] = "PROJECT"
        attributes[name] = effect(declared.label, "1", default=AT_REST[name])

    return cast(type[Mechanism], new_class(f"Resting_{name}", (Mechanism,), {}, body))


def _refuse_unknown(asked: Sequence[str]) -> None:
    problems = [_problem(name) for name in asked if name not in EXTENSIONS]
    if "vesicles" in asked and (deaf := [name for name in LISTENERS if name not in asked]):
        problems.append(_problem(f"vesicles - {', '.join(deaf)}"))
    if problems:
        raise NagiError(problems)


def _problem(name: str) -> Problem:
    known = ", ".join(EXTENSIONS)
    said = Text(
        ja=f"この拡張はありません。使えるもの: {known}。vesicles には {', '.join(LISTENERS)} がすべて要ります。",
        en=f"there is no such extension; known: {known}; vesicles need all of {', '.join(LISTENERS)}",
    )
    return Problem(code="NAGI-P003", where="nagi-skin", key=name, said=said)
