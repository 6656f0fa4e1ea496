"""What `deploy/` says, as far as it can be tried without its containers: names, commands, ports, and the second role."""

import re
import subprocess
from pathlib import Path

import pytest
import typer.main
import yaml
from django.db import connection
from staging.outside import Outside, postgres

from nagi.clinic.command import app

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
CLINIC = ROOT / "src" / "nagi" / "clinic"
OWN_NAMES = {"NAGI_RELEASE", "NAGI_KEYS", "NAGI_NAME"}
"""Read by the compose file and the proxy alone."""


def test_services_start_in_an_order_that_ends() -> None:
    services = COMPOSE["services"]
    for service in services.values():
        waits = {*service.get("depends_on", {})}
        network = service.get("network_mode", "").removeprefix("service:")
        assert waits | ({network} - {""}) <= set(services)
    assert {one.split(":")[0] for one in services["migrate"]["volumes"] if not one.startswith("$")} <= set(
        COMPOSE["volumes"]
    )
    assert set(services["database"]["secrets"]) <= set(COMPOSE["secrets"])


def test_every_command_is_one_of_ours() -> None:
    known = {
        name: {o for p in one.params for o in p.opts}
        for name, one in typer.main.get_command(app).commands.items()
    }  # type: ignore[attr-defined]
    asked = [one["command"].split() for one in COMPOSE["services"].values() if "command" in one]
    for nagi, clinic, name, *options in asked:
        assert (nagi, clinic) == ("nagi", "clinic")
        assert {one for one in options if one.startswith("--")} <= known[name]
    for page in ("deploy.md", "deploy.ja.md"):
        told = re.findall(r"nagi clinic ([a-z][a-z-]+)", (ROOT / "docs" / "how-to" / page).read_text())
        assert told
        assert set(told) <= set(known)


def test_every_name_in_the_environment_is_read() -> None:
    source = "".join(path.read_text() for path in CLINIC.rglob("*.py"))
    read = set(re.findall(r"\"(NAGI_[A-Z_]+)\"", source))
    files = (DEPLOY / "compose.yaml", DEPLOY / "Caddyfile", ROOT / "docs" / "how-to" / "deploy.md")
    told = {name for file in files for name in re.findall(r"NAGI_[A-Z]+(?:_[A-Z]+)*", file.read_text())}
    assert told - OWN_NAMES <= read


def test_the_proxy_stands_where_the_server_listens() -> None:
    caddy = (DEPLOY / "Caddyfile").read_text()
    command = COMPOSE["services"]["pages"]["command"]
    assert f"127.0.0.1:{command.split('--port ')[1].split()[0]}" in caddy
    assert COMPOSE["services"]["pages"]["network_mode"] == "service:proxy"
    assert caddy.count("{") == caddy.count("}")


REFUSED = (
    "UPDATE records_auditevent SET verb = 'x'", "DELETE FROM records_auditevent", "TRUNCATE records_auditevent",
    "ALTER TABLE records_auditevent DISABLE TRIGGER USER", "DROP TABLE records_auditevent", "DROP TABLE records_patient",
    "CREATE TABLE own (a int)", "ALTER ROLE nagi_application SUPERUSER",
)  # fmt: skip


@pytest.mark.thorough
@pytest.mark.skipif(connection.vendor != "sqlite", reason="it starts a PostgreSQL of its own")
def test_the_application_works_and_cannot_change_the_trail() -> None:
    with postgres() as (place, database):
        database.psql("CREATE ROLE nagi_owner LOGIN SUPERUSER; CREATE DATABASE nagi OWNER nagi_owner;")
        with Outside(place, f"postgresql://nagi_owner@/nagi?host={database.pgdata}") as owner:
            owner.does("migrate")
        subprocess.run(
            [
                database.bin_path / "psql", "-v", "ON_ERROR_STOP=1", "-v", "password=it's", "-h", database.pgdata,
                "-U", "nagi_owner", "-d", "nagi", "-f", DEPLOY / "roles.sql",
            ],
            check=True, capture_output=True,
        )  # fmt: skip
        with Outside(place, f"postgresql://nagi_application@/nagi?host={database.pgdata}") as application:
            application.does("ask")
            assert application.does("enter", "nurse")
            said = application.does("tamper", *REFUSED)
            assert [
                one for one in said if "permission denied" not in one and "must be owner" not in one
            ] == []
            assert application.does("look")["wrong"] == []
