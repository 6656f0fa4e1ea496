"""How someone works at a page: with the mouse, or with the keyboard alone, where focus must be seen and go in order."""

from typing import Any

from playwright.sync_api import Locator, Page

MOST_TABS = 150
SEEN = """() => {
    const one = document.activeElement, look = getComputedStyle(one), box = one.getBoundingClientRect();
    const styled = look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2;
    return { name: one.outerHTML.slice(0, 90), styled, inside: box.width > 0 && box.height > 0 && box.bottom > 0
        && box.top < innerHeight && box.right > 0 && box.left < innerWidth };
}"""
FOLLOWS = """() => {
    const before = window.lastFocused, now = document.activeElement;
    window.lastFocused = now;
    return !before?.isConnected || Boolean(before.compareDocumentPosition(now) & Node.DOCUMENT_POSITION_FOLLOWING);
}"""


class Hand:
    """The mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, one: Locator) -> None:
        """A button or a link."""
        one.click()

    def write(self, one: Locator, text: str) -> None:
        """One line of text."""
        one.fill(text)

    def choose(self, one: Locator, value: str) -> None:
        """One of a list."""
        one.select_option(value)


class Keyboard(Hand):
    """No mouse: Tab, letters, arrows, Enter."""

    def press(self, one: Locator) -> None:
        """Reach it and press Enter."""
        self.reach(one)
        self.page.keyboard.press("Enter")

    def write(self, one: Locator, text: str) -> None:
        """Reach the line and type."""
        self.reach(one)
        self.page.keyboard.type(text)

    def choose(self, one: Locator, value: str) -> None:
        """Reach the list and go up or down in it."""
        self.reach(one)
        for key in ("ArrowDown",) * 6 + ("ArrowUp",) * 6:
            if one.input_value() == value:
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"the list never came to {value}")

    def reach(self, one: Locator) -> None:
        """Go to it with Tab; every stop on the way is visible, and stands after the one before it."""
        one.wait_for()
        here: Any = one.element_handle()
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("document.activeElement === document.body"):
                continue  # round the end of the page
            assert self.page.evaluate(FOLLOWS), f"focus went back: {self.page.evaluate(SEEN)}"
            seen = self.page.evaluate(SEEN)
            assert seen["styled"], f"focus cannot be seen: {seen}"
            assert seen["inside"], f"focus is off the screen: {seen}"
            if self.page.evaluate("here => document.activeElement === here", here):
                return
        raise AssertionError(f"the keyboard does not reach {one}")
