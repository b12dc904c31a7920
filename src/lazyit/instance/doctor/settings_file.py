"""The settings, judged as a whole: what is wrong with them, and what has no effect."""

import re
from collections.abc import Iterable

from lazyit.instance.doctor.commands import Commands
from lazyit.instance.doctor.findings import Finding, Words, _, failure, warning, well

NAME = re.compile(r"([A-Z][A-Z0-9_]+)")
TOLD_BY_PERMISSIONS = "others can read"
REFUSED = _("The instance does not start with it, or would not after its next stop.")
IGNORED = _("What was meant by it is not done.")


def check(
    problems: Iterable[str], warnings: Iterable[str], commands: Commands
) -> Iterable[Finding]:
    """Tell each problem, and each name that is no longer, or not yet, a setting."""
    judge = commands.check_settings()
    odd = [text for text in warnings if not text.startswith(TOLD_BY_PERMISSIONS)]
    found = [failure("settings", _said(text), REFUSED, judge) for text in problems]
    found += [warning("settings", _said(text), IGNORED, _look(text, commands)) for text in odd]
    yield from found or [well("settings", _("The settings are good."))]


def _said(text: str) -> Words:
    """What the judges of settings say, always in English, since it names lines of a file."""
    return Words("{text}", {"text": text})


def _look(text: str, commands: Commands) -> str:
    if "env missing" in text:
        return commands.add_settings()
    if "env seal" in text:
        return commands.bare("env seal")
    name = NAME.search(text)
    return f"grep -n '^{name[1]}=' {commands.settings_file}" if name else commands.check_settings()
