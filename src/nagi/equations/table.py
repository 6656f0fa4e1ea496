"""The parameters of a model as a table that links every number to its record."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import exp, expm1, sqrt

from nagi.equations.model import Model
from nagi.equations.parameters import KnownParameter
from nagi.language import Lang, Text

HEADINGS = (
    Text(ja="記号", en="Symbol"),
    Text(ja="意味", en="Meaning"),
    Text(ja="単位", en="Unit"),
    Text(ja="中央値", en="Median"),
    Text(ja="変動係数 (%)", en="CV (%)"),
    Text(ja="記録", en="Record"),
)


@dataclass(frozen=True, kw_only=True)
class ParameterRow:
    """One parameter over the patients: its median, and its coefficient of variation in percent."""

    name: str
    label: Text
    unit: str
    median: float
    cv: float
    id: str


def parameter_rows(model: Model, known: Mapping[str, KnownParameter]) -> tuple[ParameterRow, ...]:
    """One row for each parameter, in the published order; words from the records where there are some."""
    return tuple(
        ParameterRow(
            name=p.name,
            label=known[p.id].label if p.id in known else Text(ja=p.label, en=p.label),
            unit=p.unit,
            median=exp(p.mean_ln),
            cv=100 * sqrt(expm1(p.sd_ln**2)),
            id=p.id,
        )
        for p in model.population
    )


def markdown(rows: tuple[ParameterRow, ...], lang: Lang) -> str:
    """The rows as a Markdown table; numbers to three significant digits, the same in both languages."""
    cells = [[heading.within(lang) for heading in HEADINGS], ["---"] * len(HEADINGS)]
    cells += [[r.name, r.label.within(lang), r.unit, _digits(r.median), _digits(r.cv), r.id] for r in rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in cells)


def _digits(number: float) -> str:
    return f"{Decimal(f'{number:.3g}'):f}"
