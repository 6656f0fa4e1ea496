"""Login: only staff whom an administrator made, and always with a second factor."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest


class ClosedDoor(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False


def has_second_factor(request: HttpRequest) -> bool:
    """Has this person set up a second factor? Until then only its set-up is open to them."""
    return bool(is_mfa_enabled(request.user))
