"""Every next version: whole ones, and one for each thing that can be wrong with a version."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import lazyit
from tests.upgrade.next import faults
from tests.upgrade.next.migrations import ADDITIVE, ALL, Change
from tests.upgrade.next.tree import Tree

REGISTRY = "instance/registry/limits.py"
SETTING = "NEXT_SETTING"


def _nothing(_tree: Tree) -> None:
    """The code stays as it is."""


def _asks_for_setting(tree: Tree) -> None:
    words = f'"{SETTING}", "What only the next version needs.", required=always, since="9.0.0"'
    tree.replace(REGISTRY, "LIMITS = (\n", f"LIMITS = (\n    Setting({words}),\n")
    # As every setting that is always needed: staging runs the new code without any.
    anchor = "PLACEHOLDERS = {\n"
    tree.replace("instance/settings.py", anchor, f'{anchor}    "{SETTING}": "later",\n')
    condition = "from lazyit.instance.registry.conditions import always\n"
    tree.replace(REGISTRY, "from lazyit.instance import formats\n", f"{FORMATS}{condition}")
    told = {"name": SETTING, "since": "9.0.0", "needed": "always"}
    tree.tell(settings=[{**told, "kinds": ["compose", "embedded"]}])


def _says_another_version(tree: Tree) -> None:
    """As if somebody had packed the wrong sources."""
    tree.append("__init__.py", f'\n__version__ = "{lazyit.__version__}"\n')


def _lacks_a_file(tree: Tree) -> None:
    tree.append("config/urls.py", "\nfrom lazyit.config import what_was_not_packed\n")


FORMATS = "from lazyit.instance import formats\n"


@dataclass(frozen=True)
class Variant:
    """What a next version brings."""

    help: str
    changes: tuple[Change, ...] = ALL
    fault: str = faults.NONE  # what lazyit.fault does in it
    edit: Callable[[Tree], None] = _nothing

    def apply(self, tree: Tree, number: str, *, is_live: bool) -> None:
        """Make a copy of the working tree into this version."""
        tree.set_version(number)
        faults.plant(tree, self.fault, is_live=is_live)
        for change in self.changes:
            change.apply(tree)
        self.edit(tree)


VARIANTS = {
    "whole": Variant("adds, drops, rewrites, runs a program over rows, indexes concurrently"),
    "additive": Variant("adds a column and an index, in a moment", ADDITIVE),
    "nothing": Variant("has nothing to migrate", ()),
    "raises": Variant("its migration raises when half of the rows are written", ALL, faults.RAISES),
    "deadlocks": Variant("its migration deadlocks with itself", ALL, faults.DEADLOCKS),
    "slow": Variant(
        "its migration takes ten times as long on the live data", ALL, faults.TAKES_LONG
    ),
    "invalid-index": Variant("its migration leaves an invalid index", ALL, faults.LEAVES_INVALID),
    "empties-table": Variant("its migration empties a table", ALL, faults.EMPTIES),
    "crash-loops": Variant("its web role ends as soon as it starts", ALL, faults.CRASHES),
    "wrong-version": Variant("says that it is the version before", edit=_says_another_version),
    "broken-sign-in": Variant("its sign-in page fails", ALL, faults.NO_SIGN_IN),
    "dead-worker": Variant("its worker runs and does nothing", ALL, faults.DEAD_WORKER),
    "dies": Variant("its web role ends at its third request", ALL, faults.DIES),
    "does-not-load": Variant("its code cannot be imported whole", edit=_lacks_a_file),
    "asks-for-setting": Variant("requires a setting that no file has", edit=_asks_for_setting),
}
