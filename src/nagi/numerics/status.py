"""What became of a job, in words: why it stopped, when, in which state and equation, and what to try."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from nagi.equations.model import Model
from nagi.language import Text
from nagi.numerics.driver import tables


class Status(IntEnum):
    """How a job ended. Anything but OK leaves NaN outputs."""

    OK = tables.OK
    TOO_MANY_STEPS = tables.TOO_MANY_STEPS
    STEP_TOO_SMALL = tables.STEP_TOO_SMALL
    NOT_FINITE = tables.NOT_FINITE
    NOT_STEADY = tables.NOT_STEADY
    NEGATIVE = tables.NEGATIVE
    UNSTABLE = tables.UNSTABLE
    OSCILLATING = tables.OSCILLATING


REASONS: Mapping[Status, Text] = {
    Status.OK: Text("計算は終わりまで進んだ。", "the computation reached its end"),
    Status.TOO_MANY_STEPS: Text("計算のステップ数が上限に達した。", "the computation used up its steps"),
    Status.STEP_TOO_SMALL: Text("ステップ幅が下限を下回った。", "the step became smaller than allowed"),
    Status.NOT_FINITE: Text("値が有限の数でなくなった。", "a value ceased to be a finite number"),
    Status.NOT_STEADY: Text(
        "治療前の状態が定常にならなかった。", "the state before treatment did not become steady"
    ),
    Status.NEGATIVE: Text("状態が許される範囲の外に出た。", "a state left the range it is allowed"),
    Status.UNSTABLE: Text(
        "治療前に行き着いた定常状態は不安定で、わずかな差で離れていく。",
        "the steady state that the run-in led to is unstable: the least difference leads away from it",
    ),
    Status.OSCILLATING: Text(
        "治療前の状態は一点に止まらず、振動し続ける。",
        "the state before treatment does not come to rest but oscillates",
    ),
}

ADVICE: Mapping[Status, Text] = {
    Status.OK: Text("対応は不要。", "nothing to do"),
    Status.TOO_MANY_STEPS: Text(
        "この患者のパラメータが極端でないか確かめる。振動する系なら期間を短くする。",
        "check whether this patient's parameters are extreme; shorten the run if the system oscillates",
    ),
    Status.STEP_TOO_SMALL: Text(
        "この式に急な切り替わりや 0 での割り算がないか確かめる。",
        "look for an abrupt switch or a division by zero in this equation",
    ),
    Status.NOT_FINITE: Text(
        "この式のパラメータの大きさと 0 での割り算を確かめる。",
        "check the size of this equation's parameters and divisions by zero",
    ),
    Status.NOT_STEADY: Text(
        "この患者の変化は非常に遅いか、止まる所がない。run_in_weeks を長くするか run_in_is_steady を偽にするか、"
        "除外を明記する。",
        "this patient changes very slowly or has nowhere to rest; lengthen run_in_weeks, set run_in_is_steady to "
        "false, or state that the patient was excluded",
    ),
    Status.UNSTABLE: Text(
        "run-in の開始値が二つの枝の境目にある。開始値を少し変えて、どちらの枝の患者かを決める。",
        "the start of the run-in lies between two branches; move it a little to say on which branch this patient is",
    ),
    Status.OSCILLATING: Text(
        "この患者に定常状態はない。run_in_is_steady を偽にして run-in の終わりを使うか、除外を明記する。",
        "this patient has no steady state; set run_in_is_steady to false to use the end of the run-in, "
        "or state that the patient was excluded",
    ),
    Status.NEGATIVE: Text(
        "投与量と、この状態が範囲の端にあるときの式の符号を確かめる。",
        "check the doses, and the sign of this equation at the edge of the range",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One failed job. `last` are the last good values by state; `week` is when they held."""

    status: Status
    patient: int
    arm: str
    week: float
    state: str
    mechanism: str
    equation: str
    formula: str
    last: Mapping[str, float]

    @property
    def said(self) -> Text:
        """One paragraph for a person: what, when, where, what next."""
        reason, advice = REASONS[self.status], ADVICE[self.status]
        values = ", ".join(f"{name} = {value:.4g}" for name, value in self.last.items())
        return Text(
            f"患者 {self.patient}、群 {self.arm}、{self.week:.4g} 週({7 * self.week:.4g} 日): {reason.ja} "
            f"最も急に変わっていた状態は {self.state}(機構 {self.mechanism}、式 {self.equation}: {self.formula})。"
            f"{advice.ja} 最後の正しい値: {values}",
            f"patient {self.patient}, arm {self.arm}, week {self.week:.4g} (day {7 * self.week:.4g}): {reason.en}. "
            f"The state that changed fastest was {self.state} (mechanism {self.mechanism}, equation "
            f"{self.equation}: {self.formula}). What to do: {advice.en}. Last good values: {values}",
        )


def equation_of(model: Model, state: str) -> tuple[str, str, str]:
    """Mechanism, equation number and equation of a state's rate, as short as the source writes it."""
    for rate in model.rates:
        if rate.state == state:
            written = rate.expression if rate.written is None else rate.written
            return rate.mechanism, rate.equation, f"d{state}/dt = {written}"
    raise KeyError(state)
