"""What a server process reads once, before the first page is asked for: nobody waits for it at the reception."""

import gc

from django.urls import get_resolver

from nagi.clinic.words import words
from nagi.dermatology.consent.text import load_templates
from nagi.dermatology.cost.prices import documented_prices
from nagi.dermatology.phrases import load_phrases
from nagi.dermatology.plan.aftercare import load_aftercare
from nagi.dermatology.scores.instrument import instruments
from nagi.evidence.library import load_knowledge
from nagi.evidence.rulebook import load_rules
from nagi.reports.glyphs import FAMILIES, letters
from nagi.services.registry import share


def warm() -> None:
    """Load every page, all knowledge, the letters of the fonts, and what intervals are computed with."""
    get_resolver().url_patterns  # noqa: B018 - loads them
    for read in (
        words, load_rules, load_knowledge, load_phrases, load_templates, load_aftercare, documented_prices, instruments,
    ):  # fmt: skip
        read()
    for family in FAMILIES:
        letters(f"{family}-Regular")
    share(1, 2)  # loads SciPy, for the registry
    gc.collect()
    gc.freeze()  # none of it ever goes; looking through it again would make a page wait
