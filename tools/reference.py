"""Write the tables of the documentation, and the example of settings, that follow from the code.

tools/reference.py update     write them
tools/reference.py check      exit 1 if one is out of step
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import django

from lazyit.instance import example
from lazyit.instance.registry import LEGACY, SECTIONS, SETTINGS, Setting

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"


def main(arguments: list[str]) -> int:
    """Run one command and return the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lazyit.config.settings")
    django.setup()
    if arguments == ["update"]:
        for path, text in pages().items():
            path.parent.mkdir(parents=True, exist_ok=True)
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
        ROOT / "infra" / "env" / ".env.prod.example": example.render(),
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
    """Yield the lines of the settings tables."""
    yield "# Settings"
    yield ""
    yield (
        "Written by `tools/reference.py` from `instance/registry/`. An embedded instance keeps its"
        " settings in `DATA/env` and makes secrets itself; an instance of containers keeps them in"
        " `infra/env/.env.prod`, beside which"
        " [the example](../../infra/env/.env.prod.example) says the same. `lazyit env explain NAME`"
        " explains one."
    )
    yield from ("", HABITS)
    for section in SECTIONS:
        chosen = [setting for setting in SETTINGS if setting.section == section]
        if not all(setting.later for setting in chosen):
            yield from ("", f"## {section}", "")
            yield "| name | what | needed | if absent | read by | new value | since |"
            yield "| --- | --- | --- | --- | --- | --- | --- |"
            yield from (_row(setting) for setting in chosen if not setting.later)
    later = [f"`{setting.name}`" for setting in SETTINGS if setting.later]
    yield from ("", "## Names that are not read", "")
    yield f"Of features to come, accepted in silence: {', '.join(later)}."
    yield from (
        "",
        "Of earlier versions, each with a warning:",
        "",
        "| name | since |",
        "| --- | --- |",
    )
    for legacy in LEGACY:
        became = f"renamed to `{legacy.renamed_to}`" if legacy.renamed_to else "no longer read"
        yield f"| `{legacy.name}` | {became} since {legacy.removed_in} |"


HABITS = """\
| command | what it does |
| --- | --- |
| `./lazyit env check --file infra/env/.env.prod` | every problem at once, by name and line |
| `./lazyit env missing --file infra/env/.env.prod` | the lines to append, made for \
`>> infra/env/.env.prod`; exit code 1 if something is left to do by hand |
| `git show ORIG_HEAD:infra/env/.env.prod.example \\| ./lazyit env diff -` | what a pull brought |

These need Python alone, and write nothing: nothing of lazyit ever edits an existing settings file.

A blank value counts as absent. A value with spaces at its ends, quotation marks, `#` or `$` goes \
between single quotation marks. Every secret also exists as `NAME_FILE`, the path of a file that \
holds it; for a container, a compose file of your own mounts that file and passes the name."""


def _row(setting: Setting) -> str:
    text = setting.help.replace("|", "\\|")
    cells = [f"`{setting.name}`", text, setting.required.words, _absent(setting)]
    cells += [", ".join(sorted(setting.roles)), _new_value(setting), setting.since]
    return f"| {' | '.join(cells)} |"


def _absent(setting: Setting) -> str:
    if setting.required.words != "no":
        return "refused"
    kinds = sorted(setting.kinds) or [""]
    defaults = {kind: setting.default_for(kind) for kind in kinds if setting.default_for(kind)}
    if len(defaults) == len(kinds) and len(set(defaults.values())) == 1:
        return f"`{defaults[kinds[0]]}`"
    return ", ".join(f"`{text}` ({kind})" for kind, text in defaults.items()) or "nothing"


def _new_value(setting: Setting) -> str:
    if setting.key:
        return "stored data is lost"
    return {"R": "may be given", "N": "never", "": ""}[setting.rotate]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
