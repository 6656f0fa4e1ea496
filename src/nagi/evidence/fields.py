"""The field dictionary: every fact a rule may read, how it is asked, and what an answer may be."""

from collections.abc import Mapping
from typing import Literal

from pydantic import model_validator

from nagi.evidence.record import Line, Record
from nagi.language import Lang, Text

Value = bool | int | float | str | tuple[str, ...] | None
FieldKind = Literal["number", "integer", "flag", "choice", "choices", "text"]


class Field(Record):
    """One fact: its dotted name, its kind, its range or options, and the question that asks for it.

    `asked` tells what an absent answer means: `always` makes it an open question; `reported` means
    nothing was reported. An explicit null is an open question in both.
    """

    name: Line
    kind: FieldKind
    label: Text
    question: Text | None = None
    asked: Literal["always", "reported"] = "always"
    min: float | None = None
    max: float | None = None
    unit: Text | None = None
    options: Mapping[str, Text] = {}
    derived: bool = False

    @model_validator(mode="after")
    def _complete(self) -> "Field":
        if self.kind in ("choice", "choices") and not self.options:
            raise ValueError("a choice needs [field.options]; list every code with ja and en")
        if self.kind in ("number", "integer") and (self.min is None or self.max is None):
            raise ValueError("a number needs min and max")
        if self.question is None and not self.derived:
            raise ValueError("a field that is asked needs a question in ja and en")
        return self

    @property
    def group(self) -> str:
        """The part of the case it belongs to: patient, site, clinic, product, session, followup or ae."""
        return self.name.split(".", 1)[0]

    def accepts(self, value: Value) -> bool:
        """Is `value` (already of the right type) one that this field can hold?"""
        if self.kind == "choice":
            return value in self.options
        if self.kind == "choices":
            return isinstance(value, tuple) and all(v in self.options for v in value)
        if self.kind in ("number", "integer"):
            return self._in_range(value)
        return True

    def _in_range(self, value: Value) -> bool:
        if not isinstance(value, int | float) or isinstance(value, bool):
            return False
        return (self.min is None or value >= self.min) and (self.max is None or value <= self.max)

    def show(self, value: Value, lang: Lang) -> str:
        """The answer in words, for reasons and documents."""
        if value is None:
            return {"ja": "未回答", "en": "not answered"}[lang]
        if isinstance(value, bool):
            return {("ja", True): "はい", ("ja", False): "いいえ", ("en", True): "yes", ("en", False): "no"}[
                lang, value
            ]
        if isinstance(value, tuple):
            none = {"ja": "なし", "en": "none"}[lang]
            return {"ja": "、", "en": ", "}[lang].join(self._word(v, lang) for v in value) or none
        if isinstance(value, str):
            return self._word(value, lang)
        return f"{value:g}" + self._unit(lang)

    def range(self, lang: Lang) -> str:
        """What numbers it can hold, with the unit."""
        return f"{self.min:g}-{self.max:g}{self._unit(lang)}"

    def _unit(self, lang: Lang) -> str:
        """Japanese sets the unit close to the number, English apart."""
        if self.unit is None:
            return ""
        return self.unit.ja if lang == "ja" else f" {self.unit.en}"

    def _word(self, code: str, lang: Lang) -> str:
        return self.options[code].within(lang) if code in self.options else code
