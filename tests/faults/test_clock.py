"""A clock that jumps between the steps of a consent: time to think is not cut, no session comes before its consent."""

from datetime import timedelta

import pytest
from staging.house import House
from staging.journey import Journey

from nagi.clinic.actions.action import Problem
from nagi.clinic.actions.sessions import RulesForbid
from nagi.clinic.records.models import Movement, Patient, Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def way(house: House, patient: Patient) -> Journey:
    return Journey(house, patient).assessed().told()


def test_set_back_after_the_document_was_shown_it_waits_all_the_longer(way: Journey) -> None:
    document = way.shown()
    way.later(days=-1)
    with pytest.raises(Problem, match="same_day_wished"):
        way.given(document)
    way.later(days=1)
    with pytest.raises(Problem, match="same_day_wished"):
        way.given(document)
    way.later(days=1)
    way.given(document)


@pytest.mark.parametrize("back", [1, 6])
def test_set_back_before_the_document_was_shown_time_to_think_counts_from_the_true_day(
    back: int, way: Journey
) -> None:
    way.later(days=-back)
    document = way.shown()
    way.later(days=back)  # someone sets the clock: it is the very day on which the document was shown
    with pytest.raises(Problem, match="same_day_wished"):
        way.given(document)
    way.later(days=1)
    way.given(document)


def test_a_year_ahead_for_a_while_does_not_keep_everybody_waiting_for_a_year(way: Journey) -> None:
    way.later(days=365)
    way.told()
    way.later(days=-365)
    document = way.shown()
    assert document.may_sign_from - way.now < timedelta(days=2)


def test_signed_a_year_ahead_no_session_follows_until_it_is_signed_again(
    house: House, patient: Patient
) -> None:
    way = Journey(house, patient).ready()
    newer = way.shown()
    way.later(days=365)
    way.given(newer)
    way.later(days=-365)
    with pytest.raises(RulesForbid) as refused:
        way.give()
    assert "S000-039" in {one.rule_id for one in refused.value.against}
    assert not Session.objects.exists()
    assert not Movement.objects.filter(kind="use").exists()
