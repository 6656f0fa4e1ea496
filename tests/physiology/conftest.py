"""The model of the skin, read once."""

import pytest

import nagi
from nagi.equations.model import Model


@pytest.fixture(scope="session")
def skin() -> Model:
    return nagi.load_model("nagi-skin")
