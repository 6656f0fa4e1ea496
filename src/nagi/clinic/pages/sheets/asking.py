"""One field of the field dictionary as a field of a form. "Not answered" is always possible and never means no."""

from typing import Any

from django import forms

from nagi.clinic.actions.sheets import ABSENT
from nagi.clinic.pages.templatetags.words import language
from nagi.clinic.words import word
from nagi.dermatology.intake.answers import LONGEST_TEXT, Unfit, answer
from nagi.evidence.fields import Field
from nagi.language import Text

NONE = "_none"
"""The box "none of these"."""
FEW = 6
"""Up to so many options stand side by side; more are a list."""
BOXES = {"flag", "choice", "choices"}


class Asked(forms.Field):
    """Asks for one field. Cleaned: its value, None if it was not answered, ABSENT if there is nothing to report."""

    def __init__(self, field: Field, *, hinted: bool = False) -> None:
        lang = language()
        question = (field.question or field.label).within(lang)
        super().__init__(
            required=False,
            widget=_widget(field),
            label=field.label.within(lang) if hinted else question,
            help_text=_help(field, question if hinted else ""),
        )
        self.field = field

    @property
    def may_be_nothing(self) -> bool:
        """Is "nothing to report" an answer of its own, beside a number or a text?"""
        return self.field.asked == "reported" and self.field.kind not in BOXES

    def clean(self, value: Any) -> Any:
        """A value of the field. Raises ValidationError with what is expected."""
        if value in (None, "", []):
            return None
        if self.may_be_nothing and value == NONE:
            return ABSENT
        if self.field.kind == "choices":
            return self._several(value)
        return self._fit(value)

    def _several(self, value: list[str]) -> list[str]:
        if NONE in value and len(value) > 1:
            raise forms.ValidationError(word("sheets.none_or_some").within(language()))
        chosen = [] if NONE in value else value
        self._fit(chosen)
        return chosen

    def _fit(self, value: Any) -> Any:
        """As the rules read it, or what a patient can do about it."""
        try:
            return answer(self.field, value)
        except Unfit:
            raise forms.ValidationError(_unfit(self.field).within(language())) from None


def _unfit(field: Field) -> Text:
    """What the field takes, and that it may stay open."""
    if field.kind in {"number", "integer"}:
        span = Text(ja=field.range("ja"), en=field.range("en"))
        return word(f"sheets.unfit_{field.kind}", span=span)
    if field.kind == "text":
        return word("sheets.unfit_text", longest=LONGEST_TEXT)
    return word("fields.invalid_choice")


def typed(field: Field, value: object) -> Any:
    """A stored answer as it stands in the form."""
    if value is None:
        return ""
    if value == ABSENT:
        return NONE if field.kind not in BOXES else ""
    if field.kind == "flag":
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return list(value) or [NONE]
    return f"{value:g}" if isinstance(value, float) else str(value)


def _widget(field: Field) -> forms.Widget:
    lang = language()
    said = {key: word(f"sheets.{key}").within(lang) for key in ("unanswered", "yes", "no", "none_of_these")}
    options = [(code, text.within(lang)) for code, text in field.options.items()]
    if field.kind == "flag":
        choices = [("true", said["yes"]), ("false", said["no"]), ("", said["unanswered"])]
        return forms.RadioSelect(choices=choices)
    if field.kind == "choices":
        return forms.CheckboxSelectMultiple(choices=[*options, (NONE, said["none_of_these"])])
    if field.kind == "choice":
        if len(options) <= FEW:
            return forms.RadioSelect(choices=[*options, ("", said["unanswered"])])
        return forms.Select(choices=[("", said["unanswered"]), *options])
    modes = {"number": "decimal", "integer": "numeric"}
    attrs = {"autocomplete": "off", **({"inputmode": modes[field.kind]} if field.kind in modes else {})}
    return _Nothing(attrs) if field.asked == "reported" else forms.TextInput(attrs)


class _Nothing(forms.TextInput):
    """A line with a box for "nothing to report" below it."""

    template_name = "parts/nothing.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """What was typed, or that there is nothing to report."""
        return NONE if data.get(f"{name}.none") else super().value_from_datadict(data, files, name)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Was neither the line nor the box sent?"""
        return f"{name}.none" not in data and super().value_omitted_from_data(data, files, name)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The line empty and the box ticked, if there is nothing to report."""
        nothing = value == NONE
        return {**super().get_context(name, None if nothing else value, attrs), "nothing": nothing}


def _help(field: Field, question: str) -> str:
    span = field.range(language()) if field.kind in {"number", "integer"} else ""
    return " ".join(part for part in (question, f"({span})" if span else "") if part)
