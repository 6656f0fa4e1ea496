"""Which rules physicians set aside, how often and why. Decisions are shown, so only physicians see it (REG-003)."""

from collections import Counter
from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from nagi.clinic.access.cards import overrides
from nagi.clinic.access.overrides import overridden_rules
from nagi.clinic.pages.request import StaffRequest
from nagi.clinic.pages.templatetags.words import language
from nagi.clinic.words import word
from nagi.evidence.rulebook import load_rules
from nagi.interchange.cds_hooks.services import REASONS
from nagi.language import Text

OVERRIDDEN = "overridden"


@require_safe
def show(request: StaffRequest) -> HttpResponse:
    """Signatures first, then cards."""
    table = load_rules().rules
    shown = {
        "overridden": [(one, table.get(one.rule)) for one in overridden_rules(request.user)],
        "cards": [(rule, table.get(rule), *_answers(told)) for rule, told in _cards(request)],
    }
    return render(request, "decisions/overrides.html", shown)


def _cards(request: StaffRequest) -> list[tuple[str, Counter[str]]]:
    """The rules of cards, those most often set aside first."""
    told: Mapping[str, Counter[str]] = overrides(request.user.clinic_id)
    return sorted(told.items(), key=lambda one: (-sum(_aside(one[1]).values()), one[0]))


def _aside(told: Counter[str]) -> dict[str, int]:
    return {code: count for code, count in told.items() if code.partition(":")[0] == OVERRIDDEN}


def _answers(told: Counter[str]) -> tuple[int, int, list[tuple[str, int]]]:
    """Shown, accepted, and each reason in words with its count."""
    aside = Counter(_aside(told)).most_common()
    reasons = [(_reason(code.partition(":")[2]), count) for code, count in aside]
    return told["shown"], told["accepted"], reasons


def _reason(code: str) -> str:
    said: Text = REASONS.get(code) or word("overrides.other" if code else "overrides.no_reason")
    return said.within(language())
