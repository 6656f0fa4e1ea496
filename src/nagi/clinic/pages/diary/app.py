"""What makes the diary an application: its door, its manifest, its shell without a network, its worker."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nagi.clinic import clock
from nagi.clinic.access.links import link
from nagi.clinic.access.refusals import Hidden
from nagi.clinic.pages.diary.entries import EntryForm
from nagi.clinic.pages.door import HELD
from nagi.clinic.pages.templatetags.words import language
from nagi.clinic.records.models import Link
from nagi.clinic.words import word

SEA, PAPER = "#0f5c66", "#fbfaf7"


@never_cache
def open_link(request: HttpRequest) -> HttpResponse:
    """Take the secret that the page reads behind `#`; from then on the session holds it until the link ends."""
    if request.method != "POST":
        return render(request, "diary/open.html")
    held = link(request.POST.get("secret", ""), now=clock.now())
    if held.kind != Link.Kind.DIARY:
        raise Hidden
    request.session.flush()  # a clinic tablet must not carry the login of staff into a diary
    request.session[HELD] = request.POST["secret"]
    request.session.set_expiry(held.expires_at)
    return redirect("diary")


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """Name, colours and pictures for the home screen. Names nobody."""
    icons = [
        {"src": static(f"picture/diary-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": "any"}
        for size in (192, 512)
    ]  # fmt: skip
    said = {
        "name": word("diary.title").within(language()), "short_name": word("diary.short").within(language()),
        "id": reverse("diary"), "start_url": reverse("diary"), "scope": reverse("diary"), "display": "standalone",
        "lang": language(), "theme_color": SEA, "background_color": PAPER, "icons": icons,
    }  # fmt: skip
    return JsonResponse(said, content_type="application/manifest+json")


@require_safe
def shell(request: HttpRequest) -> HttpResponse:
    """The empty diary that the worker keeps for times without a network. It holds nothing of anyone."""
    request.user = AnonymousUser()  # the name of staff who once used this browser must not be kept
    return render(request, "diary/shell.html", {"form": EntryForm()})


@require_safe
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, with the addresses of the files it keeps."""
    return render(request, "diary/worker.js", content_type="text/javascript")
