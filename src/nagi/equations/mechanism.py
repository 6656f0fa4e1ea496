"""A mechanism: one class that reads like a section of the paper and is checked when it is defined."""

from nagi.equations.checks import Body, problems_of
from nagi.equations.contents import Contents
from nagi.equations.declarations import RateDeclared, named
from nagi.equations.places import Fault, Place, here
from nagi.equations.quantity import Quantity
from nagi.equations.refusal import refuse
from nagi.errors import NagiError
from nagi.language import Text


class Namespace(dict[str, object]):
    """The body of a mechanism while it is read: gives each declaration its name, notes names used twice."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[Fault] = []

    def __setitem__(self, name: str, value: object) -> None:
        first = _declared_at(self.get(name))
        if first is not None:
            said = Text(
                ja=f"{name} は {first} でも使われています。一方を別の名前にしてください。",
                en=f"{name} is written twice, first at {first}; give one of them another name",
            )
            self.faults.append(Fault("NAGI-E111", here(), said, (name,)))
        super().__setitem__(name, named(value, name) if isinstance(value, Quantity) else value)


def _declared_at(value: object) -> Place | None:
    """Where a declaration stands; None for anything else, which Python may name anew."""
    if isinstance(value, RateDeclared):
        return value.place
    return value.declared.place if isinstance(value, Quantity) and value.declared else None


def _checked(name: str, bases: tuple[type, ...], attributes: Namespace) -> Contents:
    """What the body declares. Raises NagiError with everything that is wrong with it."""
    if bases != (Mechanism,):
        refuse(
            "NAGI-E119",
            f"{name} は Mechanism だけを継承してください。他の機構の量は needed で宣言します。",
            f"{name} must inherit from Mechanism alone; declare quantities of other mechanisms with needed(...)",
        )
    body = Body(name, here(), attributes)
    problems = problems_of(body, tuple(attributes.faults))
    if problems:
        raise NagiError(problems)
    return Contents(
        name=name,
        source=str(attributes["source"]),
        symbols=tuple(body.declared.values()),
        rates=tuple(body.rates.values()),
    )


class _Reading(type):
    """Reads the body of a mechanism and checks it."""

    @classmethod
    def __prepare__(cls, name: str, bases: tuple[type, ...], /, **_: object) -> Namespace:
        """The dictionary in which the body of the class is executed."""
        return Namespace()

    def __new__(cls, name: str, bases: tuple[type, ...], attributes: Namespace) -> "_Reading":
        made = super().__new__(cls, name, bases, dict(attributes))
        if bases:
            made.contents = _checked(name, bases, attributes)
        return made

    contents: Contents


class Mechanism(metaclass=_Reading):
    """Base of every mechanism; see `nagi.equations.notation` for what its body may hold.

    A body names its `source` (a work under knowledge/works) and declares states, parameters, needed quantities,
    effects, quantities, rates and outputs; it may state its `support` (strong, moderate or assumed). Raises NagiError
    with every problem of the class together.
    """

    source: str
    support: str = ""
