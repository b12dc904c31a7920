"""What statements of migrations do to tables, as PostgreSQL's manual says."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from lazyit.foundation.operations import migration_plan, schema
from lazyit.foundation.operations.statements import ADDITIVE, LOCK, REWRITE, effects, heaviest


@pytest.mark.parametrize(
    ("statement", "kind", "table", "lock"),
    [
        ('CREATE TABLE "a_b" ("id" bigint)', ADDITIVE, "a_b", "ACCESS EXCLUSIVE"),
        ('CREATE INDEX "i" ON "a_b" ("c")', LOCK, "a_b", "SHARE"),
        ('CREATE UNIQUE INDEX "i" ON "a_b" (lower("c"))', LOCK, "a_b", "SHARE"),
        ('CREATE INDEX CONCURRENTLY "i" ON "a_b" ("c")', ADDITIVE, "a_b", "SHARE UPDATE EXCLUSIVE"),
        ('ALTER TABLE "a_b" ADD COLUMN "c" text NULL', ADDITIVE, "a_b", "ACCESS EXCLUSIVE"),
        ("ALTER TABLE a_b ADD COLUMN c int DEFAULT 0 NOT NULL", ADDITIVE, "a_b", None),
        ("ALTER TABLE a_b ADD COLUMN c uuid DEFAULT gen_random_uuid()", REWRITE, "a_b", None),
        ("ALTER TABLE a_b ADD COLUMN c text GENERATED ALWAYS AS (x) STORED", REWRITE, "a_b", None),
        ("ALTER TABLE a_b ADD COLUMN c int UNIQUE", LOCK, "a_b", "ACCESS EXCLUSIVE"),
        ("ALTER TABLE a_b ALTER COLUMN c TYPE bigint USING c::bigint", REWRITE, "a_b", None),
        ("ALTER TABLE a_b ALTER COLUMN c SET NOT NULL", LOCK, "a_b", "ACCESS EXCLUSIVE"),
        ("ALTER TABLE a_b ALTER COLUMN c DROP NOT NULL", ADDITIVE, "a_b", "ACCESS EXCLUSIVE"),
        ("ALTER TABLE a_b DROP COLUMN c CASCADE", LOCK, "a_b", "ACCESS EXCLUSIVE"),
        ("ALTER TABLE a_b ADD CONSTRAINT x CHECK (c > 0)", LOCK, "a_b", "ACCESS EXCLUSIVE"),
        ("ALTER TABLE a_b ADD CONSTRAINT x CHECK (c > 0) NOT VALID", ADDITIVE, "a_b", None),
        ("ALTER TABLE a_b VALIDATE CONSTRAINT x", LOCK, "a_b", "SHARE UPDATE EXCLUSIVE"),
        ("UPDATE public.a_b SET c = 1", REWRITE, "a_b", "ROW EXCLUSIVE"),
        ("DELETE FROM a_b", REWRITE, "a_b", "ROW EXCLUSIVE"),
        ("DROP TABLE a_b CASCADE", LOCK, "a_b", "ACCESS EXCLUSIVE"),
        ("DO $$ BEGIN UPDATE a_b SET c = 1; END $$", REWRITE, None, None),
    ],
)
def test_a_statement_has_a_class_a_table_and_a_lock(
    statement: str, kind: str, table: str | None, lock: str | None
) -> None:
    effect = effects(statement)[0]
    assert (effect.kind, effect.table) == (kind, table)
    assert lock in {None, effect.lock}


@pytest.mark.parametrize(
    "statement",
    [
        "-- Create model B",
        "CREATE OR REPLACE FUNCTION f() …",
        "COMMENT ON TABLE a IS 'DROP TABLE b'",
    ],
)
def test_what_touches_no_table_has_no_effect(statement: str) -> None:
    assert effects(statement) == []


def test_a_foreign_key_also_holds_the_table_it_points_to() -> None:
    own, other = effects(
        'ALTER TABLE "a" ADD CONSTRAINT "x" FOREIGN KEY ("b") REFERENCES "b" ("id")'
    )
    assert (own.table, own.kind, own.lock) == ("a", LOCK, "SHARE ROW EXCLUSIVE")
    assert (other.table, other.kind, other.lock) == ("b", LOCK, "SHARE ROW EXCLUSIVE")


def test_the_heaviest_statement_names_the_migration() -> None:
    assert heaviest([]) == ADDITIVE
    assert heaviest([LOCK, ADDITIVE]) == LOCK
    assert heaviest([LOCK, REWRITE, ADDITIVE]) == REWRITE


def test_the_schema_of_the_code_is_known_without_loading_it() -> None:
    loaded = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    assert schema.migrations_of(settings.INSTALLED_APPS) == loaded


@pytest.mark.django_db
def test_rows_of_large_tables_are_estimated(monkeypatch: pytest.MonkeyPatch) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE big AS SELECT generate_series(1, 1234) AS n")
        cursor.execute("ANALYZE big")
    assert str(migration_plan.count_rows("big")) == "1,234 rows"
    monkeypatch.setattr(migration_plan, "COUNTED_BELOW", 0)
    assert str(migration_plan.count_rows("big")) == "about 1,234 rows"
    assert migration_plan.count_rows("nothing_of_the_kind") is None
