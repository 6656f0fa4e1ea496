"""Age at an examination, which decides weights and which questionnaire fits."""

from collections.abc import Sequence
from datetime import date
from math import floor

from nagi.dermatology.scores.instrument import Instrument
from nagi.dermatology.scores.limits import Limits
from nagi.dermatology.scores.score import Gap
from nagi.errors import NagiError, Problem
from nagi.language import Text

POSSIBLE_YEARS = Limits(low=0, high=150)

AGE_GAP = Gap(
    key="age",
    reason=Text(ja="年齢が不明です。", en="The age is not known."),
    question=Text(
        ja="評価日の年齢は何歳ですか。", en="How old was the patient on the day of the assessment?"
    ),
)


def completed_years(birth_date: date, *, on: date) -> int:
    """Full years of age on a day: 7 until the day before the eighth birthday.

    Somebody born on 29 February is a year older on 1 March. A birth after `on` is NAGI-D206.
    """
    if on < birth_date:
        said = Text(ja="評価日が生年月日より前です。", en="the assessment is dated before the birth")
        raise NagiError([Problem(code="NAGI-D206", where="age", key="birth_date", said=said)])
    return on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))


def age_problems(age: float | None, *, where: str) -> Sequence[Problem]:
    """Problems of an age in years that cannot be one."""
    return () if age is None else POSSIBLE_YEARS.problems(age, where=where, key="age")


def unfit_age(instrument: Instrument, age: float | None) -> Sequence[Problem]:
    """NAGI-D205 if the instrument is not meant for this age."""
    problems = age_problems(age, where=instrument.id)
    if problems or age is None or instrument.ages is None:
        return problems
    last = instrument.ages.to_years
    if instrument.ages.from_years <= floor(age) and (last is None or floor(age) <= last):
        return ()
    return (Problem(code="NAGI-D205", where=instrument.id, key="age", said=instrument.ages.note),)
