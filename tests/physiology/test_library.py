"""Models are found by name; a name that is nearly right is answered with the right one."""

import pytest

from nagi.errors import NagiError
from nagi.physiology.library import load_model, model_names


def test_every_name_that_is_listed_loads_a_model_of_that_name() -> None:
    assert {"miyano2021", "miyano2022-saureus"} <= set(model_names())
    assert [load_model(name).name for name in model_names()] == list(model_names())


@pytest.mark.parametrize(
    ("asked", "nearest"),
    [("miyano2012", "miyano2021"), ("saureus", "miyano2022-saureus"), ("MIYANO2021", "miyano2021"), ("", "miyano")],
)  # fmt: skip
def test_an_unknown_name_is_answered_with_the_nearest(asked: str, nearest: str) -> None:
    with pytest.raises(NagiError) as caught:
        load_model(asked)
    (problem,) = caught.value.problems
    assert problem.code == "NAGI-P001"
    assert problem.key == asked
    assert nearest in problem.said.ja
    assert nearest in problem.said.en


def test_a_model_is_composed_once() -> None:
    assert load_model("miyano2021") is load_model("miyano2021")
