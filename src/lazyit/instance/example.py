"""The example of an environment file, and what changed since an earlier one."""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from lazyit.instance import registry
from lazyit.instance.environment import written
from lazyit.instance.registry import COMPOSE, EMBEDDED, Setting, is_random

PLACEHOLDER = "CHANGE_ME"
LINE = re.compile(r"(#?)([A-Z][A-Z0-9_]*)=(.*)")
HEADS = {
    COMPOSE: "The settings of an instance of containers. ./infra/start.sh writes a file like this "
    "one with fresh secrets; by hand: copy it to infra/env/.env.prod, chmod 600, give a value to "
    f"every {PLACEHOLDER}, and judge it with ./lazyit env check --file infra/env/.env.prod. A line "
    "that begins with # shows what holds without it. Keep a copy of your file outside this host.",
    EMBEDDED: "The settings of an embedded instance. lazyit up writes DATA/env with fresh secrets; "
    "a line that begins with # shows what holds without it.",
}


def render(kind: str = COMPOSE) -> str:
    """Every setting that a file of this kind of instance may say, a section after the other."""
    lines = [*_comment(HEADS[kind])]
    for section in registry.SECTIONS:
        chosen = [s for s in registry.SETTINGS if s.section == section and _shown(s, kind)]
        if chosen:
            lines += ["", f"## {section}"]
        for setting in chosen:
            lines += ["", *_comment(f"{setting.help} {_facts(setting)}"), _line(setting, kind)]
    return "\n".join(lines) + "\n"


def _shown(setting: Setting, kind: str) -> bool:
    return kind in setting.kinds and not setting.later


def _facts(setting: Setting) -> str:
    needed = setting.required.words
    facts = [f"Format: {setting.format.words}."] if setting.format.words != "text" else []
    facts += [] if needed == "no" else [f"Needed: {needed}."]
    facts += ["A new value makes stored data unreadable."] if setting.key else []
    return " ".join([*facts, f"Since {setting.since}."])


def _line(setting: Setting, kind: str) -> str:
    known = {"LAZYIT_KIND": kind, "AUTH_MODE": "local", "POSTGRES_PASSWORD": PLACEHOLDER}
    known["LAZYIT_SITE_ADDRESS"] = "localhost"
    value = setting.default_for(kind) or _made(setting, known)
    needed = setting.required(known) or setting.wanted(known)
    return f"{'' if needed else '#'}{setting.name}={written(value) if value else ''}"


def _made(setting: Setting, known: "dict[str, str]") -> "str | None":
    if setting.generate and not is_random(setting):
        return setting.generate(known)
    return PLACEHOLDER if setting.required(known) else None


def _comment(text: str) -> "list[str]":
    return textwrap.wrap(text, 98, initial_indent="# ", subsequent_indent="# ")


@dataclass(frozen=True)
class Change:
    """What became of one name since an earlier example."""

    name: str
    what: str  # added, removed, renamed, changed
    text: str
    needed: bool = False


def changes(earlier: str, kind: str = COMPOSE) -> "list[Change]":
    """What this version's example has that an earlier one had not, and the other way round."""
    old, new = _entries(earlier), _entries(render(kind))
    return [
        *(_added(name) for name in new if name not in old),
        *(_gone(name) for name in old if name not in new),
        *_changed(old, new),
    ]


def _entries(text: str) -> "dict[str, tuple[bool, str]]":
    matches = (LINE.match(line) for line in text.splitlines())
    return {match[2]: (not match[1], match[3]) for match in matches if match}


def _added(name: str) -> Change:
    setting = registry.BY_NAME[name]
    needed = setting.required.words
    words = "" if needed == "no" else f" (needed: {needed})"
    return Change(name, "added", f"since {setting.since}{words}: {setting.help}", needed != "no")


def _gone(name: str) -> Change:
    legacy = registry.LEGACY_BY_NAME.get(name)
    if legacy and legacy.renamed_to:
        return Change(name, "renamed", f"now {legacy.renamed_to}, since {legacy.removed_in}")
    since = f"no longer read since {legacy.removed_in}" if legacy else "no longer read"
    return Change(name, "removed", since)


def _changed(
    old: "dict[str, tuple[bool, str]]", new: "dict[str, tuple[bool, str]]"
) -> "Iterator[Change]":
    for name in (name for name in new if name in old and new[name] != old[name]):
        was, now = old[name], new[name]
        if was[1] != now[1]:
            yield Change(name, "changed", f"{was[1] or 'nothing'} became {now[1] or 'nothing'}")
        else:
            needed = "is needed now" if now[0] else "is no longer needed"
            yield Change(name, "changed", needed, needed=now[0])
