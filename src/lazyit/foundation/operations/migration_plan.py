"""What pending migrations would do: to which tables, with how many rows, under which locks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.db.migrations.state import ProjectState

from lazyit.foundation.operations.statements import ALONE, LOCK, REWRITE, Effect, effects, heaviest

COUNTED_BELOW = 64 * 1024 * 1024  # bytes of a table; a larger one is estimated
IN_PYTHON = "-- THIS OPERATION CANNOT BE WRITTEN AS SQL"


@dataclass(frozen=True, slots=True)
class Rows:
    """How many rows a table has."""

    number: int
    is_estimate: bool

    def __str__(self) -> str:
        return f"{'about ' if self.is_estimate else ''}{self.number:,} rows"


@dataclass(frozen=True, slots=True)
class Touched:
    """One table of a step: the locks taken on it, and its rows; None where the step makes it."""

    name: str
    locks: tuple[str, ...]
    rows: Rows | None

    def __str__(self) -> str:
        told = f"{self.rows}; {', '.join(self.locks)}" if self.rows else "new"
        return f"{self.name} ({told})"

    def as_data(self) -> dict[str, Any]:
        """Return it for programs."""
        rows = {"rows": self.rows.number, "estimated": self.rows.is_estimate} if self.rows else {}
        return {"name": self.name, "locks": list(self.locks), "new": self.rows is None, **rows}


@dataclass(frozen=True, slots=True)
class Step:
    """One pending migration."""

    app: str
    name: str
    kind: str
    in_python: bool
    tables: tuple[Touched, ...]

    def as_data(self) -> dict[str, Any]:
        """Return it for programs."""
        return {
            "app": self.app,
            "name": self.name,
            "class": self.kind,
            "python": self.in_python,
            "tables": [table.as_data() for table in self.tables],
        }


def plan() -> list[Step]:
    """Return every pending migration in the order of its turn; nothing is applied."""
    executor = MigrationExecutor(connection)
    loader = executor.loader
    state = loader.project_state([n for n in loader.applied_migrations if n in loader.graph.nodes])
    steps, made = [], set[str]()
    for migration, _backwards in executor.migration_plan(loader.graph.leaf_nodes()):
        steps.append(step_of(migration, state, made))
        state = migration.mutate_state(state)
    return steps


def step_of(migration: Migration, state: ProjectState, made: set[str] | None = None) -> Step:
    """Return what a migration would do; `made` grows by the tables that it makes."""
    made = set() if made is None else made
    found, in_python = _effects(migration, state)
    made.update(effect.table for effect in found if effect.makes_table and effect.table)
    return _step(migration, found, made, in_python=in_python)


def _effects(migration: Migration, state: ProjectState) -> tuple[list[Effect], bool]:
    """Return what a migration's statements do, and whether it also runs a program."""
    try:
        with connection.schema_editor(collect_sql=True, atomic=migration.atomic) as editor:
            migration.apply(state.clone(), editor, collect_sql=True)
    except ValueError:  # it looks for what another pending migration makes
        return _guessed(migration, state), False
    statements = editor.collected_sql
    return [e for text in statements for e in effects(text)], IN_PYTHON in statements


def _guessed(migration: Migration, state: ProjectState) -> list[Effect]:
    """Suppose the heavier for every table that a migration names."""
    after = migration.mutate_state(state)
    named = (
        getattr(operation, "model_name", None) or getattr(operation, "name", "")
        for operation in migration.operations
    )
    names = sorted({str(name).lower() for name in named})
    models = [after.models.get((migration.app_label, name)) for name in names]
    tables = [m.options.get("db_table") or f"{m.app_label}_{m.name_lower}" for m in models if m]
    return [Effect(LOCK, table, ALONE) for table in tables]


def _step(migration: Migration, found: list[Effect], made: set[str], *, in_python: bool) -> Step:
    kinds = [effect.kind for effect in found if effect.table not in made]
    kind = heaviest([*kinds, *([REWRITE] if in_python else [])])
    return Step(migration.app_label, migration.name, kind, in_python, _tables(found, made))


def _tables(found: list[Effect], made: set[str]) -> tuple[Touched, ...]:
    locks: dict[str, dict[str, None]] = {}
    for effect in found:
        if effect.table and effect.lock:
            locks.setdefault(effect.table, {})[effect.lock] = None
    return tuple(
        Touched(name, tuple(taken), None if name in made else count_rows(name))
        for name, taken in locks.items()
    )


def count_rows(table: str) -> Rows | None:
    """Count a table's rows, or estimate them where counting would take long; None without it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reltuples::bigint, pg_relation_size(oid) FROM pg_class "
            "WHERE oid = to_regclass(%s)",
            [table],
        )
        found = cursor.fetchone()
        if found is None:
            return None
        if found[0] >= 0 and found[1] > COUNTED_BELOW:
            return Rows(found[0], is_estimate=True)
        cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
        return Rows(cursor.fetchone()[0], is_estimate=False)


def describe(steps: Iterable[Step]) -> str:
    """Return the plan for people."""
    lines = []
    for step in steps:
        lines.append(f"{step.kind:<9} {step.app}.{step.name}")
        lines += [f"          {table}" for table in step.tables]
        lines += ["          rows changed by a program, as many as it decides"] * step.in_python
    if not lines:
        return "Nothing is pending."
    return "\n".join([*lines, "", *LEGEND])


LEGEND = (
    "additive: done in a moment, whatever the size",
    "lock: reads a whole table, or takes something away, while others wait",
    "rewrite: writes rows, as many as there are",
)
