"""What a person does on a page, in the words that stand on it."""

from __future__ import annotations

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Locator, Page, expect

PASSWORD = "A-horse-of-7-staples"  # the tests' other one is refused where people choose theirs
PERIOD = 30  # seconds that a code is shown for


def press(scope: Page | Locator, name: str) -> None:
    """Press a button, or a link that looks like one."""
    button = scope.get_by_role("button", name=name, exact=True)
    button.or_(scope.get_by_role("link", name=name, exact=True)).first.click()


def dialog_of(page: Page, title: str) -> Locator:
    """Return the dialog with this title, once it is open."""
    dialog = page.get_by_role("dialog", name=title)
    expect(dialog).to_be_visible()
    return dialog


def pick(page: Page, label: str, words: str) -> None:
    """Search in a picker and take the first that it finds."""
    field = page.get_by_role("combobox", name=label)
    field.fill(words)
    expect(page.get_by_role("option", name=words).first).to_be_visible()
    field.press("Enter")


def sign_in(page: Page, name: str, password: str) -> None:
    """Sign in on the page that asks for it."""
    page.get_by_label("E-mail or username").fill(name)
    page.get_by_label("Password").fill(password)
    press(page, "Sign in")


def code_of(secret: str, *, ahead: int = 0) -> str:
    """Return the code that an authenticator application shows, now or some periods ahead."""
    counter = int(time.time()) // PERIOD + ahead
    return str(format_hotp_value(hotp_value(secret.replace(" ", ""), counter)))
