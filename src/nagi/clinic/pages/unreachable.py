"""When the database cannot be reached or the disk is full: a page that says so, and holds what was typed."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.views.defaults import server_error

from nagi.language import LANGS

SECRETS = frozenset({"password", "password1", "password2", "oldpassword", "code", "secret"})
"""Never written back into a page."""
RETRY_SECONDS = 10


def broken(request: HttpRequest) -> HttpResponse:
    """The page for an error of the program; 503 with everything that was typed where the database is the reason.

    Nothing here asks the database. Sending again carries the mark of the form: what was done is not done twice.
    """
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return server_error(request)
    asked = translation.get_language_from_request(request)
    language = asked if asked in LANGS else "ja"
    with translation.override(language):
        page = render_to_string("503.html", {"language": language, **_sent(request)})
    return HttpResponse(page, status=503, headers={"Retry-After": RETRY_SECONDS, "Cache-Control": "no-store"})


def _sent(request: HttpRequest) -> dict[str, object]:
    if request.method != "POST":
        return {"address": request.get_full_path(), "posted": False}
    typed = [
        (name, value) for name, values in request.POST.lists() for value in values if name not in SECRETS
    ]
    shown = [
        value for name, value in typed if name not in {"csrfmiddlewaretoken", "once", "version"} and value
    ]
    return {
        "address": request.path, "posted": True, "typed": typed, "shown": shown, "files": bool(request.FILES),
    }  # fmt: skip
