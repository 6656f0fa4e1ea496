"""What stands beside a decision: never an exosome alone, never a refused route, never certain, and always again."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from synthetic import as_case, benign
from toyskin import assumed, skin

from nagi.dermatology.clinic import Clinic
from nagi.dermatology.intake.case import Case
from nagi.errors import NagiError
from nagi.evidence.library import load_knowledge
from nagi.services.assessment import assess
from nagi.services.care_of_case import CareOfCase
from nagi.services.consultation import consult
from nagi.services.forecast import allowed, forecast
from nagi.services.foretold import Forecast
from nagi.services.replay import replay
from nagi.simulation.twin.observations import Observation

TOY = skin()
ALWAYS = ["nothing", "guideline_care", "needling_saline"]
DAY = date(2026, 11, 22)


def person(**patient: Any) -> Case:
    raw = benign()
    raw["patient"] |= {"easi_total": 14.0, "poem": 14, "pp_nrs": 5, **patient}
    return as_case(raw)


def told(case: Case | None = None, **asked: Any) -> Forecast:
    return forecast(case or person(), **{"model": TOY, "patients": 400, **asked})


@pytest.fixture(scope="module")
def usual() -> Forecast:
    return told()


def test_what_an_exosome_is_compared_with_stands_beside_it(usual: Forecast) -> None:
    assert [arm.name for arm in usual.arms][:3] == ALWAYS
    assert [arm.name for arm in told(routes=["topical_exosome"]).arms] == [*ALWAYS, "topical_exosome"]
    assert [arm.name for arm in told(routes=[]).arms] == ALWAYS


def test_every_route_that_is_not_refused_is_forecast_and_no_other(usual: Forecast) -> None:
    assert {arm.route for arm in usual.arms if arm.route} == set(allowed(assess(person()).decision))
    pregnant = person(pregnancy="yes")
    open_routes = allowed(assess(pregnant).decision)
    assert {arm.route for arm in told(pregnant).arms if arm.route} == set(open_routes)


def test_one_route_may_be_given_as_it_is() -> None:
    assert [arm.name for arm in told(routes="topical_exosome").arms] == [*ALWAYS, "topical_exosome"]


def test_a_clinic_may_want_skin_calm_for_longer_than_the_twin_looks_back() -> None:
    patient = told(clinic=Clinic(thresholds={"min_stable_weeks": 40.5}))
    assert patient.hold_weeks == 41
    assert patient.calm is not None


def test_a_refused_route_is_never_forecast() -> None:
    refused = person(
        intends_to_stop_treatment=True, pregnancy="yes", history={"anaphylaxis": True, "thrombosis": True}
    )
    closed = {"iv_drip_exosome", "dermapen_exosome", "injection_exosome", "topical_exosome"} - set(
        allowed(assess(refused).decision)
    )
    assert closed
    for route in closed:
        with pytest.raises(NagiError) as problem:
            told(refused, routes=[route])
        assert [each.code for each in problem.value.problems] == ["NAGI-S011"]


def test_what_is_unknown_is_refused_by_name() -> None:
    with pytest.raises(NagiError) as problem:
        told(routes=["laser", "dermapen_exosome"])
    assert [(each.code, each.key) for each in problem.value.problems] == [("NAGI-S010", "laser")]
    with pytest.raises(NagiError) as problem:
        told(followed="prayer")
    assert [(each.code, each.key) for each in problem.value.problems] == [("NAGI-S012", "prayer")]


@pytest.mark.parametrize("wrong", [{"seed": -1}, {"seed": 1.5}, {"patients": 3}])
def test_a_seed_or_number_of_patients_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(NagiError) as problem:
        told(**wrong)
    assert [each.code for each in problem.value.problems] == ["NAGI-M101"]


def test_a_forecast_says_how_likely_it_is_that_the_exosome_does_nothing(usual: Forecast) -> None:
    for arm in usual.arms:
        if arm.route:
            assert arm.outlook.unseen is not None
            assert arm.outlook.nothing == pytest.approx(0.4, abs=0.08)
        else:
            assert arm.outlook.unseen is arm.outlook.nothing is None


def test_intervals_widen_from_half_to_nearly_all(usual: Forecast) -> None:
    quantiles = usual["EASI"].values
    assert (quantiles[..., 1:] >= quantiles[..., :-1]).all()
    assert usual["EASI"].dims == ("arm", "week", "quantile")
    assert usual["EASI"].sizes["week"] == 27


def test_care_that_is_adequate_today_leaves_guideline_care_where_it_is() -> None:
    steady = told(person(standard_care="adequate"))["EASI"].sel(arm="guideline_care", quantile=0.5)
    unused = told(person(standard_care="none"))["EASI"].sel(arm="guideline_care", quantile=0.5)
    assert abs(float(steady[-1] - steady[0])) < 0.1
    assert float(unused[-1]) < 0.8 * float(unused[0])


def test_a_person_in_need_of_urgent_care_or_with_another_disease_gets_no_forecast() -> None:
    other = told(person(ad_diagnosis_confirmed=False))
    assert (other.silence, other.arms, other.prediction) == ("other_disease", (), None)
    with pytest.raises(KeyError):
        other["EASI"]


def test_contradicting_scores_get_a_reason_instead_of_a_forecast() -> None:
    silent = told(person(easi_total=1.0, pp_nrs=10))
    assert silent.silence == "contradiction"
    assert silent.silence_said is not None
    assert silent.arms == ()


def test_without_any_score_the_people_of_the_model_are_shown_as_such() -> None:
    nobody = told(person(easi_total=None, poem=None, pp_nrs=None))
    assert nobody.silence == "nothing_measured"
    assert [arm.name for arm in nobody.arms][:3] == ALWAYS


def test_scores_of_later_visits_count() -> None:
    later = told(observations=[Observation(4, "EASI", 12.0), Observation(8, "EASI", 13.0)])
    assert [(one.week, one.output) for one in later.observations] == [
        (0, "EASI"), (0, "POEM"), (0, "itch"), (4, "EASI"), (8, "EASI"),
    ]  # fmt: skip


def test_a_gain_too_small_to_count_has_no_price(usual: Forecast) -> None:
    for arm in usual.arms:
        if arm.worth is not None and arm.worth.per_benefit is not None:
            low, high = arm.worth.per_benefit
            assert arm.worth.gain > 0
            assert (arm.worth.course.low or 0) < low <= high


def with_site(**facts: Any) -> Case:
    raw = benign()
    raw["patient"] |= {"easi_total": 14.0, "poem": 14, "pp_nrs": 5, "standard_care": "none"}
    signs = {"erythema": 2, "edema_papulation": 1, "dryness_fissure": 1}
    raw["sites"].append({"code": "elbow", "region": "antecubital", "target": True, "signs": signs, **facts})
    return as_case(raw)


def test_a_site_that_is_not_stable_gets_a_time_of_its_own() -> None:
    quiet, raw = (told(with_site(itch_nrs_24h=itch)).sites for itch in (2, 8))
    assert [site.code for site in (*quiet, *raw)] == ["cheek", "elbow"] * 2
    soon, late = quiet[1].calm, raw[1].calm
    assert soon is not None
    assert late is not None
    assert soon.by_week[12] > late.by_week[12] + 0.2


def test_a_site_of_which_nothing_is_known_gets_no_time() -> None:
    unknown = told(with_site(signs={})).sites[1]
    assert (unknown.silence, unknown.courses, unknown.calm) == ("nothing_measured", None, None)


def test_each_site_has_courses_of_its_own_under_every_arm(usual: Forecast) -> None:
    cheek, elbow = told(with_site(itch_nrs_24h=8)).sites
    assert (cheek.stable, cheek.calm, elbow.stable) == (True, None, False)
    assert cheek.courses is not None
    assert elbow.courses is not None
    assert list(elbow.courses["arm"].values) == [arm.name for arm in usual.arms]
    assert set(elbow.courses) == {"EASI", "itch"}
    start = {"arm": "guideline_care", "week": 0, "quantile": 0.5}
    assert float(elbow.courses["EASI"].sel(start)) > float(cheek.courses["EASI"].sel(start)) + 5


CARE = replace(TOY.arms["guideline_care"], effects={"tcs": 1})
DRUG = replace(
    TOY,
    arms={
        "nothing": replace(CARE, name="nothing", effects={"tcs": 0}),
        "guideline_care": CARE,
        "dupilumab": replace(CARE, name="dupilumab", effects={"tcs": 1, "ev": 0.5}),
    },
)


def care_of(**patient: Any) -> CareOfCase:
    table = load_knowledge().table
    return CareOfCase(case=person(**patient), model=DRUG, assumed=assumed(), table=table)


def test_a_drug_in_use_is_at_work_before_today_and_goes_on_with_every_care() -> None:
    on_drug = care_of(standard_care="adequate", meds=["topical_steroid", "dupilumab"])
    assert on_drug.today().effects == {"tcs": 1, "ev": 0.5}
    assert on_drug.arm("guideline_care").effects == {"tcs": 1, "ev": 0.5}
    assert on_drug.arm("nothing").effects == DRUG.arms["nothing"].effects
    assert [note.en[:28] for note in on_drug.notes] == ["Medicines in use (Dupilumab)"]


def test_what_stops_with_a_drug_is_said_to_a_model_that_knows_it() -> None:
    ending = assumed().medicines.model_copy(update={"stopped": {"ev": 0.25, "dosing": 0.0}})
    on_drug, without = (
        replace(care_of(meds=meds), assumed=assumed(medicines=ending)) for meds in (["dupilumab"], [])
    )
    assert on_drug.arm("nothing").effects == {"tcs": 0, "ev": 0.25}
    assert without.arm("nothing").effects == {"tcs": 0}


@pytest.mark.parametrize(
    ("standard_care", "meds", "topical"),
    [
        ("adequate", [], 1.0),
        ("inadequate", ["tacrolimus"], 0.5),
        ("inadequate", ["antihistamine"], 0.0),
        ("inadequate", None, 0.5),
        ("none", ["topical_steroid"], 0.5),
        ("none", [], 0.0),
    ],
)
def test_topicals_work_as_far_as_they_are_named(
    standard_care: str, meds: list[str] | None, topical: float
) -> None:
    assert care_of(standard_care=standard_care, meds=meds).today().effects["tcs"] == topical


@pytest.mark.parametrize(
    ("meds", "named"),
    [(["jak_oral", "ciclosporin"], "Oral JAK inhibitor, Ciclosporin"), (["dupilumab"], "Dupilumab")],
)
def test_a_medicine_that_the_model_does_not_know_silences_the_forecast(meds: list[str], named: str) -> None:
    silent = told(person(meds=meds))
    assert silent.silence == "medicine"
    assert silent.silence_said is not None
    assert f"({named})" in silent.silence_said.en
    assert silent.arms == ()


def test_no_rule_sees_the_forecast(usual: Forecast) -> None:
    case = person()
    with_it = consult(case, on=DAY, software_version="0", forecast=usual).record()
    without = consult(case, on=DAY, software_version="0").record()
    assert {key: part for key, part in with_it.items() if key != "forecast"} == without


def test_a_stored_forecast_is_computed_again_and_every_difference_is_named(
    tmp_path: Path, usual: Forecast
) -> None:
    record = json.loads(json.dumps(consult(person(), on=DAY, software_version="0", forecast=usual).record()))
    path = tmp_path / "consultation.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    assert replay(path, model=TOY).same
    record["forecast"]["arms"]["guideline_care"]["meaningful"] = 0.999
    record["forecast"]["courses"]["EASI"]["nothing"][5][3] += 1
    path.write_text(json.dumps(record), encoding="utf-8")
    changed = replay(path, model=TOY)
    assert [change.part for change in changed.changes] == ["forecast.guideline_care", "forecast.courses"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda f: [], lambda f: {}, lambda f: {**f, "arms": {"x": {}}}, lambda f: {**f, "observations": [[1]]},
        lambda f: {**f, "seed": "1"}, lambda f: {**f, "followed": "prayer"}, lambda f: {**f, "patients": -3},
    ],
)  # fmt: skip
def test_a_damaged_forecast_is_refused(tmp_path: Path, usual: Forecast, spoil: Any) -> None:
    record = consult(person(), on=DAY, software_version="0", forecast=usual).record()
    record["forecast"] = spoil(record["forecast"])
    path = tmp_path / "consultation.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(NagiError):
        replay(path, model=TOY)
