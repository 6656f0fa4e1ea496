"""Every address of the clinic. Each has a door; subjects keep their own lists."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import URLPattern

from nagi.clinic.api import fhir, hooks
from nagi.clinic.pages import (
    administration,
    consents,
    courses,
    decisions,
    diary,
    followup,
    language,
    patients,
    photographs,
    registry,
    safety,
    sessions,
    sheets,
    stock,
    today,
    trail,
    visits,
)
from nagi.clinic.pages.door import door

urlpatterns: list[URLPattern] = [
    door("account/login/", account.login, "account_login", kind="change", open=True),
    door("account/logout/", account.logout, "account_logout", kind="change", open=True),
    door("account/again/", account.reauthenticate, "account_reauthenticate", kind="change", open=True),
    door("account/password/", account.password_change, "account_change_password", kind="change", open=True),
    door("account/factor/", mfa.authenticate, "mfa_authenticate", kind="change", open=True),
    door("account/factor/again/", mfa.reauthenticate, "mfa_reauthenticate", kind="change", open=True),
    door("account/factors/", mfa.index, "mfa_index", kind="read", open=True),
    door("account/factors/totp/", totp.activate_totp, "mfa_activate_totp", kind="change", open=True),
    door("account/factors/totp/off/", totp.deactivate_totp, "mfa_deactivate_totp", kind="change", open=True),
    door(
        "account/factors/codes/", codes.view_recovery_codes, "mfa_view_recovery_codes", kind="read", open=True
    ),
    door(
        "account/factors/codes/new/",
        codes.generate_recovery_codes,
        "mfa_generate_recovery_codes",
        kind="change",
        open=True,
    ),
    door(
        "account/factors/codes/file/",
        codes.download_recovery_codes,
        "mfa_download_recovery_codes",
        kind="read",
        open=True,
    ),
    door("language/", language.choose, "language", kind="change", open=True),
    *today.addresses,
    *patients.addresses,
    *stock.addresses,
    *safety.addresses,
    *followup.addresses,
    *diary.addresses,
    *registry.addresses,
    *administration.addresses,
    *trail.addresses,
    *consents.addresses,
    *courses.addresses,
    *sessions.addresses,
    *visits.addresses,
    *sheets.addresses,
    *photographs.addresses,
    *decisions.addresses,
    *fhir.addresses,
    *hooks.addresses,
]

handler500 = "nagi.clinic.pages.unreachable.broken"
