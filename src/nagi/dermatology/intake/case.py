"""The typed facts of one consultation: a person, their sites, the clinic, and a product for each route."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from nagi.evidence.fields import Value


@dataclass(frozen=True)
class Facts(Mapping[str, Value]):
    """Answers by dotted field name, already valid. An absent name was not asked; None was not answered."""

    answers: Mapping[str, Value] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Value:
        return self.answers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.answers)

    def __len__(self) -> int:
        return len(self.answers)

    def number(self, name: str) -> float | None:
        """A number, or None if unknown."""
        value = self.answers.get(name)
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

    def flag(self, name: str) -> bool | None:
        """A yes or no, or None if unknown."""
        value = self.answers.get(name)
        return value if isinstance(value, bool) else None

    def code(self, name: str) -> str | None:
        """One code, or None if unknown."""
        value = self.answers.get(name)
        return value if isinstance(value, str) else None

    def codes(self, name: str) -> tuple[str, ...]:
        """Several codes; empty if none or unknown."""
        value = self.answers.get(name)
        return value if isinstance(value, tuple) else ()


@dataclass(frozen=True, kw_only=True)
class Site:
    """One body site that is looked at: its code in this case, and its facts."""

    code: str
    facts: Facts

    @property
    def region(self) -> str | None:
        """The region of the body, as the depth table names it."""
        return self.facts.code("site.region")

    @property
    def is_target(self) -> bool:
        """Is treatment asked for here? A site whose purpose was not answered is treated as a target."""
        return self.facts.flag("site.target") is not False


@dataclass(frozen=True, kw_only=True)
class Case:
    """Everything known at one consultation. `person` (name, record number) goes on documents, never into a rule."""

    id: str
    patient: Facts
    sites: tuple[Site, ...]
    clinic: Facts
    products: Mapping[str, Facts]
    session: Facts = Facts()
    followup: Facts = Facts()
    ae: Facts = Facts()
    person: Mapping[str, str] = field(default_factory=dict)

    @property
    def targets(self) -> tuple[Site, ...]:
        """The sites where treatment is asked for."""
        return tuple(site for site in self.sites if site.is_target)
