"""Fields as people type them: full-width digits, odd spaces and hyphens are put right before anything reads them."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms

from nagi.clinic.pages.templatetags.words import language
from nagi.clinic.words import word, words


def plain(typed: str) -> str:
    """Full-width letters, digits and spaces as plain ones, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", typed).split())


def katakana(typed: str) -> str:
    """Plain, with hiragana as katakana."""
    return "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in plain(typed))


def coded(codes: Iterable[str], prefix: str) -> Callable[[], list[tuple[str, str]]]:
    """Choices with a word for each code, read anew for each form in the reader's language."""
    return lambda: [(code, word(f"{prefix}{code}").within(language())) for code in codes]


class Line(forms.CharField):
    """One line of text."""

    def to_python(self, value: Any) -> str:
        """Without doubled spaces; kanji stay as they are, variant selectors included."""
        return " ".join(str(value or "").split())


class Kana(forms.CharField):
    """A name in kana; hiragana and half-width kana become katakana."""

    def to_python(self, value: Any) -> str:
        """In full-width katakana."""
        return katakana(str(value or ""))

    def validate(self, value: str) -> None:
        """Only kana, spaces and the long-vowel mark."""
        super().validate(value)
        if any(not ("ァ" <= c <= "ヺ" or c in "ー・ ") for c in value):
            raise forms.ValidationError(word("fields.kana_only").within(language()))


class Digits(forms.CharField):
    """A number that names something: so many digits, also in full width."""

    def __init__(self, *, count: int, refusal: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.count, self.refusal = count, refusal

    def to_python(self, value: Any) -> str:
        """In plain digits."""
        return plain(str(value or ""))

    def validate(self, value: str) -> None:
        """Only so many digits."""
        super().validate(value)
        if value and not (value.isascii() and value.isdigit() and len(value) == self.count):
            raise forms.ValidationError(word(self.refusal).within(language()))


class Day(forms.DateField):
    """A day from a date input or typed, also in full-width digits."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def to_python(self, value: Any) -> Any:
        """A date."""
        return super().to_python(plain(value).replace("/", "-") if isinstance(value, str) else value)


SAID = ("invalid_choice", "max_length", "max_value", "min_value")
INVALID: Mapping[type[forms.Field], str] = {
    forms.FloatField: "number", forms.IntegerField: "integer", forms.DateField: "date", forms.DateTimeField: "date_time",
    forms.EmailField: "email",
}  # fmt: skip
"""What is expected, by the kind of field; the first that fits."""


class Speaking(forms.Form):
    """A form that refuses in our own words: what was expected, and what to do."""

    def full_clean(self) -> None:
        """Clean, once every field has its words."""
        for field in self.fields.values():
            field.error_messages.update(_refusals(field))
        super().full_clean()


def _refusals(field: forms.Field) -> dict[str, str]:
    """By the codes of the errors that Django raises."""
    keys = {"required": _required(field), **{code: code for code in SAID}}
    if expected := next((key for kind, key in INVALID.items() if isinstance(field, kind)), None):
        keys["invalid"] = expected
    return {code: word(f"fields.{key}").within(language()) for code, key in keys.items()}


def _required(field: forms.Field) -> str:
    if isinstance(field, forms.FileField):
        return "required_file"
    return "required_choice" if isinstance(field, forms.ChoiceField) else "required"


class Worded(Speaking):
    """A form whose labels and hints are words: `words_of` names the file, the field the key, `<key>_hint` the hint."""

    words_of = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        for name, field in self.fields.items():
            field.label = word(f"{self.words_of}.{name}").within(language())
            field.help_text = _hint(f"{self.words_of}.{name}_hint")


def _hint(key: str) -> str:
    return words()[key].within(language()) if key in words() else ""
