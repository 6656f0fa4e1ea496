"""Reading the demo's pages as a browser would: log in with both factors, fetch every page that shows something."""

import http.cookiejar
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.urls import URLPattern, get_resolver, reverse

from nagi.clinic.access.rights import RIGHTS
from nagi.clinic.api.door import Entrance
from nagi.clinic.demo.command import code
from nagi.clinic.demo.objects import known_names, newest
from nagi.clinic.demo.population import Population
from nagi.clinic.records.models import Role

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
OK, WRONG_METHOD = 200, 405
PERIOD, LEAST_SECONDS = 30, 4
"""How long a code of the second factor holds, and how much of it a login needs."""


@dataclass(frozen=True)
class Read:
    """One page as one role read it."""

    role: str
    address: str
    status: int
    logged_in: bool

    @property
    def good(self) -> bool:
        """It came, and it was not the login."""
        return self.status in {OK, WRONG_METHOD} and self.logged_in


class Reader:
    """A browser without a window."""

    def __init__(self, root: str) -> None:
        self.root = root
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def get(self, path: str, **form: str) -> tuple[int, str, str]:
        """Status, address in the end, and text; with a form it is sent."""
        data = urllib.parse.urlencode(form).encode() if form else None
        try:
            with self.opener.open(urllib.parse.urljoin(self.root, path), data) as answer:
                raw = answer.read()
                return answer.status, answer.url, raw.decode(errors="replace")
        except urllib.error.HTTPError as error:
            return error.code, error.url or path, ""

    def log_in(self, email: str, password: str, secret: str) -> None:
        """Password, then the second factor."""
        _, at, page = self.get("/account/login/")
        if PERIOD - time.time() % PERIOD < LEAST_SECONDS:
            time.sleep(LEAST_SECONDS)  # the code must not change between here and the server
        _, at, page = self.get(at, login=email, password=password, csrfmiddlewaretoken=_token(page))
        self.get(at, code=code(secret), csrfmiddlewaretoken=_token(page))


def read_pages(population: Population, root: str) -> list[Read]:
    """Every page that some role may see, as each role that may."""
    found = []
    for role, person in population.house.staff.items():
        reader = Reader(root)
        reader.log_in(person.email, population.keys.password, population.keys.secret)
        for path in _pages(role, population.house.clinic):
            status, at, _ = reader.get(path)
            found.append(Read(role.value, path, status, "/account/" not in at))
    return found


def _pages(role: Role, clinic: UUID) -> Iterator[str]:
    for one in get_resolver().url_patterns:
        if not isinstance(one, URLPattern) or not known_names(one):
            continue
        guard = one.callback.door  # type: ignore[attr-defined]
        if isinstance(guard, Entrance):
            continue  # for programs, not for people
        values = {name: newest(name, clinic) for name in one.pattern.converters}
        if (
            guard.kind != "change"
            and guard.right
            and role in RIGHTS[guard.right]
            and None not in values.values()
        ):
            yield reverse(str(one.name), kwargs=values)


def _token(page: str) -> str:
    found = TOKEN.search(page)
    return found.group(1) if found else ""
