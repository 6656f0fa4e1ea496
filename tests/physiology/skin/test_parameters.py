"""Every number of `nagi-skin` has a source, or says that it is assumed, and then varies widely."""

from nagi.equations.model import Model
from nagi.equations.parameters import read_parameters
from nagi.evidence.files import knowledge_root
from nagi.physiology.skin.model import EXTENSIONS

KNOWN = read_parameters("nagi-skin").by_id
WORKS = {path.stem for path in (knowledge_root() / "works").glob("*.toml")}


def test_every_number_names_a_work_and_its_support() -> None:
    for record in KNOWN.values():
        assert record.work in WORKS, record.id
        assert record.basis.split()[0].rstrip(",:") in {"moderate", "animal", "assumed", "fit"}, record.id
        assert (record.work == "PROJECT") >= record.basis.startswith("assumed;"), record.id


def test_what_is_assumed_varies_and_what_is_printed_once_does_not() -> None:
    for record in KNOWN.values():
        if record.basis.startswith(("assumed", "animal")):
            assert record.sd_ln >= 0.2, record.id
        assert (record.sd_ln == 0) == record.basis.startswith("fit"), record.id


def test_every_record_is_used_and_says_whose_variation_it_is(skin: Model) -> None:
    used = {one.id for one in skin.population}
    assert KNOWN.keys() <= used
    varies = {one.name: one.varies for one in skin.population}
    assert (varies["mouse_to_human"], varies["often"], varies["k1"]) == ("knowledge", "people", "people")


def test_every_signal_of_vesicles_may_be_nothing(skin: Model) -> None:
    zero = {one.name: one.zero for one in skin.population if one.zero and one.id.startswith("VE-")}
    assert set(zero) == {
        "mouse_to_human", "a_Treg", "a_sec", "a_N", "a_M", "a_rep", "a_AMP", "a_sol", "a_irr",
    }  # fmt: skip


def test_every_mechanism_states_its_support_and_its_source() -> None:
    for mechanisms in EXTENSIONS.values():
        for one in mechanisms:
            assert one.support in {"strong", "moderate", "assumed"}
            assert one.source in WORKS
