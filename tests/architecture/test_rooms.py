"""Rules between rooms that import-linter cannot say; its contracts are in pyproject.toml."""

from __future__ import annotations

import ast
import re
import sys

import pytest

from tests.architecture.source import PACKAGE, Module, modules, tracked_files

VAGUE = re.compile(r"^(utils?|helpers?|common|misc)(\.|$)")
BETWEEN_DOMAINS = {"actions", "access", "lists"}
# Modules that look deeper into earlier domains, and why.
DEEPER = {"domains/dashboard/demo/": "writes an invented company in bulk, past the actions"}
LARGEST = 400  # lines
UNFINISHED = re.compile(rb"\b(TODO|FIXME|XXX|HACK)\b")
# Where an import may wait for the moment of use, and why.
LATE_IMPORTS = {"config/manage.py": "the settings must be named before Django is imported"}


def domain_modules(file: str) -> list[Module]:
    """Return a domain's modules of one name, whether file or folder."""
    found = [m for m in modules() if m.rooms[0] == "domains" and len(m.rooms) > 2]
    return [m for m in found if m.rooms[2].removesuffix(".py") == file]


@pytest.mark.parametrize(("file", "other"), [("api", "views"), ("views", "api")])
def test_api_and_pages_never_import_each_other(file: str, other: str) -> None:
    wrong = [
        f"{module.name}:{line} {name}"
        for module in domain_modules(file)
        for line, name in module.imports()
        if re.match(rf"lazyit\.domains\.\w+\.{other}\b", name)
    ]
    assert wrong == []


def test_domains_use_each_other_by_the_front_door() -> None:
    wrong = [
        f"{module.name}:{line} {name}"
        for module in modules()
        if module.rooms[0] == "domains" and not module.name.startswith(tuple(DEEPER))
        for line, name in module.imports()
        if (match := re.match(r"lazyit\.domains\.(\w+)\.(\w+)", name))
        and match[1] != module.rooms[1]
        and match[2] not in BETWEEN_DOMAINS
    ]
    assert wrong == []


def test_nothing_is_imported_inside_functions() -> None:
    wrong = [
        f"{module.name}:{statement.lineno}"
        for module in modules()
        if module.rooms[0] != "cli" and module.name not in LATE_IMPORTS
        for function in module.nodes(ast.FunctionDef)
        if not (module.rooms[-1] == "apps.py" and function.name == "ready")
        for statement in ast.walk(function)
        if isinstance(statement, ast.Import | ast.ImportFrom)
    ]
    assert wrong == []


def test_names_say_what_a_thing_is() -> None:
    assert [str(path) for path in tracked_files() if VAGUE.match(path.name)] == []
    assert [str(path) for path in PACKAGE.rglob("*") if VAGUE.match(path.name)] == []


def test_domains_have_no_signal_receivers() -> None:
    wrong = [
        f"{module.name}:{line} {name}"
        for module in modules()
        if module.rooms[0] == "domains"
        for line, name in module.imports()
        if name.startswith(("django.dispatch", "django.db.models.signals"))
    ]
    assert wrong == []


def test_foreign_keys_are_real_ones() -> None:
    assert [m.name for m in modules() if "GenericForeignKey" in m.path.read_text()] == []


@pytest.mark.parametrize("room", ["instance", "cli"])
def test_the_command_runs_bare_on_python_3_10(room: str) -> None:
    for module in (m for m in modules() if m.rooms[0] == room):
        ast.parse(module.path.read_text(), module.name, feature_version=(3, 10))
        foreign = {name.split(".")[0] for _line, name in module.imports()}
        assert foreign - sys.stdlib_module_names - {"lazyit"} == set(), module.name
        assert "tomllib" not in foreign, module.name  # 3.11


def test_files_stay_readable() -> None:
    written = [m for m in modules(tests=True) if "migrations" not in m.rooms]
    assert {m.name: n for m in written if (n := lines(m)) > LARGEST} == {}


def lines(module: Module) -> int:
    return module.path.read_text().count("\n")


def test_nothing_is_left_unfinished() -> None:
    suffixes = {".py", ".html", ".css", ".js", ".md", ".sh", ".toml"}
    unfinished = [
        str(path)
        for path in tracked_files()
        if path.suffix in suffixes
        and path.name != "test_rooms.py"
        and UNFINISHED.search(path.read_bytes())
    ]
    assert unfinished == []
