"""One person's way through the clinic, from reception to three months later, in a real browser, in each language.

`NAGI_SCREENSHOTS=FOLDER` keeps the pictures that the documentation shows.
"""

import pytest
from browser import needs_chromium
from django.conf import settings
from django.core.cache import cache
from pytest_django.live_server_helper import LiveServer
from staging import scenes as first
from staging import scenes_after as later
from staging import scenes_of_care as then
from staging.fixtures import emptied_with_the_trail, fresh_place  # noqa: F401 - used by name
from staging.stage import stage

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_from_reception_to_three_months(
    language: str, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs_chromium()
    cache.clear()
    monkeypatch.setattr(settings, "FORECAST_PATIENTS", 128)
    with stage(language, live_server.url, monkeypatch) as on:
        first.registered(on)
        first.answered(on, first.invited(on))
        first.measured(on)
        first.decided(on)
        then.told(on)
        then.consented(on)
        then.booked(on)
        then.treated(on)
        later.reacted(on)
        later.kept_a_diary(on)
        later.followed(on)
        later.counted(on)
        assert on.complaints() == []
