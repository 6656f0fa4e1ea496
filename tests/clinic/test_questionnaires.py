"""Licensed questionnaires: shown only where the clinic installed them, scored by the instrument's own rule."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from staging.facts import answered
from staging.house import House
from staging.packs import HEAD, ITEM, POEM, folder

from nagi.clinic.access import packs
from nagi.clinic.records.models import AuditEvent, Draft, Part, Patient, Role, Score, Sheet, Staff, Visit
from nagi.errors import NagiError

__all__ = ["folder"]


@pytest.fixture
def visit(house: House, patient: Patient) -> Visit:
    return answered(house, patient)


@pytest.fixture
def nurse(house: House, client_of: Callable[[Staff], Client]) -> Client:
    return client_of(house.staff[Role.NURSE])


def test_it_works(folder: Path, nurse: Client, visit: Visit) -> None:
    (folder / "poem.toml").write_text(POEM)
    address = f"/visits/{visit.pk}/intake/questions/"
    page = nurse.get(address).content.decode()
    assert "© its owner" in page
    assert page.count("問い") == 7
    told = {f"poem.{turn}": "4" for turn in range(1, 7)}
    assert nurse.post(address, told)["Location"] == f"/visits/{visit.pk}/intake/check/"
    score = Score.objects.get()
    assert (score.instrument, score.value) == ("poem", 24)  # one unanswered counts 0
    assert Sheet.objects.get(visit=visit, part=Part.SIGNS).answers["patient.poem"] == 24
    assert AuditEvent.objects.get(verb="score.answered").data == {"instruments": ["poem"], "reviews": []}


def test_with_too_many_gaps_there_is_no_score_and_the_draft_stays(
    folder: Path, nurse: Client, visit: Visit
) -> None:
    (folder / "poem.toml").write_text(POEM)
    address = f"/visits/{visit.pk}/intake/questions/"
    nurse.post(address, {"poem.1": "4"}, headers={"HX-Request": "true"})
    nurse.post(address, {"poem.1": "4"})
    assert not Score.objects.exists()
    assert Draft.objects.count() == 1


def test_what_is_not_installed_is_not_shown(nurse: Client, visit: Visit) -> None:
    assert nurse.get(f"/visits/{visit.pk}/intake/questions/").status_code == 404
    assert "質問票" not in nurse.get(f"/visits/{visit.pk}/intake/history/").content.decode()


@pytest.mark.parametrize(
    "text",
    [
        HEAD.replace("true", "false") + 7 * ITEM,
        HEAD + 6 * ITEM,
        HEAD.replace("poem", "easi") + 7 * ITEM,
        HEAD.replace('copyright_line = "© its owner"\n', "") + 7 * ITEM,
        "instrument = ",
    ],
)
def test_without_permission_owner_or_all_questions_nothing_is_installed(text: str, folder: Path) -> None:
    (folder / "poem.toml").write_text(text)
    with pytest.raises(NagiError):
        packs.packs()
