"""Rows as JSON and back, by the state of the tables that a release had. Sealed columns stay sealed."""

import base64
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Field, Model

from nagi.clinic.records.sealed import Closed, Sealed

LEFT_OUT = frozenset({"sessions.session", "axes.accessattempt", "axes.accesslog", "axes.accessfailurelog"})
"""Who is logged in, and failed logins: nobody wants them back."""
AT_ONCE = 500


def tables(apps: Any) -> list[type[Model]]:
    """Every table that is kept, in an order that does not matter: references are checked at the end."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label_lower not in LEFT_OUT
    ]


def dumped(apps: Any) -> Iterator[dict[str, Any]]:
    """Every row of every table."""
    for model in tables(apps):
        columns = model._meta.local_concrete_fields
        names = [column.attname for column in columns]
        for values in model._base_manager.order_by("pk").values_list(*names).iterator(chunk_size=AT_ONCE):
            row = {name: _plain(value) for name, value in zip(names, values, strict=True)}
            yield {"table": model._meta.label_lower, "row": row}


def load(apps: Any, lines: Iterator[dict[str, Any]]) -> int:
    """Put every row back. Returns how many. A table or column that the state does not know raises LookupError."""
    count, held, model = 0, list[Model](), None
    for line in lines:
        wanted = apps.get_model(line["table"])
        if held and (wanted is not model or len(held) >= AT_ONCE):
            _base(model).bulk_create(held)
            held = []
        model = wanted
        held.append(_made(model, line["row"]))
        count += 1
    if held:
        _base(model).bulk_create(held)
    _count_on(apps)
    return count


def _base(model: Any) -> Any:
    return model._base_manager


def _made(model: type[Model], row: Mapping[str, Any]) -> Model:
    columns = {column.attname: column for column in model._meta.local_concrete_fields}
    if unknown := set(row) - set(columns):
        raise LookupError(f"{model._meta.label_lower}: {sorted(unknown)}")
    return model(**{name: _typed(columns[name], value) for name, value in row.items()})


def _count_on(apps: Any) -> None:
    """Numbers that the database counts by itself go on behind the highest that was put back."""
    from django.core.management.color import no_style  # noqa: PLC0415

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables(apps)):
            cursor.execute(statement)


def _plain(value: Any) -> Any:
    """A value as JSON holds it."""
    if isinstance(value, Closed):
        return {"sealed": base64.b64encode(value.stored).decode()}
    if isinstance(value, bytes | memoryview | bytearray):
        return {"bytes": base64.b64encode(bytes(value)).decode()}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, dict | list):
        return {"json": value}
    return value


def _typed(column: Field[Any, Any], value: Any) -> Any:
    """A value as the column wants it."""
    if isinstance(value, dict):
        kind, held = next(iter(value.items()))
        if kind == "json":
            return held
        raw = base64.b64decode(held)
        return Closed(raw) if kind == "sealed" or isinstance(column, Sealed) else raw
    return value if value is None else column.to_python(value)
