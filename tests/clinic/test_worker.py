"""The worker computes the forecast that was asked for, beside the decision, with everything it is compared with."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django_tasks_db.models import DBTaskResult
from staging.facts import SITE, answered
from staging.house import House

from nagi.clinic.actions import decisions
from nagi.clinic.place import Place
from nagi.clinic.records.models import Assessment, AuditEvent, Forecast, Patient, Role, Staff
from nagi.clinic.worker import work

COMPARED = ["nothing", "guideline_care", "needling_saline"]
"""What stands beside every exosome (invariant 6)."""


def test_it_works(
    transactional_db: None,
    house: House,
    patient: Patient,
    monkeypatch: pytest.MonkeyPatch,
    client_of: Callable[[Staff], Client],
) -> None:
    monkeypatch.setattr(settings, "FORECAST_PATIENTS", 128)
    made = decisions.assess_visit(house.acting(Role.PHYSICIAN), answered(house, patient, only=SITE).pk)
    before = dict(Assessment.objects.get().record)
    work(Place.of_environment(), batch=True)
    told = Forecast.objects.get()
    assert told.state == "told", DBTaskResult.objects.get().traceback
    assert Assessment.objects.get().record == before
    assert AuditEvent.objects.get(verb="forecast.told").by == "worker"
    page = client_of(house.staff[Role.PHYSICIAN]).get(f"/decisions/{made}/").content.decode()
    if told.state == "told":
        arms = told.result["data"]["arms"]
        assert {"nothing", "care"} < {*arms} or len(
            [one for one in arms.values() if one["route"] is None]
        ) == 3
        assert all(row["name"] in page for row in told.result["view"]["ja"]["rows"])
        assert "<svg" in page


def test_the_pages_never_load_the_simulator() -> None:
    """A fresh process that loads every page has no compiler and no simulator in it."""
    code = (
        "import django; django.setup(); import nagi.clinic.urls, sys; "
        "print([one for one in ('numba', 'nagi.simulation', 'nagi.services.forecast') if one in sys.modules])"
    )
    made = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "nagi.clinic.settings"},
    )  # fmt: skip
    assert made.stdout.strip() == "[]"
