"""Forms of products, lots, certificates and movements. What the rules ask of a product comes from their dictionary."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from nagi.clinic.actions.stock import Delivery, Tested
from nagi.clinic.pages.fields import Day, Digits, Line, Worded, plain
from nagi.clinic.pages.templatetags.words import language
from nagi.clinic.records.models import Certificate, Movement, Product
from nagi.clinic.words import word
from nagi.evidence.fields import Field
from nagi.evidence.rulebook import load_rules
from nagi.evidence.rules import ROUTES

OF_THE_LOT = frozenset({"product.lot", "product.quality_record_complete"})
"""Answers that follow from the lot, never asked of a product."""
DETAILS = ("origin", "maker", "obtained")
LARGEST_PAPER = 10_000_000


class ProductForm(Worded):
    """A product: its names, its route, what the rules ask of it, and what the consent says of it (IC-003)."""

    words_of = "stock"
    code = Line(max_length=32)
    name_ja = Line(max_length=120)
    name_en = Line(max_length=120)
    route = forms.ChoiceField(choices=())
    gtin = Digits(count=14, refusal="fields.gtin", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        table = load_rules()
        routes: Any = self.fields["route"]
        routes.choices = [(route, table.word("route", route).within(language())) for route in ROUTES]
        for field in _asked():
            self.fields[field.name] = _choice(field)
        for part in DETAILS:
            for lang in ("ja", "en"):
                label = word(f"stock.{part}_{lang}").within(language())
                self.fields[f"{part}_{lang}"] = Line(max_length=200, label=label)

    def columns(self) -> dict[str, Any]:
        """As columns of the table."""
        typed = self.cleaned_data
        facts = {field.name: typed[field.name] for field in _asked() if typed[field.name]}
        details = {part: {lang: typed[f"{part}_{lang}"] for lang in ("ja", "en")} for part in DETAILS}
        named = {name: typed[name] for name in ("name_ja", "name_en", "route", "gtin")}
        return {**named, "facts": facts, "details": details}

    @staticmethod
    def written(product: Product) -> dict[str, Any]:
        """What the table holds, by the names of the form."""
        details: Mapping[str, Mapping[str, str]] = product.details
        return {
            **{name: getattr(product, name) for name in ("code", "name_ja", "name_en", "route", "gtin")},
            **product.facts,
            **{f"{part}_{lang}": said for part, both in details.items() for lang, said in both.items()},
        }


class DeliveryForm(Worded):
    """What stands on a delivered lot."""

    words_of = "stock"
    number = Line(max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off", "data-scan": "number"}))
    expires_on = Day()
    storage = Line(max_length=80)
    supplier = Line(max_length=120)
    vials = forms.IntegerField(min_value=1, max_value=9999)

    def delivery(self) -> Delivery:
        """What was written."""
        return Delivery(**self.cleaned_data)


class CertificateForm(Worded):
    """One line of a certificate with its paper."""

    words_of = "stock"
    test = forms.ChoiceField(choices=())
    passed = forms.TypedChoiceField(choices=(), coerce={"yes": True, "no": False}.get)
    method = Line(max_length=120)
    value = forms.FloatField(required=False)
    unit = Line(max_length=30, required=False)
    tested_on = Day(required=False)
    paper = forms.FileField(
        required=False, widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "test", "stock.test_", Certificate.Test.values)
        _choices(self, "passed", "stock.passed_", ["yes", "no", "open"])

    def clean_paper(self) -> bytes | None:
        """A PDF by its content, not by its name, and not too large."""
        paper = self.cleaned_data["paper"]
        if not paper:
            return None
        content = bytes(paper.read()) if paper.size <= LARGEST_PAPER else b""
        if not content.startswith(b"%PDF-"):
            raise forms.ValidationError(word("stock.paper_wrong").within(language()))
        return content

    def tested(self) -> Tested:
        """What was written."""
        return Tested(**{**self.cleaned_data, "test": Certificate.Test(self.cleaned_data["test"])})


class MovementForm(Worded):
    """Vials that came or went other than in a session."""

    words_of = "stock"
    kind = forms.ChoiceField(choices=())
    vials = forms.IntegerField(min_value=-9999, max_value=9999)
    reason = Line(max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [kind for kind in Movement.Kind.values if kind != Movement.Kind.USE]
        _choices(self, "kind", "stock.kind_", kinds)


class RecallForm(Worded):
    """Why a lot is recalled."""

    words_of = "stock"
    reason = Line(max_length=200)


class FindForm(Worded):
    """A code as scanned or typed."""

    words_of = "stock"
    scanned = forms.CharField(
        max_length=120,
        strip=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-scan": "whole"}),
    )

    def clean_scanned(self) -> str:
        """Full-width characters made plain; the separator of GS1 stays."""
        return "\x1d".join(plain(part) for part in self.cleaned_data["scanned"].split("\x1d"))


def _asked() -> Iterator[Field]:
    """The fields of a product that a person answers."""
    for field in load_rules().fields.values():
        if field.group == "product" and not field.derived and field.name not in OF_THE_LOT:
            yield field


def _choice(field: Field) -> forms.ChoiceField:
    options = [(code, text.within(language())) for code, text in field.options.items()]
    return forms.ChoiceField(
        choices=[("", word("stock.unknown").within(language())), *options], required=False,
        label=field.label.within(language()), help_text=field.question.within(language()) if field.question else "",
    )  # fmt: skip


def _choices(form: forms.Form, name: str, prefix: str, codes: list[str]) -> None:
    field: Any = form.fields[name]
    field.choices = [(code, word(f"{prefix}{code}").within(language())) for code in codes]
