"""What bars a reader from a page: axe (WCAG 2.2 A and AA), the page's own policy, and a width that must be scrolled."""

from axe_playwright_python.sync_playwright import Axe
from browser import Reader, Window

WIDE = 1280
READERS = (Reader("ja", WIDE), Reader("en", 320, dark=True))
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],  # what passes is not written down
}
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"


def findings(opened: Window) -> list[str]:
    """What axe finds on the open page, what the policy refused, and whether it must be scrolled sideways."""
    found = Axe().run(opened.page, options=RULES)
    told = [
        f"{one['id']}: {node['html'][:120]}" for one in found.response["violations"] for node in one["nodes"]
    ]
    heard = [one for one in opened.complaints if "the server responded with a status of" not in one]
    wide = ["the page is wider than the screen"] if opened.page.evaluate(TOO_WIDE) else []
    return told + heard + wide + (["the page is wider than the screen at 200 %"] if _zoomed(opened) else [])


def _zoomed(opened: Window) -> bool:
    """Too wide at 200 % (WCAG 1.4.10)? Zoom gives a wide window half the points, each twice as large."""
    size = opened.page.viewport_size
    if size is None or size["width"] != WIDE:
        return False
    screen = opened.page.context.new_cdp_session(opened.page)
    half = {name: size[name] // 2 for name in ("width", "height")}
    screen.send("Emulation.setDeviceMetricsOverride", {**half, "deviceScaleFactor": 2, "mobile": False})
    try:
        return bool(opened.page.evaluate(TOO_WIDE))
    finally:
        screen.send("Emulation.setDeviceMetricsOverride", {**size, "deviceScaleFactor": 1, "mobile": False})
        screen.detach()


def shown(opened: Window, address: str) -> bool:
    """Go to an address, with nothing left of the page before. False if it shows no page: a form's, a file's."""
    told = opened.page.request.get(address)
    if not told.ok or not told.headers.get("content-type", "").startswith("text/html"):
        return False
    opened.complaints.clear()
    answer = opened.page.goto(address)
    return answer is not None and answer.ok
