"""Write the tables of the documentation that follow from the code.

tools/reference.py update     write them
tools/reference.py check      exit 1 if one is out of step
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import django

from lazyit.instance.registry import SETTINGS, Setting

DOCS = Path(__file__).resolve().parent.parent / "docs"


def main(arguments: list[str]) -> int:
    """Run one command and return the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lazyit.config.settings")
    django.setup()
    if arguments == ["update"]:
        for path, text in pages().items():
            path.write_text(text)
        return 0
    stale = [
        path for path, text in pages().items() if not path.exists() or path.read_text() != text
    ]
    print("\n".join(f"{path}: run tools/reference.py update" for path in stale) or "Up to date.")
    return 1 if stale else 0


def pages() -> dict[Path, str]:
    """Return every generated page with its text."""
    return {
        DOCS / "develop" / "permissions.md": "\n".join(permissions()) + "\n",
        DOCS / "operate" / "settings.md": "\n".join(settings()) + "\n",
    }


def permissions() -> Iterator[str]:
    """Yield the lines of the permission table."""
    from lazyit.foundation.rbac import catalogue  # only now is Django set up

    yield "# Permissions"
    yield ""
    yield (
        "The closed catalogue, written by `tools/reference.py` from `foundation/rbac/catalogue.py`."
        " An administrator holds all; members and viewers hold what the settings give them. The"
        " table shows a fresh instance. Service accounts hold what they were given, and never a"
        " permission marked *people only*."
    )
    for area in catalogue.AREAS:
        yield from ("", f"## {area.label}", "", "| permission | allows | from | notes |")
        yield "| --- | --- | --- | --- |"
        for p in area.permissions:
            notes = [
                word for word, on in (("sensitive", p.sensitive), ("machines", p.machine)) if on
            ]
            notes += ["people only"] * (p.name in catalogue.NEVER_FOR_SERVICE_ACCOUNTS)
            yield f"| `{p.name}` | {p.label} | {p.default} | {', '.join(notes)} |"


def settings() -> Iterator[str]:
    """Yield the lines of the settings table."""
    yield "# Settings"
    yield ""
    yield (
        "Written by `tools/reference.py` from `instance/registry.py`. The embedded instance keeps"
        " them in `DATA/env` and makes secrets itself; `lazyit env explain NAME` says the same."
        " Every secret also exists as `NAME_FILE`, the path of a file that holds it."
    )
    yield from ("", "| name | what | if absent | since |", "| --- | --- | --- | --- |")
    for setting in SETTINGS:
        yield f"| `{setting.name}` | {setting.help} | {_absent(setting)} | {setting.since} |"


def _absent(setting: Setting) -> str:
    if setting.default is not None:
        return f"`{setting.default}`"
    if setting.generate:
        return "made at the first start"
    return "refused" if setting.required({}) else "nothing"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
