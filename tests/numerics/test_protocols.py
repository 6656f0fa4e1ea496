"""Tables of arms are prepared once, and again as soon as anything that they were made from is another."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from equations import flares
from numerics import toys

from nagi.equations.events import Rescue
from nagi.equations.model import Arm, Switch
from nagi.errors import NagiError
from nagi.numerics import protocols
from nagi.numerics.protocols import Protocols, protocol_of

WEEKS = np.arange(5.0)


def same(one: protocols.Protocol, other: protocols.Protocol) -> bool:
    return all(np.array_equal(a, b, equal_nan=True) for a, b in zip(one, other, strict=True))


def test_the_same_arms_are_prepared_once() -> None:
    model = toys.busy()
    made, arms = Protocols(model), list(model.arms.values())
    first = made.of(arms, WEEKS)
    assert made.of(list(arms), WEEKS.copy()) is first
    assert same(first, protocol_of(model, arms, WEEKS))
    for changed in (made.of(arms[::-1], WEEKS), made.of(arms, WEEKS[:2]), made.of(arms[:1], WEEKS)):
        assert not same(changed, first)


def test_what_is_changed_inside_an_arm_counts() -> None:
    model = toys.decay()
    effects, switched, eased, visits = {"u": 1.0}, {"u": 0.0}, {"u": 0.5}, [2.0]
    rescue = Rescue(output="X", above=0.5, weeks=visits, effects=eased)
    arm = Arm(
        name="a", effects=effects, weeks=9.0, switches=(Switch(week=4.0, effects=switched),), rescues=(rescue,)
    )  # fmt: skip
    made = Protocols(model)
    for change in (
        lambda: effects.update(u=2.0),
        lambda: switched.update(u=3.0),
        lambda: eased.update(u=0.1),
        lambda: visits.append(3.0),
    ):
        before = made.of([arm], WEEKS)
        change()
        assert not same(made.of([arm], WEEKS), before)
        assert same(made.of([arm], WEEKS), protocol_of(model, [arm], WEEKS))


def test_weeks_that_the_caller_changes_later_change_nothing() -> None:
    model, weeks = toys.decay(), WEEKS.copy()
    made, arms = Protocols(model), list(model.arms.values())
    kept = made.of(arms, weeks)
    weeks[-1] = 4.5
    assert kept.weeks[-1] == 4.0
    assert made.of(arms, weeks).weeks[-1] == 4.5


def test_a_seed_counts_where_there_is_chance() -> None:
    made, arms = Protocols(flares.composed()), list(flares.ARMS.values())
    one, two = made.of(arms, WEEKS, seed=1), made.of(arms, WEEKS, seed=2)
    assert not np.array_equal(one.keys, two.keys)
    for refused in (None, True, -1):
        with pytest.raises(NagiError, match="N210"):
            made.of(arms, WEEKS, seed=refused)


def test_what_is_refused_is_refused_again() -> None:
    made, arm = Protocols(toys.decay()), Arm(name="a", effects={"v": 1.0}, weeks=-1.0)
    for _ in range(2):
        with pytest.raises(NagiError, match=r"N207[^\0]*N208") as refused:
            made.of([arm], WEEKS)
        assert len(refused.value.problems) == 3


def test_only_the_latest_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocols, "MOST_KEPT", 2)
    made = Protocols(toys.decay())
    arms = [Arm(name=str(i), effects={}, weeks=9.0) for i in range(3)]
    first = made.of(arms[:1], WEEKS)
    made.of(arms[1:2], WEEKS)
    assert made.of(arms[:1], WEEKS) is first
    second = made.of(arms[2:], WEEKS)
    assert made.of(arms[:1], WEEKS) is first
    assert made.of(arms[2:], WEEKS) is second


def test_threads_share_them() -> None:
    model = toys.busy()
    made, arms = Protocols(model), list(model.arms.values())
    wanted = [protocol_of(model, arms, np.arange(float(n))) for n in range(1, 9)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda k: made.of(arms, np.arange(float(k % 8 + 1))), range(400)))
    assert all(same(one, wanted[k % 8]) for k, one in enumerate(found))
