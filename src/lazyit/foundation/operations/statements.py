"""What a statement of a migration does to a table: how long it holds which lock."""

from __future__ import annotations

import re
from dataclasses import dataclass

# From harmless to heavy. Additive: in a moment, whatever the size. Lock: reads a whole table, or
# takes something away, while others wait. Rewrite: writes rows, as many as there are.
ADDITIVE, LOCK, REWRITE = "additive", "lock", "rewrite"
WEIGHT = (ADDITIVE, LOCK, REWRITE)

ALONE = "ACCESS EXCLUSIVE"  # not even reading goes on
NO_WRITES = "SHARE"
NO_TRIGGERS = "SHARE ROW EXCLUSIVE"
BESIDE = "SHARE UPDATE EXCLUSIVE"  # reading and writing go on
ROWS = "ROW EXCLUSIVE"

_TABLE = r'(?:"?\w+"?\.)?"?(?P<table>\w+)"?'
_COMPUTED = (
    r"(?:GENERATED ALWAYS AS \(.*STORED|\bserial\b|AS IDENTITY"
    r"|DEFAULT \S*(?:random|clock_timestamp|nextval|uuid)\w*\()"
)
_ALTER = rf"ALTER TABLE (?:IF EXISTS )?(?:ONLY )?{_TABLE} "


@dataclass(frozen=True, slots=True)
class Effect:
    """One statement's effect on one table."""

    kind: str
    table: str | None = None
    lock: str | None = None
    makes_table: bool = False


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    kind: str
    lock: str | None
    makes_table: bool = False


def _rule(pattern: str, kind: str, lock: str | None, *, makes_table: bool = False) -> _Rule:
    return _Rule(re.compile(pattern, re.IGNORECASE | re.DOTALL), kind, lock, makes_table)


# The first that matches decides.
_RULES = (
    _rule(
        rf"CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?{_TABLE}",
        ADDITIVE,
        ALONE,
        makes_table=True,
    ),
    _rule(rf"CREATE (?:UNIQUE )?INDEX CONCURRENTLY .*? ON (?:ONLY )?{_TABLE}", ADDITIVE, BESIDE),
    _rule(rf"CREATE (?:UNIQUE )?INDEX .*? ON (?:ONLY )?{_TABLE}", LOCK, NO_WRITES),
    _rule(
        rf"CREATE (?:OR REPLACE )?(?:CONSTRAINT )?TRIGGER .*? ON {_TABLE}", ADDITIVE, NO_TRIGGERS
    ),
    _rule(rf"{_ALTER}.*VALIDATE CONSTRAINT", LOCK, BESIDE),
    _rule(rf"{_ALTER}.*\bNOT VALID", ADDITIVE, NO_TRIGGERS),
    _rule(
        rf"{_ALTER}.*ADD COLUMN .*{_COMPUTED}",
        REWRITE,
        ALONE,
    ),
    _rule(rf"{_ALTER}.*ALTER COLUMN \S+ (?:SET DATA )?TYPE ", REWRITE, ALONE),
    _rule(rf"{_ALTER}.*SET (?:LOGGED|UNLOGGED|TABLESPACE|ACCESS METHOD)", REWRITE, ALONE),
    _rule(rf"{_ALTER}.*ADD CONSTRAINT .*FOREIGN KEY", LOCK, NO_TRIGGERS),
    _rule(rf"{_ALTER}.*ADD COLUMN .*\b(?:REFERENCES|UNIQUE|CHECK|PRIMARY KEY)\b", LOCK, ALONE),
    _rule(rf"{_ALTER}.*(?:ADD CONSTRAINT|SET NOT NULL|DROP COLUMN|RENAME)", LOCK, ALONE),
    _rule(rf"{_ALTER}.*(?:ENABLE|DISABLE) TRIGGER", ADDITIVE, NO_TRIGGERS),
    _rule(_ALTER, ADDITIVE, ALONE),
    _rule(rf"DROP TABLE (?:IF EXISTS )?{_TABLE}", LOCK, ALONE),
    _rule(rf"DROP TRIGGER (?:IF EXISTS )?.*? ON {_TABLE}", ADDITIVE, ALONE),
    _rule(r"DROP INDEX", ADDITIVE, None),
    _rule(rf"UPDATE (?:ONLY )?{_TABLE}", REWRITE, ROWS),
    _rule(rf"(?:INSERT INTO|DELETE FROM(?: ONLY)?) {_TABLE}", REWRITE, ROWS),
    _rule(rf"TRUNCATE (?:TABLE )?{_TABLE}", REWRITE, ALONE),
    _rule(r"DO\b|SELECT\b|WITH\b|CALL\b", REWRITE, None),  # whatever it does
)
_REFERENCED = re.compile(rf"REFERENCES {_TABLE}", re.IGNORECASE)


def effects(statement: str) -> list[Effect]:
    """Return what a statement does: its table first, then the one it refers to."""
    text = statement.strip()
    for rule in _RULES:
        if match := rule.pattern.match(text):
            table = match.groupdict().get("table")
            own = Effect(rule.kind, table, rule.lock, rule.makes_table)
            return [own, *_on_referenced(text, table, rule)]
    return []


def _on_referenced(text: str, table: str | None, rule: _Rule) -> list[Effect]:
    """A foreign key also holds the table it points to, for the same time."""
    found = {match["table"] for match in _REFERENCED.finditer(text)} - {table}
    kind = ADDITIVE if rule.makes_table else rule.kind
    return [Effect(kind, name, NO_TRIGGERS) for name in sorted(found)]


def heaviest(kinds: list[str]) -> str:
    """Return the class of a whole of several statements."""
    return max(kinds, key=WEIGHT.index, default=ADDITIVE)
