"""Everything a file holds that nagi cannot take over, collected so that it is said at once."""

from dataclasses import dataclass, field

from nagi.errors import NagiError, Problem
from nagi.language import Text


@dataclass
class Refusals:
    """What was found in the file `where`, each by the id of its element."""

    where: str
    found: list[Problem] = field(default_factory=list)

    def refuse(self, code: str, key: str, *, ja: str, en: str) -> None:
        """Note one problem; the same one is noted once."""
        problem = Problem(code=code, where=self.where, key=key, said=Text(ja=ja, en=en))
        if problem not in self.found:
            self.found.append(problem)

    def stop(self) -> None:
        """Raises NagiError with everything noted so far, if there is anything."""
        if self.found:
            raise NagiError(self.found)
