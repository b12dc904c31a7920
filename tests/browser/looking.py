"""What is looked at on every page: its shape, what axe finds, how it looks."""

from __future__ import annotations

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SHOTS = Path("var/screenshots")
TALL = 900
WIDTHS = WIDE, NARROW = 1440, 390
MIDDLE = 1024
THEMES = ("light", "dark")
LANGUAGES = ("en", "es")
QUICKLY = {"resultTypes": ["violations"], "preload": False}
CONTRAST = {"runOnly": ["color-contrast"]}  # the one rule that depends on the theme

# A colour that is inherited begins to change only when its parent's has: hence several rounds.
SETTLED = """async () => {
    for (let quiet = 0, round = 0; quiet < 2 && round < 50; round++) {
        await new Promise(done => requestAnimationFrame(() => setTimeout(done)))
        quiet = document.getAnimations().length ? 0 : quiet + 1
    }
}"""
SHAPE = """() => [
    document.documentElement.lang,
    [...document.querySelectorAll("h1")].map(each => each.innerText),
    document.title,
]"""


def shape_of(page: Page, language: str) -> list[str]:
    """Return what is wrong with a page's frame."""
    spoken, titles, title = page.evaluate(SHAPE)
    found = [] if spoken == language else [f"speaks {spoken}"]
    if len(titles) != 1 or not titles[0].strip():
        found.append(f"not one heading: {titles}")
    if not title.removesuffix("· lazyit").strip():
        found.append("no title")
    return found


def overflow_of(page: Page) -> int:
    """Return by how many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def violations_of(page: Page, rules: dict[str, list[str]] | None = None) -> list[str]:
    """Return what axe finds, of every severity."""
    found = Axe().run(page, options={**QUICKLY, **(rules or {})}).response["violations"]
    return [f"{v['id']}: {[n['target'] for n in v['nodes']][:4]}" for v in found]


def wear(page: Page, theme: str) -> None:
    """Change the theme as its menu does."""
    page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
    page.evaluate(SETTLED)


def resize(page: Page, width: int) -> None:
    """Change the width."""
    page.set_viewport_size({"width": width, "height": TALL})
    page.evaluate(SETTLED)


def photograph(page: Page, *words: object) -> None:
    """Keep a picture of the whole page, named by what it shows."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    name = "-".join(map(str, words))
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
