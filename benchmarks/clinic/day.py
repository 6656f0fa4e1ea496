"""A day of the clinic, ten times over: what 20 people ask of the server while 60 sessions an hour are given."""

import random
import threading
import time
import urllib.parse
import urllib.request
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

SESSIONS_AN_HOUR, TIMES_OVER = 60, 10
PATH = (
    "today", "patients", "patient", "treatment", "visit", "signs", "easi", "decision", "assess", "counselling",
    "consent", "consent_page", "consent_page", "session", "course", "stock", "followup", "score_new", "contacts",
)  # fmt: skip
"""The pages that one session takes, from the list of the day to the score, and two that write."""
RATE = SESSIONS_AN_HOUR * TIMES_OVER * len(PATH) / 3600
"""Pages a second."""
TOKEN = "k" * 32
"""Of the protection against forged forms: cookie and form must agree."""


class WrongPageError(Exception):
    """The page was not what was asked for."""


def day(
    root: str, addresses: Mapping[str, Sequence[str]], sessions: Sequence[str], seconds: float
) -> tuple[dict[str, list[float]], list[str]]:
    """Everybody walks the path at their own pace. Returns milliseconds by page, and what failed."""
    took: dict[str, list[float]] = defaultdict(list)
    failed: list[str] = []
    until = time.monotonic() + seconds

    def member(session: str, chance: random.Random) -> None:
        turn = chance.randrange(len(PATH))
        time.sleep(chance.random() * len(sessions) / RATE)
        while time.monotonic() < until:
            page = PATH[turn % len(PATH)]
            begun = time.perf_counter()
            try:
                ask(root + chance.choice(addresses[page]), session, FORMS.get(page))
            except (OSError, WrongPageError) as error:
                failed.append(f"{page}: {error}")
            took[page].append(1000 * (time.perf_counter() - begun))
            turn += 1
            time.sleep(chance.expovariate(RATE / len(sessions)))

    threads = [
        threading.Thread(target=member, args=(one, random.Random(n))) for n, one in enumerate(sessions)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took, failed


FORMS = {
    "assess": {},
    "score_new": {"instrument": "itch", "on": datetime.now(UTC).date().isoformat(), "value": "4"},
}
"""What is sent where a page is not only looked at."""


class _Staying(urllib.request.HTTPRedirectHandler):
    """Where a page sends the reader is not followed: it was measured."""

    def redirect_request(self, *_: object) -> None:
        return None


OPENER = urllib.request.build_opener(_Staying)


def ask(address: str, session: str, form: Mapping[str, str] | None) -> None:
    """One page, whole. Raises OSError or WrongPageError."""
    sent = None if form is None else urllib.parse.urlencode({**form, "csrfmiddlewaretoken": TOKEN}).encode()
    headers = {"Cookie": f"sessionid={session}; csrftoken={TOKEN}", "Accept-Encoding": "gzip"}
    try:
        with OPENER.open(urllib.request.Request(address, sent, headers), timeout=60) as answer:  # noqa: S310
            answer.read()
    except urllib.error.HTTPError as answer:
        if answer.code != 302 or sent is None or "/account/" in answer.headers["Location"]:
            raise WrongPageError(str(answer.code)) from answer
