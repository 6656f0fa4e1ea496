"""A browser without a screen: one session on a real server, its cookies, its forms and what they hold."""

import re
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener


class _Staying(HTTPRedirectHandler):
    """A redirection is an answer."""

    def redirect_request(self, *_: object) -> None:
        return None


@dataclass
class Browser:
    """Whoever holds this session, at this address, reading this language."""

    address: str
    session: str
    language: str
    jar: CookieJar = field(default_factory=CookieJar)

    def get(self, path: str) -> tuple[int, str]:
        """The answer to a GET: its status and its page."""
        return self._asked(path, None)

    def post(self, path: str, filled: dict[str, str]) -> tuple[int, str]:
        """The answer to a POST."""
        return self._asked(path, urlencode(filled).encode())

    def form(self, path: str, **typed: str) -> dict[str, str]:
        """A form as it stands in a page, with what is typed into it: also its marks."""
        status, page = self.get(path)
        assert status == 200, page
        marks = {name: _value(page, name) for name in ("csrfmiddlewaretoken", "once")}
        return {**marks, **typed}

    def _asked(self, path: str, body: bytes | None) -> tuple[int, str]:
        kept = "; ".join(f"{one.name}={one.value}" for one in self.jar)
        headers = {
            "Cookie": f"sessionid={self.session}; {kept}", "Accept-Language": self.language,
            "Origin": self.address, "Connection": "close",
        }  # fmt: skip
        opener = build_opener(_Staying, HTTPCookieProcessor(self.jar))
        try:
            with opener.open(Request(self.address + path, body, headers), timeout=60) as answer:  # noqa: S310
                return answer.status, answer.read().decode()
        except HTTPError as error:
            return error.code, error.read().decode()


def _value(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found, f"the page has no {name}"
    return found[1]
