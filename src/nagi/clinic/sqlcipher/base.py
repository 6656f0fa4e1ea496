"""Django's SQLite with SQLCipher underneath. Without the right key the file is not a database."""

import datetime
import decimal
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3._functions import register as register_functions
from django.utils.dateparse import parse_date, parse_datetime, parse_time
from sqlcipher3 import dbapi2 as sqlcipher

from nagi.clinic.place import Place

sqlcipher.register_converter("bool", b"1".__eq__)
sqlcipher.register_converter("date", base.decoder(parse_date))
sqlcipher.register_converter("time", base.decoder(parse_time))
sqlcipher.register_converter("datetime", base.decoder(parse_datetime))
sqlcipher.register_converter("timestamp", base.decoder(parse_datetime))
sqlcipher.register_adapter(decimal.Decimal, str)
sqlcipher.register_adapter(datetime.date, base.adapt_date)
sqlcipher.register_adapter(datetime.datetime, base.adapt_datetime)


class Cursor(sqlcipher.Cursor):  # type: ignore[misc]
    """Django writes %s and %(name)s where SQLite reads ? and :name."""

    def execute(self, query: str, params: Any = None) -> Any:
        """One statement."""
        if params is None:
            return super().execute(query)
        return super().execute(_rewritten(query, params), params)

    def executemany(self, query: str, param_list: Iterable[Any]) -> Any:
        """One statement with many rows."""
        rows = list(param_list)
        return super().executemany(_rewritten(query, rows[0] if rows else ()), rows)


def _rewritten(query: str, params: Any) -> str:
    if isinstance(params, Mapping):
        return query % {name: f":{name}" for name in params}
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class DatabaseWrapper(base.DatabaseWrapper):
    """Opens the file with the key of the place, before anything else is asked."""

    display_name = "SQLCipher"
    Database = sqlcipher

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection that is open, or sqlcipher's "file is not a database"."""
        connection = sqlcipher.connect(**conn_params)
        connection.execute(f"PRAGMA key = \"x'{Place.of_environment().key('database').hex()}'\"")
        register_functions(connection)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA legacy_alter_table = OFF")
        for command in self.init_commands:  # type: ignore[attr-defined]
            if command.strip():
                connection.execute(command)
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        """A cursor that speaks Django's parameters."""
        return self.connection.cursor(factory=Cursor)
