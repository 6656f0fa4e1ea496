"""What every row has, and columns of codes."""

import uuid
from typing import Any

from django.db import models

LONGEST_CODE = 24


class Code(models.CharField):  # type: ignore[type-arg]
    """A column that holds one code of `codes`; the database refuses any other."""

    def __init__(self, codes: type[models.TextChoices] | None = None, **options: Any) -> None:
        if codes is not None:
            options["choices"] = [(code, code) for code in codes.values]
        super().__init__(**{"max_length": LONGEST_CODE, **options})

    def db_check(self, connection: Any) -> str:
        """The codes, as SQL."""
        codes = ", ".join(f"'{code}'" for code, _ in self.flatchoices)
        return f"{connection.ops.quote_name(self.column)} IN ({codes})"


class Row(models.Model):
    """A row with an id that says nothing about anyone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


class Versioned(Row):
    """A row that is changed: each change names the version it was based on."""

    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True
