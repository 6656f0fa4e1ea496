"""The licensed questionnaires that the clinic installed, as one step of the intake."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse

from nagi.clinic.access import sheets
from nagi.clinic.access.facts import age
from nagi.clinic.access.packs import Choice, Pack, packs
from nagi.clinic.actions.scores import write_questionnaires
from nagi.clinic.pages.fields import Speaking
from nagi.clinic.pages.sheets.form import Heading
from nagi.clinic.pages.sheets.step import Step
from nagi.clinic.pages.templatetags.words import language
from nagi.clinic.records.models import Part
from nagi.clinic.words import word
from nagi.dermatology.scores import instrument
from nagi.dermatology.scores.questionnaires import Answer


class QuestionsForm(Speaking):
    """Every question of every questionnaire; each may stay open."""

    def __init__(self, packs: Sequence[Pack], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.packs = packs
        blank = ("", word("sheets.unanswered").within(language()))
        for pack in packs:
            for turn, item in enumerate(pack.item, 1):
                choices = [*((str(one.value), one.text.within(language())) for one in item.options), blank]
                self.fields[f"{pack.instrument}.{turn}"] = forms.ChoiceField(
                    required=False,
                    choices=choices,
                    widget=forms.RadioSelect,
                    label=item.text.within(language()),
                )

    @property
    def headings(self) -> list[Heading]:
        """Each questionnaire with its questions and its owner's line."""
        return [
            Heading(pack.name.within(language()), [self[name] for name in _names(pack)], pack.copyright_line)
            for pack in self.packs
        ]

    def told(self) -> dict[str, list[Answer]]:
        """The answers to each questionnaire of which any was given."""
        told = {
            pack.instrument: [
                _answer(self.cleaned_data[name], pack, turn) for turn, name in enumerate(_names(pack))
            ]
            for pack in self.packs
        }
        return {name: answers for name, answers in told.items() if any(one is not None for one in answers)}


@dataclass(frozen=True, kw_only=True)
class Questions(Step):
    """The step of the questionnaires."""

    part: Part = Part.INTAKE
    name: str = "questions"
    template: str = "sheets/step.html"

    @property
    def age(self) -> int:
        """The person's age at the visit, in years."""
        return age(self.visit.patient, self.visit.on)

    @property
    def suited(self) -> list[Pack]:
        """The questionnaires for people of this age."""
        return [pack for pack in packs().values() if _suits(pack, self.age)]

    def open(self, request: HttpRequest) -> HttpResponse:
        """Show what was typed and not saved over what is stored."""
        kept = sheets.draft(self.acting.name, self.form_name)
        form = QuestionsForm(self.suited, initial=self._typed(kept.typed if kept else {}))
        return self._page(request, cast(Any, form), 0, restored=kept.at if kept else None)

    def save(self, request: HttpRequest) -> HttpResponse:
        """Write the scores, or say what is wrong with the answers."""
        form = QuestionsForm(self.suited, request.POST)
        if not form.is_valid():
            return self._page(request, cast(Any, form), 0, status=422)
        if told := form.told():
            write_questionnaires(self.acting, self.visit.pk, told, age=self.age)
        return self.then()

    def _typed(self, kept: Mapping[str, Any]) -> dict[str, str]:
        """What was saved, and over it what was typed since."""
        saved: dict[str, str] = {}
        for score in self.visit.scores.filter(corrected_by=None, instrument__in=list(packs())):
            answers = cast(Any, score.items or {}).get("answers", [])
            for turn, told in enumerate(answers, 1):
                saved[f"{score.instrument}.{turn}"] = "" if told is None else str(told)
        return {**saved, **{name: values[-1] for name, values in kept.items() if values}}


def _names(pack: Pack) -> list[str]:
    return [f"{pack.instrument}.{turn}" for turn in range(1, len(pack.item) + 1)]


def _answer(typed: str, pack: Pack, turn: int) -> Answer:
    chosen: Choice | None = next((one for one in pack.item[turn].options if str(one.value) == typed), None)
    return chosen.value if chosen else None


def _suits(pack: Pack, years: int) -> bool:
    ages = instrument(pack.instrument).ages
    return ages is None or (ages.from_years <= years and (ages.to_years is None or years <= ages.to_years))
