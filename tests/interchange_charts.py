"""One invented chart with something of every kind in it, from the first worked case of the knowledge."""

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from uuid import UUID

import nagi.knowledge
from nagi.dermatology.intake.case import Case
from nagi.interchange.fhir.chart import (
    Agreed,
    Answered,
    Assessed,
    Batch,
    Chart,
    Consented,
    Given,
    Happened,
    Measured,
    Person,
    Place,
    Planned,
    Signing,
)  # fmt: skip
from nagi.language import Text
from nagi.services.assessment import assess
from nagi.services.cases import read_cases

AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
DAY = date(2026, 11, 20)
ROUTE = "topical_exosome"


def row(number: int) -> str:
    return str(UUID(int=number))


@cache
def worked() -> Case:
    return read_cases(Path(next(iter(nagi.knowledge.__path__))) / "cases" / "worked.yaml")[0]


PERSON = Person(
    id=row(1), clinic=row(2), number="000001", kanji="架空 花子", kana="カクウ ハナコ", latin="Kaku Hanako",
    born_on=date(1997, 1, 1), sex="female", language="ja",
)  # fmt: skip


def full() -> Chart:
    case = worked()
    return Chart(
        person=PERSON,
        answered=(Answered(visit=row(3), at=AT, case=case),),
        assessed=(
            Assessed(
                id=row(4), visit=row(3), on=DAY, at=AT, by="3", case=case, decision=assess(case).decision,
                evidence_digest="ab" * 32, software_version="0.1.0", signed=Signing(by="3", at=AT),
            ),
        ),
        measured=(Measured(id=row(5), instrument="easi", on=DAY, value=6.4),),
        agreed=(Agreed(id=row(6), purpose="registry", given=False, at=AT),),
        consented=(
            Consented(
                id=row(7), route=ROUTE, made_at=AT, given_at=AT, withdrawn_at=None, sha256=b"x" * 32, language="ja"
            ),
        ),
        planned=(
            Planned(
                id=row(8), route=ROUTE, sites=("cheeks",), sessions=3, interval_days=28, state="running", at=AT, by="3"
            ),
        ),
        given=(
            Given(
                id=row(9), course=row(8), visit=row(3), route=ROUTE, at=AT, by="3", lot=row(10),
                places=(Place(site="cheeks", depth_mm=0.5, passes=2),),
            ),
        ),
        batches=(
            Batch(
                id=row(10), number="TP-1", expires_on=date(2027, 1, 1), name=Text(ja="液", en="fluid"), code="p1",
                route=ROUTE, maker="架空製造", state="released",
            ),
        ),
        happened=(
            Happened(
                id=row(11), event="AE-014", grade=3, site="cheeks", onset_on=date(2026, 11, 21), outcome=None, at=AT,
                by="3", session=row(9), lot=row(10),
            ),
        ),
    )  # fmt: skip
