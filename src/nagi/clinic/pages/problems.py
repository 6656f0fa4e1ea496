"""What an action refuses becomes an error of the form that asked for it."""

from django import forms
from django.http import HttpRequest

from nagi.clinic.actions.action import Problem
from nagi.clinic.pages.templatetags.words import language


def note(form: forms.Form, problem: Problem) -> None:
    """Each sentence beside its field; what belongs to no field of the form stands above it."""
    for field, said in problem.said.items():
        form.add_error(field if field in form.fields else None, said.within(language()))


def version(request: HttpRequest) -> int:
    """The version that a change was based on, as the form sent it."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isdecimal() else 0
