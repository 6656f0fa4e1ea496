"""The messages of CDS Hooks 2.0: discovery, request, cards, feedback. What is optional and empty is left out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

Hook = Literal["patient-view", "order-select", "order-sign"]
Indicator = Literal["info", "warning", "critical"]
LONGEST_SUMMARY = 139
"""The specification wants fewer than 140 characters."""
LONGEST = 200


class Message(BaseModel):
    """A message or a part of one, with the names of the specification. What it does not know it ignores."""

    model_config = ConfigDict(frozen=True, populate_by_name=True, alias_generator=to_camel)

    def plain_json(self) -> str:
        """As JSON: what is unknown is left out, as the specification wants it."""
        return self.model_dump_json(by_alias=True, exclude_none=True)


class Service(Message):
    """One service as discovery tells it. The id may stand for several hooks."""

    hook: Hook
    title: str
    description: str
    id: str
    prefetch: Mapping[str, str]


class Discovery(Message):
    """All services."""

    services: tuple[Service, ...]


class Context(Message):
    """What is open in the other program. `draft_orders` is a Bundle, of order-select and order-sign."""

    user_id: str = Field(min_length=1, max_length=LONGEST)
    patient_id: str = Field(min_length=1, max_length=LONGEST)
    encounter_id: str | None = None
    selections: tuple[str, ...] | None = None
    draft_orders: dict[str, Any] | None = None


class Request(Message):
    """One call. Nothing is fetched from `fhir_server`: what is needed comes in `prefetch`, null means there is none."""

    hook: Hook
    hook_instance: UUID
    context: Context
    fhir_server: str | None = None
    prefetch: dict[str, dict[str, Any] | None] = {}


class Coding(Message):
    """A code of a system."""

    code: str
    system: str | None = None
    display: str | None = None


class Source(Message):
    """Who says it, and the rule as topic."""

    label: str
    topic: Coding | None = None


class Link(Message):
    """Where to read more."""

    label: str
    url: str
    type: Literal["absolute", "smart"] = "absolute"


class Card(Message):
    """One card. It suggests no action: what is done is the physician's decision."""

    uuid: UUID
    summary: str = Field(min_length=1, max_length=LONGEST_SUMMARY)
    detail: str | None = None
    indicator: Indicator
    source: Source
    override_reasons: tuple[Coding, ...] | None = None
    links: tuple[Link, ...] | None = None


class Cards(Message):
    """The answer to a call."""

    cards: tuple[Card, ...]


class OverrideReason(Message):
    """Why a card was set aside."""

    reason: Coding | None = None
    user_comment: str | None = None


class AcceptedSuggestion(Message):
    """A suggestion that was taken. Our cards make none."""

    id: str


class Feedback(Message):
    """What became of one card."""

    card: UUID
    outcome: Literal["accepted", "overridden"]
    accepted_suggestions: tuple[AcceptedSuggestion, ...] | None = None
    override_reason: OverrideReason | None = None
    outcome_timestamp: datetime


class Feedbacks(Message):
    """What became of several cards."""

    feedback: tuple[Feedback, ...] = Field(min_length=1, max_length=LONGEST)
