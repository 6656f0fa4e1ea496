"""CDS Hooks: what the rules say, as cards beside another program's record. Only physicians see them (REG-003)."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from nagi.clinic import clock
from nagi.clinic.access.decisions import release
from nagi.clinic.access.exchange import known, newest_visit
from nagi.clinic.access.facts import case_of, case_sent, clinic_of
from nagi.clinic.access.standing import stops, withheld_lots
from nagi.clinic.actions.action import Acting
from nagi.clinic.actions.cards import Answer, answer_cards, show_cards
from nagi.clinic.api.contract import honest
from nagi.clinic.api.door import Entrance
from nagi.clinic.api.door import addresses as behind
from nagi.clinic.api.fhir import Bearer
from nagi.clinic.api.refusing import DECLARED, Lacking, Malformed, Told, language
from nagi.clinic.pages.request import StaffRequest
from nagi.clinic.records.models import Patient
from nagi.dermatology.intake.case import Case
from nagi.evidence.rulebook import load_rules
from nagi.interchange.cds_hooks.eligibility import eligibility
from nagi.interchange.cds_hooks.facts import lot_numbers, raw_case, record_numbers
from nagi.interchange.cds_hooks.messages import Card, Cards, Discovery, Feedback, Feedbacks, Message, Request
from nagi.interchange.cds_hooks.safety import product_lot, safety_stop
from nagi.interchange.cds_hooks.services import HOOKS, REASONS, ServiceId, discovery
from nagi.interchange.cds_hooks.telling import Telling
from nagi.services.assessment import assess

CDS = "cds-services"
REFUSALS: dict[int, Any] = dict.fromkeys(DECLARED, Told)
Answering = Callable[[StaffRequest, Request, Telling, Patient | None], tuple[Card, ...]]

hooks = honest(NinjaAPI(
    title="nagi CDS Hooks", version=release(), urls_namespace=CDS, openapi_url=None, docs_url=None,
), CDS)  # fmt: skip
token = Bearer()


@hooks.get("", url_name="cds-discovery", response={200: Discovery, **REFUSALS})
def discover(request: HttpRequest) -> HttpResponse:
    """Every service. Open to all: it says nothing about anyone."""
    return _sent(discovery(language(request)))


@hooks.post("/{service}", url_name="cds-call", auth=token, response={200: Cards, **REFUSALS})
def call(request: StaffRequest, service: ServiceId, asked: Request) -> HttpResponse:
    """The cards of one service for what is open in the other program."""
    if asked.hook not in HOOKS[service]:
        raise Malformed(["hook"])
    staff = request.user
    table = load_rules().with_thresholds(clinic_of(staff.clinic).thresholds)
    telling = Telling(table=table, lang=language(request), release=release(), call=asked.hook_instance)
    patient = known(staff, asked.context.patient_id, record_numbers(asked.prefetch, str(staff.clinic_id)))
    cards = ANSWERING[service](request, asked, telling, patient)
    show_cards(
        Acting(by=staff, now=clock.now()), asked.hook_instance, service,
        {card.uuid: card.source.topic.code for card in cards if card.source.topic}, patient.pk if patient else None,
    )  # fmt: skip
    return _sent(Cards(cards=cards))


@hooks.post("/{service}/feedback", url_name="cds-feedback", auth=token, response={200: None, **REFUSALS})
def feedback(request: StaffRequest, service: ServiceId, told: Feedbacks) -> HttpResponse:
    """What became of cards. Kept as codes for the statistics of overrides; comments are not kept."""
    answers = [Answer(card=one.card, outcome=one.outcome, reason=_reason(one)) for one in told.feedback]
    answer_cards(Acting(by=request.user, now=clock.now()), service, answers)
    return HttpResponse(status=200)


def _eligibility(
    request: StaffRequest, asked: Request, telling: Telling, patient: Patient | None
) -> tuple[Card, ...]:
    case = _case(request, asked, patient)
    return eligibility(assess(case, telling.table), telling)


def _case(request: StaffRequest, asked: Request, patient: Patient | None) -> Case:
    """The answers that were sent, else those of the newest visit here. Raises Lacking."""
    clinic = request.user.clinic
    day = clock.today(clinic.zone, clock.now())
    raw = raw_case(asked.prefetch, on=day)
    if raw is not None:
        return case_sent(clinic, raw, case_id=str(asked.hook_instance), on=day)
    visit = newest_visit(patient) if patient else None
    if visit is None:
        raise Lacking("prefetch.intake")
    return case_of(visit)


def _product_lot(
    request: StaffRequest, asked: Request, telling: Telling, patient: Patient | None
) -> tuple[Card, ...]:
    if asked.context.draft_orders is None:
        raise Lacking("context.draftOrders")
    staff = request.user
    day = clock.today(staff.clinic.zone, clock.now())
    numbers = lot_numbers(asked.context.draft_orders)
    return product_lot(withheld_lots(staff, numbers, on=day, table=telling.table), telling)


def _safety_stop(
    request: StaffRequest, asked: Request, telling: Telling, patient: Patient | None
) -> tuple[Card, ...]:
    if patient is None:
        raise Lacking("prefetch.patient")
    return safety_stop(stops(patient), telling)


ANSWERING: Mapping[str, Answering] = {
    "ev-eligibility": _eligibility,
    "ev-product-lot": _product_lot,
    "ev-safety-stop": _safety_stop,
}


def _reason(one: Feedback) -> str | None:
    """One of our own codes; what else is said counts as `other`."""
    if one.override_reason is None:
        return None
    code = one.override_reason.reason.code if one.override_reason.reason else None
    return code if code in REASONS else "other"


def _sent(message: Message) -> HttpResponse:
    response = HttpResponse(message.plain_json(), content_type="application/json")
    response["Cache-Control"] = "no-store"
    return response


addresses = behind(hooks, CDS, {
    "cds-discovery": Entrance(kind="read", open=True),
    "cds-call": Entrance(kind="read", right="decision.read", user="context"),
    "cds-feedback": Entrance(kind="change", right="decision.read", user="card"),
})  # fmt: skip
