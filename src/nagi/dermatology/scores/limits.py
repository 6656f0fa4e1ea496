"""Which numbers an entry may hold, and what is said when it holds something else."""

from decimal import Decimal

from nagi.errors import Problem
from nagi.evidence.record import Record
from nagi.language import Text


class Limits(Record):
    """Lowest and highest number allowed, and the step between allowed numbers if there is one."""

    low: float
    high: float
    step: float | None = None

    def problems(self, value: object, *, where: str, key: str) -> tuple[Problem, ...]:
        """What is wrong with `value`: NAGI-D202 not a number, D203 out of range, D204 between two steps.

        Truth values are not numbers, and text is not read here: intake does that.
        """
        if isinstance(value, bool) or not isinstance(value, int | float):
            said = Text(ja="数値で入力してください。", en="enter a number")
            return (Problem(code="NAGI-D202", where=where, key=key, said=said),)
        if not self.low <= value <= self.high:
            return (Problem(code="NAGI-D203", where=where, key=key, said=self._range(value)),)
        if self.step is not None and exact(value) % exact(self.step):
            return (Problem(code="NAGI-D204", where=where, key=key, said=self._steps(value)),)
        return ()

    def _range(self, value: float) -> Text:
        seen, low, high = shown(value), shown(self.low), shown(self.high)
        return Text(
            ja=f"{seen} は範囲外です。{low}〜{high} で入力してください。",
            en=f"{seen} is out of range; enter {low} to {high}",
        )

    def _steps(self, value: float) -> Text:
        seen, step = shown(value), shown(self.step or 0)
        return Text(
            ja=f"{seen} は使えません。{step} 刻みで入力してください。",
            en=f"{seen} cannot be used; enter steps of {step}",
        )


def exact(value: float) -> Decimal:
    """The number as it is written, so that 0.1 x 3 is 0.3 and a band is not missed by rounding."""
    return Decimal(str(value))


def shown(value: float) -> str:
    """A number as a message shows it; one too large to mean anything is not repeated."""
    return f"{float(value):.10g}" if abs(value) < 10**9 else "…"
