"""What an action refuses becomes an error of the form that asked for it."""

from django import forms
from django.http import HttpRequest

from nagi.clinic.actions.action import Problem
from nagi.clinic.pages.templatetags.words import language

MOST_DIGITS = 9
"""Python refuses to read numbers of thousands of digits."""


def note(form: forms.Form, problem: Problem) -> None:
    """Each sentence beside its field; what belongs to no field of the form stands above it."""
    for field, said in problem.said.items():
        form.add_error(field if field in form.fields else None, said.within(language()))


def version(request: HttpRequest) -> int:
    """The version that a change was based on, as the form sent it."""
    return version_of(request.POST.get("version", ""))


def version_of(typed: str) -> int:
    """A version as it was typed or drafted; what cannot be one was based on nothing."""
    return int(typed) if typed.isdecimal() and len(typed) <= MOST_DIGITS else 0
