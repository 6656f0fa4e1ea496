"""Synthetic cases for tests: hypothesis strategies drawn from the field dictionary, and plain builders."""

from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from nagi.dermatology.intake.case import Case
from nagi.dermatology.intake.form import case_from
from nagi.evidence.fields import Field
from nagi.evidence.rulebook import load_rules
from nagi.evidence.rules import ROUTES

FIELDS = {name: field for name, field in load_rules().fields.items() if not field.derived}

BENIGN_PATIENT: dict[str, Any] = {
    "age_years": 30, "sex": "female", "pregnancy": "no", "breastfeeding": False, "fever": False,
    "ad_diagnosis_confirmed": True, "standard_care": "adequate", "systemic_options_discussed": True,
    "intends_to_stop_treatment": False, "expects_cure": False, "worried_about_needling": False,
    "meds": [], "allergies": [], "goals": ["ad_skin_quality"], "routes_requested": ["dermapen_exosome"],
    "easi_total": 2.0, "iga": 1, "poem": 3, "pp_nrs": 1, "dlqi": 1,
    "history": {
        "keloid": False, "malignancy": "none", "bleeding_disorder": False, "thrombosis": False,
        "anaphylaxis": False, "diabetes": "none", "hsv": "none", "immunodeficiency": False,
        "severe_organ_disease": False, "asthma_uncontrolled": False, "koebner_or_ctd": False,
        "methaemoglobin_risk": False,
    },
}  # fmt: skip

STABLE_SITE: dict[str, Any] = {
    "code": "cheek", "region": "cheek", "target": True,
    "signs": {"erythema": 0, "edema_papulation": 0, "dryness_fissure": 1, "papules_vesicles": 0, "erosion_ulcer": False},
    "itch_nrs_24h": 1, "night_wakings_per_week": 0, "new_eruptions": False, "infection_signs": [], "stable_weeks": 12,
}  # fmt: skip

PRODUCT = {
    "type": "purified_ev",
    "label_class": "unapproved_medical",
    "quality_record_complete": True,
    "lot": "L1",
}


def benign() -> dict[str, Any]:
    """An input in which nothing stands against needling a stable cheek."""
    return {
        "patient": deepcopy(BENIGN_PATIENT),
        "sites": [deepcopy(STABLE_SITE)],
        "clinic": {"basic_emergency_kit": True, "iv_emergency_ready": True},
        "products": {route: dict(PRODUCT) for route in ROUTES},
    }


def as_case(raw: dict[str, Any]) -> Case:
    return case_from(raw, case_id="T", fields=FIELDS)


def answers(field: Field) -> st.SearchStrategy[Any]:
    """Any valid answer to one field."""
    if field.kind == "flag":
        return st.booleans()
    if field.kind == "choice":
        return st.sampled_from(sorted(field.options))
    if field.kind == "choices":
        return st.lists(st.sampled_from(sorted(field.options)), unique=True, max_size=4)
    if field.kind == "integer":
        return st.integers(int(field.min or 0), int(field.max or 0))
    if field.kind == "number":
        return st.integers(int((field.min or 0) * 2), int((field.max or 0) * 2)).map(lambda half: half / 2)
    return st.text("abcdefgh", min_size=1, max_size=5)


def group(name: str, *, required: tuple[str, ...] = ()) -> st.SearchStrategy[dict[str, Any]]:
    """Answers to any subset of the fields of one group, nested as in a case file."""
    fields = {n: f for n, f in FIELDS.items() if f.group == name and n not in required and n != "site.code"}
    return st.fixed_dictionaries({}, optional={n: answers(f) for n, f in fields.items()}).map(
        lambda flat: nest(flat, name)
    )


def nest(flat: dict[str, Any], name: str) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for dotted, value in flat.items():
        *folders, leaf = dotted.removeprefix(f"{name}.").split(".")
        branch = tree
        for folder in folders:
            branch = branch.setdefault(folder, {})
        branch[leaf] = value
    return tree


@st.composite
def inputs(draw: st.DrawFn) -> dict[str, Any]:
    """Any valid case: each answer present or absent, up to three sites."""
    sites = draw(st.lists(group("site"), max_size=3))
    return {
        "patient": draw(group("patient")),
        "sites": [{**site, "code": f"site{number}"} for number, site in enumerate(sites)],
        "clinic": draw(group("clinic")),
        "products": draw(st.dictionaries(st.sampled_from(ROUTES), group("product"), max_size=4)),
        "session": draw(group("session")),
        "followup": draw(group("followup")),
    }


@st.composite
def nearly_benign(draw: st.DrawFn) -> dict[str, Any]:
    """A case close to permission: the benign input with a few answers changed or taken away."""
    raw = benign()
    raw["sites"].append({**deepcopy(STABLE_SITE), "code": "neck", "region": "neck"})
    changes = draw(
        st.lists(st.sampled_from([n for n in FIELDS if n != "site.code"]), max_size=5, unique=True)
    )
    for name in changes:
        put(raw, name, draw(answers(FIELDS[name])))
    return raw


def put(raw: dict[str, Any], name: str, value: Any, *, site: int = 0) -> None:
    """Set one answer by its dotted name."""
    *folders, leaf = place(raw, name, site=site)
    branch: Any = raw
    for folder in folders:
        branch = branch[folder] if isinstance(branch, list) else branch.setdefault(folder, {})
    branch[leaf] = value


def take(raw: dict[str, Any], name: str, *, site: int = 0) -> bool:
    """Take one answer away; False if it was not there."""
    *folders, leaf = place(raw, name, site=site)
    branch: Any = raw
    for folder in folders:
        try:
            branch = branch[folder]
        except (KeyError, IndexError):
            return False
    return branch.pop(leaf, branch) is not branch


def place(raw: dict[str, Any], name: str, *, site: int = 0) -> list[Any]:
    """The path of a dotted name in a case file; products are those of the Dermapen."""
    head, *rest = name.split(".")
    if head == "site":
        return ["sites", site, *rest]
    if head == "product":
        return ["products", "dermapen_exosome", *rest]
    return [head, *rest]
