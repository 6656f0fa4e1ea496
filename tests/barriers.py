"""What bars a reader from a page: axe (WCAG 2.2 A and AA), its own policy, a width that must be scrolled, a keyboard."""

from collections.abc import Iterator

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
STOPS = """() => {
    const all = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
    const reached = one => one.checkVisibility() && one.tabIndex >= 0 && !one.matches(':disabled');
    const held = [...document.querySelectorAll(all)].filter(reached);
    held.forEach(one => one.dataset.stop = one.type === 'radio' ? `radio ${one.name}` : one.outerHTML.slice(0, 120));
    return [...new Set(held.map(one => one.dataset.stop))];
}"""
"""What a keyboard has to reach: a group of radio buttons is one stop."""
HERE = """() => {
    const one = document.activeElement, drawn = getComputedStyle(one);
    const region = one instanceof SVGElement && parseFloat(getComputedStyle(one.querySelector('path')).strokeWidth) >= 4;
    return [one.dataset.stop || '', drawn.outlineStyle !== 'none' || drawn.boxShadow !== 'none' || region];
}"""
"""Where the keyboard is, and whether that is seen: a region of the body map has a thick border."""
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"


def findings(opened: Window) -> list[str]:
    """What axe finds on the open page, what the policy refused, and whether it must be scrolled sideways."""
    found = Axe().run(opened.page, options=RULES)
    told = [
        f"{one['id']}: {node['html'][:120]}" for one in found.response["violations"] for node in one["nodes"]
    ]
    heard = [str(one) for one in opened.complaints if "the server responded with a status of" not in one.said]
    wide = ["the page is wider than the screen"] if opened.page.evaluate(TOO_WIDE) else []
    wide += ["the page is wider than the screen at 200 %"] if _zoomed(opened) else []
    return told + heard + wide + list(_not_by_keyboard(opened))


def _not_by_keyboard(opened: Window) -> Iterator[str]:
    """What Tab does not reach, or reaches unseen (WCAG 2.1.1, 2.4.7), in a wide window."""
    if opened.page.viewport_size is None or opened.page.viewport_size["width"] != WIDE:
        return
    left = set(opened.page.evaluate(STOPS))
    opened.page.evaluate("document.activeElement.blur()")
    for _ in range(5 * len(left) + 5):  # a date is four stops
        if not left:
            break
        opened.page.keyboard.press("Tab")
        stop, seen = opened.page.evaluate(HERE)
        if stop in left and not seen:
            yield f"the focus is not seen: {stop}"
        left.discard(stop)
    yield from (f"Tab does not reach {stop}" for stop in left)


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
