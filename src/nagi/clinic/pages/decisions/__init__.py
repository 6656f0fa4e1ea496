"""The physician's page: what the rules say, the forecast beside it, and the signature. Nobody else sees it (REG-003)."""

from nagi.clinic.pages.decisions import decision, forecast, overrides
from nagi.clinic.pages.door import door

SEES, SIGNS = "decision.read", "decision.sign"

addresses = [
    door("visits/<uuid:visit>/assess/", decision.assess, "assess", kind="change", right=SIGNS),
    door("decisions/overrides/", overrides.show, "overrides", kind="list", right=SEES),
    door("decisions/<uuid:assessment>/", decision.show, "decision", kind="read", right=SEES),
    door("decisions/<uuid:assessment>/sign/", decision.sign, "decision_sign", kind="change", right=SIGNS),
    door("decisions/<uuid:assessment>/end/", decision.end, "decision_end", kind="change", right=SIGNS),
    door("decisions/<uuid:assessment>/forecast/", forecast.beside, "forecast", kind="read", right=SEES),
    door(
        "decisions/<uuid:assessment>/forecast/again/",
        forecast.again,
        "forecast_again",
        kind="change",
        right=SIGNS,
    ),
]
