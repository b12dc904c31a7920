"""What the next version does to the database, with models that fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.upgrade.next.tree import Tree

ASSETS, DASHBOARD = "domains/assets", "domains/dashboard"
ASSET = f"{ASSETS}/models/asset.py"


@dataclass(frozen=True)
class Change:
    """One migration, what it does to the models, and what release.json says of it."""

    app: str
    word: str
    body: str
    models: Callable[[Tree], None]
    kind: str
    tables: tuple[str, ...]
    in_python: bool = False

    def apply(self, tree: Tree) -> None:
        """Add it to a tree."""
        name = tree.add_migration(self.app, self.word, self.body)
        self.models(tree)
        told = {"name": name, "class": self.kind, "python": self.in_python}
        tree.tell_migration({**told, "makes": [], "tables": [*self.tables]})


def _operation(text: str) -> str:
    return f"""
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [(NEWEST)]
    operations = [{text}]
"""


def _with_colour(tree: Tree) -> None:
    anchor = '    name_folded = folded("name")\n'
    tree.replace(
        ASSET, anchor, f"    colour = models.CharField(max_length=40, null=True)\n{anchor}"
    )


def _without_date(tree: Tree) -> None:
    line = "    dismissed_at = models.DateTimeField(db_default=Now())\n"
    tree.replace(f"{DASHBOARD}/models.py", line, "")
    tree.replace(f"{DASHBOARD}/actions.py", ', "dismissed_at": clock.now()', "")


def _with_wide_lives(tree: Tree) -> None:
    line = "useful_life_months = models.PositiveIntegerField(null=True)"
    tree.replace(ASSET, line, line.replace("Positive", "PositiveBig"))


def _with_index(tree: Tree) -> None:
    anchor = "        indexes = [\n"
    index = '            models.Index(fields=["colour"], name="asset_by_colour"),\n'
    tree.replace(ASSET, anchor, anchor + index)


def _as_it_is(_tree: Tree) -> None:
    """The models stay."""


ADD = Change(
    ASSETS,
    "colour",
    _operation(
        'migrations.AddField("asset", "colour", models.CharField(max_length=40, null=True))'
    ),
    _with_colour,
    "additive",
    ("assets_asset",),
)
DROP = Change(
    DASHBOARD,
    "no_date",
    _operation('migrations.RemoveField("dismissal", "dismissed_at")'),
    _without_date,
    "lock",
    ("dashboard_dismissal",),
)
REWRITE = Change(
    ASSETS,
    "wide_lives",
    _operation(
        'migrations.AlterField("asset", "useful_life_months", '
        "models.PositiveBigIntegerField(null=True))"
    ),
    _with_wide_lives,
    "rewrite",
    ("assets_asset",),
)
FILL = Change(
    ASSETS,
    "fill_colour",
    '''
from django.db import migrations

from lazyit import fault

COLOURS = ("red", "green", "blue")


def fill(apps, schema_editor):
    """Decide for each row by a program; what was written before a fault stays written."""
    assets = apps.get_model("assets", "Asset").objects
    rows = list(assets.order_by("pk").values_list("pk", "name"))
    half = len(rows) // 2
    paint(assets, rows[:half])
    fault.in_migration(schema_editor.connection)
    paint(assets, rows[half:])


def paint(assets, rows):
    for start in range(0, len(rows), 3000):
        part = rows[start : start + 3000]
        for number, colour in enumerate(COLOURS):
            found = [pk for pk, name in part if len(name) % len(COLOURS) == number]
            assets.filter(pk__in=found).update(colour=colour)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [(NEWEST)]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
''',
    _as_it_is,
    "rewrite",
    (),  # which ones a program touches is not known before it runs
    in_python=True,
)
INDEX = Change(
    ASSETS,
    "by_colour",
    """
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [(NEWEST)]
    operations = [
        AddIndexConcurrently("asset", models.Index(fields=["colour"], name="asset_by_colour"))
    ]
""",
    _with_index,
    "additive",
    ("assets_asset",),
)

ALL = (ADD, DROP, REWRITE, FILL, INDEX)
ADDITIVE = (ADD, INDEX)
