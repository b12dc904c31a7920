"""Only actions write."""

from __future__ import annotations

import ast
import re

from tests.architecture.source import Module, modules

WRITES = {"save", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
WRITES_ON_A_QUERY = {"create", "update", "delete"}
QUERY = re.compile(r"\bobjects\b|\.(filter|exclude|all|live|select_for_update)\(")
NOT_ROWS = re.compile(r"(cache|session|cookies?|response|headers)$")

# Machinery that writes its own rows, and why it is not an action.
MACHINERY = {
    "foundation/audit/models.py": "history rows write themselves, for every action",
    "foundation/search/index.py": "the search row, for every action",
    "foundation/records/": "the shared half of every action",
    "foundation/jobs/running.py": "the lease and the state of a running job",
    "foundation/accounts/principals.py": "when a token was last used",
    "foundation/accounts/attempts.py": "failed sign-ins, which are no records",
    "foundation/operations/": "what the instance knows of itself",
    "domains/dashboard/demo/": "fills an empty instance with demo data",
}


def is_write(call: ast.Call) -> bool:
    """Say whether a call looks like one that changes rows."""
    if not isinstance(call.func, ast.Attribute):
        return False
    receiver = ast.unparse(call.func.value)
    if NOT_ROWS.search(receiver):
        return False
    on_query = call.func.attr in WRITES_ON_A_QUERY and bool(QUERY.search(receiver))
    of_one = call.func.attr == "delete" and not call.args  # routers take a path
    return on_query or of_one or call.func.attr in WRITES


def may_write(module: Module) -> bool:
    """Say whether a module is an action, a migration or listed machinery."""
    named = {"actions", "actions.py", "migrations"} & set(module.rooms)
    return bool(named) or module.name.startswith(tuple(MACHINERY))


def test_only_actions_write() -> None:
    wrong = [
        f"{module.name}:{call.lineno} {ast.unparse(call)[:80]}"
        for module in modules()
        if not may_write(module)
        for call in module.nodes(ast.Call)
        if is_write(call)
    ]
    assert wrong == []
