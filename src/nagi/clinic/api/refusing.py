"""What another program is told when it does not get what it asked for, in the form that it understands."""

import json
from collections.abc import Mapping, Sequence
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_request
from ninja import Schema

from nagi.clinic.access.refusals import Forbidden, Refused
from nagi.clinic.api.tokens import Unknown
from nagi.errors import NagiError
from nagi.interchange.fhir.capability import outcome, sentences
from nagi.interchange.fhir.systems import Resource
from nagi.interchange.fhir.writing import dumps
from nagi.language import Lang, Text

FHIR = "fhir"
FHIR_JSON = "application/fhir+json"


class Lacking(Refused):
    """Data that the answer needs was not sent and is not here."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class Malformed(Refused):
    """A call that does not have the form it must have: the places where."""

    def __init__(self, places: Sequence[str]) -> None:
        super().__init__(", ".join(places))
        self.places = places


class Told(Schema):
    """A refusal of CDS Hooks: every problem as a sentence."""

    problems: list[str]


class Outcome(Schema):
    """An OperationOutcome."""

    resourceType: str  # noqa: N815
    issue: list[dict[str, object]]


DECLARED = (400, 401, 403, 404, 412, 422, 429)
"""What any address may answer beside its result."""
ISSUE = {
    400: "structure", 401: "login", 403: "forbidden", 404: "not-found", 412: "required", 422: "invalid",
    429: "throttled",
}  # fmt: skip
SAID: Mapping[int, Text] = {
    400: Text(ja="呼び出しの形が正しくありません。", en="the call is not well formed"),
    401: Text(
        ja="有効なトークンが必要です(署名・宛先・5分以内の期限・一度だけの使用)。",
        en="a good token is needed: signed, for this address, of at most five minutes, used once",
    ),
    403: Text(ja="この利用者には権限がありません。", en="this user has no right to this"),
    404: Text(ja="見つかりません。", en="not found"),
    412: Text(ja="判定に必要な情報が送られていません。", en="data that this needs were not sent"),
    422: Text(ja="内容が正しくありません。", en="the content is not valid"),
    429: Text(ja="呼び出しが多すぎます。少し待ってください。", en="too many calls; wait a little"),
}


def language(request: HttpRequest) -> Lang:
    """The language that the caller asks for by Accept-Language, else Japanese."""
    asked = get_language_from_request(request)
    return cast(Lang, asked) if asked in ("ja", "en") else "ja"


def refused(request: HttpRequest, status: int, base: str, said: Sequence[str] = ()) -> HttpResponse:
    """A refusal: an OperationOutcome below `fhir`, sentences elsewhere."""
    lang = language(request)
    told = [SAID[status].within(lang), *said]
    if base == FHIR:
        return answer(outcome(ISSUE[status], told), status=status)
    return HttpResponse(
        json.dumps({"problems": told}, ensure_ascii=False), status=status, content_type="application/json"
    )


def answered(request: HttpRequest, error: Exception, base: str) -> HttpResponse:
    """The answer to an error that a caller can cause."""
    if isinstance(error, Unknown):
        response = refused(request, 401, base)
        response["WWW-Authenticate"] = "Bearer"
        return response
    if isinstance(error, NagiError):
        return refused(request, 422, base, sentences(error.problems, language(request)))
    if isinstance(error, Lacking):
        return refused(request, 412, base, [error.what])
    if isinstance(error, Malformed):
        return refused(request, 400, base, error.places)
    return refused(request, 403 if isinstance(error, Forbidden) else 404, base)


def answer(resource: Resource, *, status: int = 200) -> HttpResponse:
    """One resource as JSON, every decimal as it is; nobody on the way may keep it."""
    response = HttpResponse(dumps(resource), status=status, content_type=FHIR_JSON)
    response["Cache-Control"] = "no-store"
    return response
