"""POEM, DLQI, CDLQI, ADCT, RECAP, PP-NRS and IGA: one scorer for everything that adds up its items."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from nagi.dermatology.scores.age import AGE_GAP, unfit_age
from nagi.dermatology.scores.instrument import Instrument, instrument, instruments
from nagi.dermatology.scores.score import Gap, Score, open_score, total_score
from nagi.errors import NagiError, Problem
from nagi.language import Text

Answer = float | str | None


def score_questionnaire(
    name: str, answers: Sequence[Answer], *, age: float | None = None, bands: str | None = None
) -> Score:
    """The total of a questionnaire or a single rating.

    `answers` in the order of the form: a number, None for unanswered, or the code of another box on the form
    (`not_relevant`, `prevented`). `age` in years is needed where the form has age limits. `bands` chooses
    another band set, such as `japan2020` for POEM. Impossible entries raise NagiError (D201 to D209).
    """
    form = _questionnaire(name)
    problems = [*_problems(form, answers), *unfit_age(form, age)]
    if problems:
        raise NagiError(problems)
    missing = [f"q{place}" for place, answer in enumerate(answers, 1) if answer is None]
    gaps = [AGE_GAP] if form.ages is not None and age is None else []
    if len(missing) > form.missing.counted_as_zero:
        gaps += [_unanswered(key) for key in missing]
    if gaps:
        return open_score(form, gaps, bands=bands)
    total = sum(_points(form, answer) for answer in answers)
    score = total_score(form, total, bands=bands, remarks=_remarks(missing))
    return replace(score, missing=tuple(missing))


def _questionnaire(name: str) -> Instrument:
    forms = {key: form for key, form in instruments().items() if form.formula.kind == "sum"}
    if name in instruments() and name not in forms:
        choice = ", ".join(forms)
        said = Text(
            ja=f"項目の合計で採点するのは {choice} です。", en=f"only {choice} are sums of their items"
        )
        raise NagiError([Problem(code="NAGI-D209", where=name, key="id", said=said)])
    return instrument(name)


def _problems(form: Instrument, answers: Sequence[Answer]) -> Iterator[Problem]:
    if len(answers) != form.items.count:
        said = Text(
            ja=f"回答は {form.items.count} 個必要です（未回答も数えます）。",
            en=f"{form.items.count} answers are needed, unanswered ones included",
        )
        yield Problem(code="NAGI-D207", where=form.id, key="answers", said=said)
        return
    for place, answer in enumerate(answers, 1):
        if answer is not None and place not in _boxes(form, answer):
            yield from form.items.problems(answer, where=form.id, key=f"q{place}")


def _boxes(form: Instrument, answer: Answer) -> Sequence[int]:
    """The questions on which `answer` is a box of its own."""
    return next((box.items for box in form.items.special if box.code == answer), ())


def _points(form: Instrument, answer: Answer) -> int:
    for box in form.items.special:
        if box.code == answer:
            return box.score
    return 0 if answer is None else int(answer)


def _unanswered(key: str) -> Gap:
    number = key.removeprefix("q")
    return Gap(
        key=key,
        reason=Text(ja=f"質問 {number} が未回答です。", en=f"Question {number} is unanswered."),
        question=Text(ja=f"質問 {number} に回答してください。", en=f"Please answer question {number}."),
    )


def _remarks(missing: Sequence[str]) -> Iterator[Text]:
    if missing:
        yield Text(
            ja="未回答の質問は、評価法の規則に従い 0 点としました。実際の点数はより高い可能性があります。",
            en="An unanswered question counts 0 by the instrument's own rule; the true score may be higher.",
        )
