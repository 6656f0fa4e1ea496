"""Without an extension the published core is untouched; with it, nobody's baseline changes."""

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

import nagi
from nagi.equations.model import Arm, Model
from nagi.errors import NagiError
from nagi.physiology.published import miyano2021
from nagi.physiology.skin.model import EXTENSIONS, LISTENERS, model


def test_without_extensions_it_is_the_published_model_symbol_by_symbol() -> None:
    bare, published = model(()), miyano2021.model()
    assert {r.state: r.expression for r in bare.rates} == {r.state: r.expression for r in published.rates}
    assert dict(bare.arms) == dict(published.arms)
    assert replace(bare, population=published.population).digest == published.digest


@pytest.mark.parametrize("name", EXTENSIONS)
def test_each_extension_stands_alone(name: str) -> None:
    alone = model((*LISTENERS, name) if name == "vesicles" else (name,))
    assert {state.name for state in miyano2021.model().states} < {state.name for state in alone.states}
    assert all(one.support in {"strong", "moderate", "assumed"} for one in EXTENSIONS[name])


def test_an_unknown_extension_is_named() -> None:
    with pytest.raises(NagiError, match=r"NAGI-P003.*magic"):
        model(("care", "magic"))
    with pytest.raises(NagiError, match=r"NAGI-P003.*vesicles - treg"):
        model(("vesicles", "nfkb", "macrophages", "answers"))


def test_the_baseline_is_that_of_the_core(skin: Model, people: xr.Dataset) -> None:
    core = miyano2021.model()
    settings = {"arms": [Arm(name="a", effects={}, weeks=1)], "weeks": [0], "accuracy": "reference"}
    few = people.isel(patient=range(12))
    whole = nagi.simulate(skin, few, seed=1, **settings)
    bare = nagi.simulate(core, few[list(core.parameters)], **settings)
    for name in core.state_names:
        wanted = bare["baseline"].sel(state=name)
        assert np.allclose(whole["baseline"].sel(state=name), wanted, rtol=1e-9, atol=1e-9), name


def test_untreated_skin_without_flares_stays_as_it_is(skin: Model, people: xr.Dataset) -> None:
    calm = people.isel(patient=range(60)).assign(often=people["often"].isel(patient=range(60)) * 0)
    result = nagi.simulate(skin, calm, arms=["nothing"], weeks=[0, 4, 26], seed=1, accuracy="1e-4")
    assert (result["status"] == "ok").all()
    for output in ("EASI", "itch", "POEM", "oSCORAD", "TEWL", "hydration", "flare"):
        before = result[f"{output}_baseline"].values[:, None, None]
        assert np.allclose(result[output].values, before, rtol=1e-6, atol=1e-6), output
