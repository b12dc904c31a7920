"""People's browsers, and whatever a page complains about in them."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Response

from lazyit.foundation.accounts.models import Person
from tests.browser.addresses import Stop
from tests.browser.looking import TALL, WIDE
from tests.browser.world import World, session_of

PATIENCE = 10_000  # milliseconds until a gesture counts as impossible
# Chromium repeats what the server refused, whose status is noted; htmx tells of the request that a
# newer one replaces, as a list being searched wants it, by these two.
EXPECTED = ("Failed to load resource", "htmx:afterRequest,", "htmx:sendAbort,")


@dataclass
class Visitor:
    """Opens browsers that belong to people, and notes what goes wrong in any of them."""

    chromium: Browser
    url: str
    complaints: list[str] = field(default_factory=list)
    _kept: dict[tuple[str | None, str], BrowserContext] = field(default_factory=dict)
    _pages: ExitStack = field(default_factory=ExitStack)

    def open(self, world: World, stop: Stop, *, language: str = "en", width: int = WIDE) -> Page:
        """Return a page of the world as its viewer sees it, in the one tab that a viewer has.

        A tab is a process, which takes longer to start than a page to be shown.
        """
        session = world.sessions[stop.viewer] if stop.viewer else None
        if (session, language) not in self._kept:
            self._kept[session, language] = self._browser_with(session, language=language)
        browser = self._kept[session, language]
        page = browser.pages[0] if browser.pages else browser.new_page()
        page.set_viewport_size({"width": width, "height": TALL})
        answer = page.goto(stop.address(world))
        assert answer is not None
        assert answer.status == stop.status
        return page

    def page_of(self, person: Person | None, path: str, *, scripts: bool = True) -> Page:
        """Return a page in a fresh browser of a person, signed in already."""
        session = session_of(person) if person else None
        context = self._browser_with(session, scripts=scripts)
        self._pages.callback(context.close)
        page = context.new_page()
        page.goto(path)
        return page

    def leave(self) -> None:
        """Close all pages."""
        self._pages.close()

    def close(self) -> None:
        """Close all browsers."""
        for context in self._kept.values():
            context.close()

    def _browser_with(
        self, session: str | None, *, language: str = "en", scripts: bool = True
    ) -> BrowserContext:
        """Return a browser with this session; nobody is signed in if there is none."""
        context = self.chromium.new_context(
            base_url=self.url,
            viewport={"width": WIDE, "height": TALL},
            reduced_motion="reduce",
            locale=language,
            java_script_enabled=scripts,
        )
        context.set_default_timeout(PATIENCE)
        cookies = {"lazyit_theme": "light", "django_language": language, "sessionid": session}
        context.add_cookies(
            [{"name": n, "value": v, "url": self.url} for n, v in cookies.items() if v]
        )
        context.on("console", self._note_console)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("response", self._note_failure)
        context.on("dialog", self._note_dialog)
        return context

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(EXPECTED):
            self.complaints.append(message.text)

    def _note_failure(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.status} {response.url}")

    def _note_dialog(self, dialog: Dialog) -> None:
        self.complaints.append(f"{dialog.type}: {dialog.message}")
        dialog.dismiss()
