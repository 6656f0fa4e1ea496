"""The three services: eligibility, product and lot, and stops."""

from collections.abc import Mapping
from typing import Literal

from nagi.interchange.cds_hooks.messages import Coding, Discovery, Hook, Service
from nagi.interchange.fhir.questionnaire import canonical
from nagi.interchange.fhir.systems import system
from nagi.language import Lang, Text

ServiceId = Literal["ev-eligibility", "ev-product-lot", "ev-safety-stop"]
HOOKS: Mapping[ServiceId, tuple[Hook, ...]] = {
    "ev-eligibility": ("patient-view", "order-select", "order-sign"),
    "ev-product-lot": ("order-sign",),
    "ev-safety-stop": ("patient-view",),
}
TITLES: Mapping[ServiceId, Text] = {
    "ev-eligibility": Text(ja="エクソソーム治療の可否", en="Eligibility for exosome therapy"),
    "ev-product-lot": Text(ja="エクソソーム製剤とロット", en="Exosome product and lot"),
    "ev-safety-stop": Text(ja="エクソソーム治療の中止", en="Stops of exosome therapy"),
}
DESCRIPTIONS: Mapping[ServiceId, Text] = {
    "ev-eligibility": Text(
        ja="部位ごとの病期と、各方法を妨げる規則を番号と理由とともに示します。決めるのは医師です。",
        en="the phase of each site and every rule against a route, with id and reason; the physician decides",
    ),
    "ev-product-lot": Text(
        ja="指示に書かれたロットを使えない理由を示します。",
        en="why a lot that is named in an order must not be used",
    ),
    "ev-safety-stop": Text(
        ja="有害事象による中止が患者・部位・使用したロットにかかっているかを示します。",
        en="whether a stop after an adverse event stands for the patient, a site, or a lot they received",
    ),
}
PATIENT = "Patient/{{context.patientId}}"
ANSWERS = "QuestionnaireResponse?patient={{context.patientId}}&questionnaire=%s&_sort=-authored&_count=1"
PREFETCH: Mapping[ServiceId, tuple[str, ...]] = {
    "ev-eligibility": ("patient", "intake", "allergies"),
    "ev-product-lot": ("patient",),
    "ev-safety-stop": ("patient",),
}
REASONS: Mapping[str, Text] = {
    "judgement": Text(ja="診察による医師の判断", en="physician's judgement on examination"),
    "outdated": Text(ja="情報が古い、または誤っている", en="the data are outdated or wrong"),
    "known": Text(ja="すでに把握し対応している", en="already known and dealt with"),
    "unclear": Text(ja="カードの説明がわかりにくい", en="the card is not clear"),
}
"""Why a card may be set aside; they are counted for each rule."""


def discovery(lang: Lang) -> Discovery:
    """Every service under every hook it answers."""
    return Discovery(
        services=tuple(
            Service(
                hook=hook, title=TITLES[name].within(lang), description=DESCRIPTIONS[name].within(lang), id=name,
                prefetch=prefetch(name),
            )
            for name, hooks in HOOKS.items()
            for hook in hooks
        )
    )  # fmt: skip


def prefetch(name: ServiceId) -> dict[str, str]:
    """What a service asks the other program to send along."""
    templates = {
        "patient": PATIENT,
        "intake": ANSWERS % canonical(),
        "allergies": "AllergyIntolerance?patient={{context.patientId}}",
    }
    return {key: templates[key] for key in PREFETCH[name]}


def override_reasons(lang: Lang) -> tuple[Coding, ...]:
    """The reasons that a physician may choose from."""
    named = system("override-reason")
    return tuple(Coding(code=code, system=named, display=said.within(lang)) for code, said in REASONS.items())
