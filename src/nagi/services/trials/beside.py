"""An exosome is never shown alone: beside it stand no treatment, guideline care and needling with saline."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nagi.dermatology.phrases import load_phrases
from nagi.equations.model import Arm, Model
from nagi.errors import NagiError, Problem
from nagi.evidence.library import load_claims
from nagi.evidence.records import STRENGTH, Level
from nagi.language import Text
from nagi.simulation.trial.plan import ArmPlan, Trial
from nagi.simulation.twin.assumptions import Compared, assumptions

SPOKEN_OF = "nagi-skin"
"""The model whose arms nagi has words and claims for; a model of one's own may have arms of the same names."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One line of the comparison: an arm of the trial, or (`reference`) an arm of the model that nobody is allotted to.

    `name` is that arm's; `level` is the evidence for it in people with atopic dermatitis.
    """

    name: str
    label: Text
    level: Level
    reference: bool
    exosome: bool

    @property
    def level_said(self) -> Text:
        """The level in words."""
        return load_phrases().texts[f"levels.{self.level.name.lower()}"]


def shown_beside(trial: Trial, model: Model, where: str) -> tuple[Shown, ...]:
    """What an exosome trial is shown with, the three comparisons first; empty if no arm gives an exosome.

    Raises NagiError (NAGI-T113) if the model lacks an arm that must stand beside.
    """
    compared = assumptions(SPOKEN_OF).arm
    exosomes = tuple(_exosomes(trial, model, compared))
    if not exosomes:
        return ()
    beside = [one for one in compared if one.route is None]
    lacking = [one.name for one in beside if one.name not in model.arms]
    if lacking:
        raise NagiError([_lacking(where, exosomes[0].name, name) for name in lacking])
    return (*(_reference(trial, one) for one in beside), *exosomes)


def references(shown: Sequence[Shown]) -> tuple[str, ...]:
    """The arms of the model that are simulated alongside."""
    return tuple(one.name for one in shown if one.reference)


def _reference(trial: Trial, one: Compared) -> Shown:
    """The trial's own arm if it has one that is just this, else the model's."""
    changed = {arm for prior in trial.prior for arm in prior.arms}
    own = next(
        (arm.name for arm in trial.arm
         if arm.begins_as == one.name and not arm.effects and arm.sessions is None and arm.name not in changed),
        None,
    )  # fmt: skip
    return Shown(
        name=own or one.name, label=one.label, level=_level([one]), reference=own is None, exosome=False
    )


def _exosomes(trial: Trial, model: Model, compared: Sequence[Compared]) -> Iterator[Shown]:
    for plan in trial.arm:
        routes = _routes(trial, plan, model, compared)
        if routes:
            label = Text(ja=plan.name, en=plan.name)
            yield Shown(name=plan.name, label=label, level=_level(routes), reference=False, exosome=True)


def _routes(trial: Trial, plan: ArmPlan, model: Model, compared: Sequence[Compared]) -> list[Compared]:
    """The exosome routes that an arm takes: by where it begins, or by what it gives that only exosomes bring."""
    named = [one for one in compared if one.route and one.name == plan.begins_as]
    if named:
        return named
    there = [one for one in compared if one.name in model.arms]
    plain = {mark for one in there if not one.route for mark in _marks(model.arms[one.name])}
    given = {name for name, value in plan.effects.items() if value}
    given |= {prior.effect for prior in trial.prior if plan.name in prior.arms}
    if plan.sessions:
        given |= {*plan.sessions.effects, *plan.sessions.doses}
    given -= plain
    return [one for one in there if one.route and given & _marks(model.arms[one.name])]


def _marks(arm: Arm) -> set[str]:
    """What an arm gives: doses into states, effects that it holds."""
    return {*(dose.state for dose in arm.doses), *(name for name, value in arm.effects.items() if value)}


def _level(routes: Sequence[Compared]) -> Level:
    """The weakest evidence among the routes it may be."""
    claims = load_claims()
    return min((claims[one.claim].level for one in routes), key=STRENGTH.__getitem__)


def _lacking(where: str, arm: str, name: str) -> Problem:
    ja = f"エクソソームの群「{arm}」の隣に示す {name} が、このモデルにありません。その群をモデルに加えてください。"
    en = f"the exosome arm {arm!r} must be shown beside {name}, which the model lacks; add that arm to the model"
    return Problem(code="NAGI-T113", where=where, key="model", said=Text(ja=ja, en=en))
