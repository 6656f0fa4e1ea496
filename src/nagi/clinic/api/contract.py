"""What both APIs answer to calls that do not have the form their contract tells."""

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from nagi.clinic.api.refusing import refused


def honest(api: NinjaAPI, base: str) -> NinjaAPI:
    """The API, with its own errors told as every other refusal: by their places, never by what was sent."""

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        places = [".".join(str(part) for part in found["loc"]) for found in error.errors]
        return refused(request, 422, base, places)

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return refused(request, 401, base)

    @api.exception_handler(HttpError)
    def malformed(request: HttpRequest, error: HttpError) -> HttpResponse:
        return refused(request, error.status_code, base)

    return api
