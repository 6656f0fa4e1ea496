"""Login: only staff whom an administrator made, and always with a second factor."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.utils import is_mfa_enabled
from django.core.cache import cache
from django.http import HttpRequest


class ClosedDoor(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False


def has_second_factor(request: HttpRequest) -> bool:
    """Has this person set up a second factor? Until then only its set-up is open to them."""
    return bool(is_mfa_enabled(request.user))


class _Once(BaseAuthenticateForm):  # type: ignore[misc]
    """A code counts once for as long as it is valid: allauth forgets it after one step, but several are tolerated."""

    def clean_code(self) -> str:
        """The code, or an error if it is wrong or was used before."""
        code: str = super().clean_code()
        valid = app_settings.TOTP_PERIOD * (1 + 2 * app_settings.TOTP_TOLERANCE)
        if not cache.add(f"nagi.code.{self.user.pk}.{normalize_user_code(code)}", "used", timeout=valid):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeAtLogin(_Once, AuthenticateForm):  # type: ignore[misc]
    """The second factor at login."""


class CodeAgain(_Once, ReauthenticateForm):  # type: ignore[misc]
    """The second factor before a change of factors."""
