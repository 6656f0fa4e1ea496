"""The reader's language: what they chose, else what their browser asks for, else Japanese.

What they chose is in the session, and in a cookie, so that a page without a database speaks it too.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from nagi.language import LANGS

KEPT = "language"


class ChosenLanguage:
    """Activates the language for pages and for the libraries' own texts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve one request in its language."""
        chosen = request.session.get(KEPT) or translation.get_language_from_request(request)
        with translation.override(chosen if chosen in LANGS else "ja"):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "ja")
            return response


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep a language for this session and go back."""
    back = request.POST.get("back", "/")
    answer = redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "/")
    if (language := request.POST.get("language", "")) in LANGS:
        request.session[KEPT] = language
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    return answer
