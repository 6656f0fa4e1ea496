"""What the twin assumes hangs together: sources, claims, routes, answers, and the same numbers in both languages."""

from collections.abc import Iterator

from pydantic import BaseModel
from toyskin import assumed

from nagi.evidence.check.languages import check_numbers
from nagi.evidence.conditions import names_read
from nagi.evidence.library import load_knowledge
from nagi.evidence.rules import ROUTES
from nagi.language import Text
from nagi.physiology.library import load_model

KNOWN = load_knowledge()
HISTORY = assumed().history
assert HISTORY is not None


def texts(part: object) -> Iterator[Text]:
    if isinstance(part, Text):
        yield part
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from texts(getattr(part, name))
    elif isinstance(part, dict):
        for value in part.values():
            yield from texts(value)
    elif isinstance(part, tuple):
        for value in part:
            yield from texts(value)


def test_every_scatter_names_its_source_and_every_arm_its_claim() -> None:
    instruments = (*assumed().instrument, *assumed().site.instrument, HISTORY)
    assert {one.work for one in instruments} - set(KNOWN.works) == set()
    assert {arm.claim for arm in assumed().arm} - set(KNOWN.claims) == set()
    assert {arm.route for arm in assumed().arm if arm.route} == set(ROUTES)


def test_every_answer_and_threshold_that_is_read_is_there() -> None:
    site = assumed().site
    fields = {one.field for one in (*assumed().instrument, *site.instrument, HISTORY) if one.field} | set(
        site.signs
    )
    assert fields - set(KNOWN.table.fields) == set()
    assert {*site.limits, site.itch_limit} - set(KNOWN.table.bounds.thresholds) == set()
    options = KNOWN.table.fields["patient.standard_care"].options
    assert set(assumed().care) == set(options or {})


def test_every_medicine_that_can_be_answered_has_one_meaning() -> None:
    read = assumed().medicines
    lists = (read.topical, read.as_arm, read.no_effect, read.not_in_model, read.left_out)
    told = [code for codes in lists for code in codes]
    assert sorted(told) == sorted(KNOWN.table.fields[read.field].options or {})
    assert set(read.as_arm) <= set(load_model("nagi-skin").arms)


def test_nothing_beside_the_forecast_is_read_by_a_rule() -> None:
    ours = {"patient.tewl", "patient.oscorad", "patient.flares_past_6_months"}
    asked = {name for rule in KNOWN.table.rules.values() if rule.when for name in names_read(rule.when)}
    assert "patient.easi_total" in asked
    assert not ours & asked


def test_the_model_has_every_output_arm_and_parameter_that_is_assumed() -> None:
    model = load_model("nagi-skin")
    outputs = {output.name for output in model.outputs}
    assert {
        one.output for one in (*assumed().instrument, *assumed().site.instrument, *assumed().calm, HISTORY)
    } <= outputs
    assert {arm.name for arm in assumed().arm} <= set(model.arms)
    assert assumed().idle_if_zero in model.parameters


def test_both_languages_say_the_same_numbers() -> None:
    found = [problem for text in texts(assumed()) for problem in check_numbers("twin", "", text)]
    assert [problem.said.en for problem in found] == []
