"""The database itself refuses to change or remove a line of the audit trail."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = """
CREATE TRIGGER trail_keep_{what} BEFORE {what} ON records_auditevent
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
"""
POSTGRESQL = """
CREATE FUNCTION trail_keep() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$;
CREATE TRIGGER trail_keep_rows BEFORE UPDATE OR DELETE ON records_auditevent
    FOR EACH ROW EXECUTE FUNCTION trail_keep();
CREATE TRIGGER trail_keep_table BEFORE TRUNCATE ON records_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION trail_keep();
"""


def keep(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers of this kind of database."""
    if editor.connection.vendor == "postgresql":
        editor.execute(POSTGRESQL)
        return
    for what in ("UPDATE", "DELETE"):
        editor.execute(SQLITE.format(what=what))


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
