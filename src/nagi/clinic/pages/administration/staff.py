"""Hiring, leaving, and a new login for who lost theirs."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from nagi.clinic.access import staff as people
from nagi.clinic.actions import staff as writing
from nagi.clinic.actions.action import Problem
from nagi.clinic.pages.door import acting
from nagi.clinic.pages.fields import Line, Worded
from nagi.clinic.pages.problems import note
from nagi.clinic.pages.request import StaffRequest
from nagi.clinic.pages.templatetags.words import language
from nagi.clinic.records.models import Role
from nagi.clinic.words import word


class Password(Worded):
    """A first password, which the person changes; the same rules as for any."""

    words_of = "staff"
    password = forms.CharField(
        max_length=128, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean_password(self) -> str:
        """Long enough and not a common one."""
        typed: str = self.cleaned_data["password"]
        validate_password(typed)
        return typed


class HiredForm(Password):
    """A new member of staff."""

    field_order = ("name", "email", "role", "language", "password")
    name = Line(max_length=80)
    email = forms.EmailField(max_length=200)
    role = forms.ChoiceField()
    language = forms.ChoiceField(choices=[("ja", "日本語"), ("en", "English")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(one.value, word(f"roles.{one.value}").within(language())) for one in Role]

    def hired(self) -> writing.Hired:
        """As written."""
        typed = self.cleaned_data
        return writing.Hired(**{**typed, "role": Role(typed["role"])})


@require_safe
def show(request: StaffRequest) -> HttpResponse:
    """Everyone who works or worked here."""
    return render(request, "administration/staff.html", {"staff": people.colleagues(request.user)})


def hire(request: StaffRequest) -> HttpResponse:
    """Add one; they set up their second factor at their first login."""
    form = HiredForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            writing.hire(acting(request), form.hired())
            return redirect("staff")
        except Problem as problem:
            _note(form, problem)
    return _page(request, "administration/hire.html", form)


def leave(request: StaffRequest, person: int) -> HttpResponse:
    """Close an account, after asking."""
    held = people.colleague(request.user, person)
    form = Worded(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        try:
            writing.leave(acting(request), held.pk)
            return redirect("staff")
        except Problem as problem:
            _note(form, problem)
    return _page(request, "administration/leave.html", form, person=held)


def renew(request: StaffRequest, person: int) -> HttpResponse:
    """A new password and second factor."""
    held = people.colleague(request.user, person)
    form = Password(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            writing.renew_login(acting(request), held.pk, form.cleaned_data["password"])
            return redirect("staff")
        except Problem as problem:
            _note(form, problem)
    return _page(request, "administration/renew.html", form, person=held)


def _note(form: Worded, problem: Problem) -> None:
    form.is_valid()
    note(form, problem)


def _page(request: StaffRequest, template: str, form: Worded, **shown: Any) -> HttpResponse:
    return render(request, template, {"form": form, **shown}, status=422 if form.errors else 200)
