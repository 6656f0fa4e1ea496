"""The form of a signature: for each route what the rules said, what may be signed, and a reason if it differs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.forms import BoundField

from nagi.clinic.pages.fields import Speaking
from nagi.clinic.pages.templatetags.words import coded, language
from nagi.clinic.pages.templatetags.words import site as site_name
from nagi.clinic.words import word
from nagi.dermatology.decision.ledger import Row
from nagi.dermatology.decision.signing import Option, Signed, may_become, rows
from nagi.dermatology.decision.verdict import Decision, RouteDecision
from nagi.evidence.rules import Status


@dataclass(frozen=True)
class Line:
    """One route of the form."""

    site: str | None
    route: str
    told: RouteDecision
    option: Option
    status: BoundField
    reason: BoundField


class SignForm(Speaking):
    """One line for each route; confirming changes nothing."""

    def __init__(self, decision: Decision, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.options = {row: may_become(decision, row) for row in rows(decision)}
        self.told = {(site, route): told for site, route, told in decision.routes()}
        for row, option in self.options.items():
            called = " ".join(part for part in (row[0] and site_name(row[0]), coded(row[1], "route")) if part)
            choices = [(status, _said(f"signed_{status}")) for status in reversed(option.statuses)]
            self.fields[name_of(row)] = forms.ChoiceField(
                required=False,
                choices=choices,
                initial=option.decided,
                label=f"{called}: {_said('signed_as')}",
            )
            self.fields[f"{name_of(row)}.reason"] = forms.CharField(
                required=False, max_length=400, label=f"{called}: {_said('reason')}",
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )  # fmt: skip
        self.fields["comment"] = forms.CharField(
            required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}), label=_said("comment")
        )

    @property
    def lines(self) -> list[Line]:
        """Every route, in order of sites."""
        return [
            Line(row[0], row[1], self.told[row], option, self[name_of(row)], self[f"{name_of(row)}.reason"])
            for row, option in self.options.items()
        ]

    def signed(self) -> Mapping[Row, Signed]:
        """What the physician says of each route."""
        told = self.cleaned_data
        return {
            row: Signed(
                status=cast(Status, told[name_of(row)]), reason=told[f"{name_of(row)}.reason"] or None
            )
            for row in self.options
            if told[name_of(row)]
        }

    def refuse(self, said: Mapping[str, Any]) -> None:
        """Put what stands against the signature where it belongs."""
        known = {name_of(row) for row in self.options}
        for name, text in said.items():
            field = f"{name}.reason" if name in known else None
            self.add_error(field, text.within(language()))


def name_of(row: Row) -> str:
    """The name of a route in the form, as `actions.decisions` names it."""
    return row[1] if row[0] is None else f"{row[0]}/{row[1]}"


def _said(key: str) -> str:
    return word(f"decisions.{key}").within(language())
