"""Keep the Spanish texts of each room beside it, complete and compiled.

    tools/translations.py update [ROOM…]     extract, keep what is translated, compile
    tools/translations.py check [ROOM…]      say what is missing or wrong; exit 1 if anything is
    tools/translations.py compile [ROOM…]    write the .mo files that Django reads

A room is a folder such as src/lazyit/domains/assets; without one, all rooms are meant.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "lazyit"
SAME_ON_PURPOSE = Path(__file__).with_name("same_in_spanish.txt")
LANGUAGE = "es"
HEADER = """\
msgid ""
msgstr ""
"Language: es\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}|%%")
MARKUP = re.compile(r"</?\w+")

Texts = dict[tuple[str | None, str], Message]


def main(arguments: list[str]) -> int:
    """Run one command and return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("command", choices=["update", "check", "compile"])
    parser.add_argument("rooms", nargs="*", type=Path)
    options = parser.parse_args(arguments)
    rooms = [room.resolve() for room in options.rooms] or list(all_rooms())
    if options.command == "check":
        return check(rooms)
    if options.command == "update":
        update(rooms)
    compile_catalogs(rooms)
    return 0


def all_rooms() -> Iterator[Path]:
    """Yield every folder that has texts of its own."""
    yield from (SOURCE / "kernel", SOURCE / "config", SOURCE / "instance")
    for storey in ("foundation", "domains"):
        yield from sorted(p.parent for p in (SOURCE / storey).glob("*/__init__.py"))


def catalog_path(room: Path) -> Path:
    """Return where a room keeps its Spanish."""
    return room / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def update(rooms: Iterable[Path]) -> None:
    """Bring the catalogs in step with the code; a text known to another room comes translated."""
    known = _translated(all_rooms())
    for room in rooms:
        found = extracted(room)
        for message in found:
            same = known.get(_key(message))
            if message.id and same and isinstance(same.string, type(message.string)):
                message.string = same.string
        known.update(_filled(found))
        _write(room, found)


def check(rooms: Iterable[Path]) -> int:
    """Print every problem; return 1 if there is one."""
    everywhere = _translated(all_rooms())
    problems = [problem for room in rooms for problem in problems_of(room, everywhere)]
    print("\n".join(problems) or "Translations are complete.")
    return 1 if problems else 0


def compile_catalogs(rooms: Iterable[Path]) -> None:
    """Write the binary catalogs."""
    for room in rooms:
        path = catalog_path(room)
        if path.exists():
            with path.with_suffix(".mo").open("wb") as file:
                write_mo(file, _read(path))


def extracted(room: Path) -> Catalog:
    """Return the texts that a room's code and templates contain, untranslated."""
    catalog = Catalog(locale=LANGUAGE, fuzzy=False)
    for path in sorted(room.rglob("*.py")):
        if "tests" not in path.relative_to(room).parts:
            _collect(catalog, path.read_text())
    for path in sorted((room / "templates").rglob("*.*")):
        _collect(catalog, _as_python(path))
    return catalog


def problems_of(room: Path, everywhere: Texts) -> Iterator[str]:
    """Yield what is wrong with a room's Spanish."""
    name = room.relative_to(ROOT)
    path = catalog_path(room)
    stored = {_key(m): m for m in _read(path) if m.id} if path.exists() else {}
    wanted = {_key(m): m for m in extracted(room) if m.id}
    for words, keys in (
        ("not in the catalog, run update", wanted.keys() - stored.keys()),
        ("no longer used, run update", stored.keys() - wanted.keys()),
    ):
        if keys:
            yield f"{name}: {len(keys)} texts {words}: {min(key[1] for key in keys)!r}…"
    for key in sorted(wanted.keys() & stored.keys(), key=str):
        fault = _fault(stored[key], everywhere.get(key))
        if fault:
            yield f"{name}: {fault}: {key[1]!r}"


def _fault(message: Message, elsewhere: Message | None) -> str | None:
    english, spanish = _forms(message.id), _forms(message.string)
    if message.fuzzy:
        return "fuzzy"
    if not all(spanish):
        return "not translated"
    if _shape(english[-1]) != _shape(spanish[-1]):
        return "placeholders, markup or outer spaces differ"
    if message.string in (message.id, english[0]) and english[0] not in same_on_purpose():
        return f"same as the English (if right, add it to {SAME_ON_PURPOSE.name})"
    if elsewhere and elsewhere.string != message.string:
        return f"another room says {elsewhere.string!r}"
    return None


def same_on_purpose() -> set[str]:
    """Return the texts that are the same in both languages."""
    lines = SAME_ON_PURPOSE.read_text().splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def _shape(text: str) -> tuple[list[str], list[str], bool, bool]:
    """Return what a translation must keep."""
    return (
        sorted(PLACEHOLDER.findall(text)),
        sorted(MARKUP.findall(text)),
        text != text.lstrip(),
        text != text.rstrip(),
    )


def _collect(catalog: Catalog, code: str) -> None:
    texts = extract("python", BytesIO(code.encode()), KEYWORDS, options={"encoding": "utf-8"})
    for _line, text, _comments, context in texts:
        untranslated = "" if isinstance(text, str) else ("",) * len(text)
        catalog.add(text, untranslated, context=context)


def _as_python(path: Path) -> str:
    # Indentation means nothing in a template and would be an error in Python.
    lines = templatize(path.read_text(), origin=str(path)).splitlines()
    return "\n".join(line.strip() for line in lines)


def _forms(text: Any) -> list[str]:
    """Return singular and plural, or the one form there is."""
    return [text] if isinstance(text, str) else list(text)


def _key(message: Message) -> tuple[str | None, str]:
    return (message.context, _forms(message.id)[0])


def _translated(rooms: Iterable[Path]) -> Texts:
    """Return the first translation of every text, as Django would find it."""
    found: Texts = {}
    for room in rooms:
        if catalog_path(room).exists():
            found = {**_filled(_read(catalog_path(room))), **found}
    return found


def _filled(catalog: Catalog) -> Texts:
    return {_key(m): m for m in catalog if m.id and all(_forms(m.string))}


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def _write(room: Path, catalog: Catalog) -> None:
    path = catalog_path(room)
    if not len(catalog):
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    body = BytesIO()
    write_po(body, catalog, width=100, no_location=True, omit_header=True, sort_output=True)
    path.write_text(HEADER + body.getvalue().decode().strip() + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
