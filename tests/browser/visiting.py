"""People's browsers, and whatever a page complains about in them."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Self

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Response

from lazyit.foundation.accounts.models import Person
from tests.browser.addresses import Stop
from tests.browser.looking import TALL, WIDE
from tests.browser.world import World, session_of

PATIENCE = 10_000  # milliseconds until a gesture counts as impossible


@dataclass
class Visitor:
    """Opens browsers that belong to people, and closes them all at the end."""

    chromium: Browser
    url: str
    complaints: list[str] = field(default_factory=list)
    _open: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_reason: object) -> None:
        self._open.close()

    def browser_of(
        self,
        session: str | None,
        *,
        language: str = "en",
        width: int = WIDE,
        scripts: bool = True,
    ) -> BrowserContext:
        """Return a browser with this session; nobody is signed in if there is none."""
        context = self.chromium.new_context(
            base_url=self.url,
            viewport={"width": width, "height": TALL},
            reduced_motion="reduce",
            locale=language,
            java_script_enabled=scripts,
        )
        self._open.callback(context.close)
        context.set_default_timeout(PATIENCE)
        cookies = {"lazyit_theme": "light", "django_language": language}
        if session is not None:
            cookies["sessionid"] = session
        context.add_cookies([{"name": n, "value": v, "url": self.url} for n, v in cookies.items()])
        context.on("console", self._note_console)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("response", self._note_failure)
        context.on("dialog", self._note_dialog)
        return context

    def open(self, world: World, stop: Stop, *, language: str = "en", width: int = WIDE) -> Page:
        """Return a page of the world as its viewer sees it."""
        session = world.sessions[stop.viewer] if stop.viewer else None
        page = self.browser_of(session, language=language, width=width).new_page()
        answer = page.goto(stop.address(world))
        assert answer is not None
        assert answer.status == stop.status
        return page

    def page_of(self, person: Person | None, path: str, *, scripts: bool = True) -> Page:
        """Return a page in a fresh browser of a person, signed in already."""
        session = session_of(person) if person else None
        page = self.browser_of(session, scripts=scripts).new_page()
        page.goto(path)
        return page

    def _note_console(self, message: ConsoleMessage) -> None:
        # What the server refused is noted by its status; Chromium only repeats it here.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def _note_failure(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.status} {response.url}")

    def _note_dialog(self, dialog: Dialog) -> None:
        self.complaints.append(f"{dialog.type}: {dialog.message}")
        dialog.dismiss()
