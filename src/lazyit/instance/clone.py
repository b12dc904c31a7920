"""A database closed to everybody, and a copy of it that lacks nothing."""

import contextlib
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from lazyit.instance.failures import InstanceError, RefusedError
from lazyit.instance.psql import APPLICATION, Database, DatabaseError, literal, quoted

PATIENCE = 30.0  # seconds for sessions that were told to end
# Whose values are lists of quoted names; other settings are kept as one text.
LISTS = (
    "local_preload_libraries",
    "search_path",
    "session_preload_libraries",
    "shared_preload_libraries",
    "temp_tablespaces",
    "unix_socket_directories",
)
# Of a superuser's session others see the name alone; of autovacuum, which gives way, not even that.
_OTHERS = """
SELECT pid, usename, coalesce(nullif(application_name, ''), backend_type, 'a session')
FROM pg_stat_activity
WHERE datname = {name} AND pid <> pg_backend_pid() AND usename IS NOT NULL
  AND coalesce(backend_type, 'client backend')
    IN ('client backend', 'walsender', 'background worker')
"""
# Sessions of ours that the server goes on with although their client was killed.
_ORPHANS = """
SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity
WHERE pid <> pg_backend_pid() AND usename = current_user AND application_name = {application}
  AND state = 'active' AND query ~ '^(CREATE|ALTER|DROP) DATABASE' AND ({about})
"""
_OPEN = "SELECT datallowconn FROM pg_database WHERE datname = {name}"
_PREPARED = "SELECT gid FROM pg_prepared_xacts WHERE database = {name}"
_FACTS = """
SELECT pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datcollate, datctype,
  datlocprovider::text, coalesce(datlocale, ''), datconnlimit, dattablespace,
  coalesce(shobj_description(oid, 'pg_database'), '')
FROM pg_database WHERE datname = {name}
"""
_PRIVILEGES = """
SELECT DISTINCT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END,
  privilege_type, is_grantable
FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba)))
WHERE datname = {name} ORDER BY 1, 2, 3
"""
_SETTINGS = """
SELECT coalesce(quote_ident(rolname), ''), split_part(setting, '=', 1),
  substr(setting, strpos(setting, '=') + 1)
FROM pg_db_role_setting JOIN pg_database d ON d.oid = setdatabase
LEFT JOIN pg_roles r ON r.oid = setrole, unnest(setconfig) AS setting
WHERE datname = {name} ORDER BY 1, 2
"""
_ABLE = """
SELECT rolsuper OR (rolcreatedb AND pg_has_role(datdba, 'MEMBER')), pg_get_userbyid(datdba)
FROM pg_database, pg_roles WHERE datname = {name} AND rolname = current_user
"""


@dataclass(frozen=True)
class Likeness:
    """What belongs to a database and is not inside it."""

    facts: "tuple[str, ...]"
    privileges: "tuple[tuple[str, ...], ...]"
    settings: "tuple[tuple[str, ...], ...]"


def names(server: Database) -> "set[str]":
    """Every database of the server."""
    return {row[0] for row in server.run("SELECT datname FROM pg_database")}


def is_open(server: Database, name: str) -> bool:
    """Whether a database lets anybody in."""
    answer = server.value(_OPEN.format(name=literal(name)))
    return answer == "t"


def refuse_unless_able(server: Database, name: str) -> None:
    """Refuse where this role may not copy and rename, or where a session cannot be ended."""
    rows = server.run(_ABLE.format(name=literal(name)))
    if not rows or rows[0][0] != "t":
        owner = rows[0][1] if rows else "its owner"
        raise RefusedError(
            f"The role {server.address.user} may not copy and rename the database {name}: that "
            f"takes its owner ({owner}) with the right to create databases.",
            go_on=f"ALTER ROLE {quoted(server.address.user)} CREATEDB, as an administrator of "
            f"the server",
        )
    if held := server.run(_PREPARED.format(name=literal(name))):
        raise RefusedError(
            f"The database {name} has a prepared transaction, {held[0][0]}, which nobody ends.",
            go_on=f"ROLLBACK PREPARED {literal(held[0][0])}, in that database",
        )


def end_orphans(server: Database, *about: str) -> None:
    """End what a killed command of ours still has done to these databases."""
    named = " OR ".join(f"strpos(query, {literal(quoted(name))}) > 0" for name in about)
    server.run(_ORPHANS.format(application=literal(APPLICATION), about=named))


def close(server: Database, name: str) -> None:
    """Let nobody in and end whoever is inside; if that fails, it is open again."""
    server.run(f"ALTER DATABASE {quoted(name)} ALLOW_CONNECTIONS false")
    try:
        _end_sessions(server, name)
    except BaseException:
        reopen(server, name)
        raise


def reopen(server: Database, name: str) -> None:
    """Let everybody in who may."""
    server.run(f"ALTER DATABASE {quoted(name)} ALLOW_CONNECTIONS true")


def _end_sessions(server: Database, name: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while others := server.run(_OTHERS.format(name=literal(name))):
        if time.monotonic() > deadline:
            raise _does_not_end(name, others)
        for pid, user, what in others:
            _end(server, pid, _cannot_end(name, user, what))


def _end(server: Database, pid: str, otherwise: InstanceError) -> None:
    try:
        server.run(f"SELECT pg_terminate_backend({pid}, 1000)")
    except DatabaseError as error:
        raise otherwise from error


def _does_not_end(name: str, others: "list[list[str]]") -> InstanceError:
    pid, user, what = others[0]
    return InstanceError(
        f"{len(others)} sessions in the database {name} do not end, such as {what} of {user} "
        f"(process {pid}).",
        touched=f"The database {name} is open again, as it was.",
        go_on="the same command, when those have ended",
    )


def _cannot_end(name: str, user: str, what: str) -> RefusedError:
    return RefusedError(
        f"{what} of {user} is in the database {name}, and this role may not end its session.",
        touched="Nothing was changed.",
        go_on=f"the same command, when {user} has left",
    )


def make(server: Database, source: str, target: str) -> None:
    """Copy a closed database, closed as well; what cannot be copied whole is removed again."""
    facts = likeness(server, source).facts
    server.run(
        f"CREATE DATABASE {quoted(target)} TEMPLATE {quoted(source)} STRATEGY file_copy "
        f"OWNER {quoted(facts[0])} ALLOW_CONNECTIONS false CONNECTION LIMIT {facts[6]}"
    )
    try:
        _copy_likeness(server, source, target)
        _compare(server, source, target)
    except BaseException:
        with contextlib.suppress(DatabaseError):
            drop(server, target)
        raise


def likeness(server: Database, name: str) -> Likeness:
    """What has to be the same in a copy."""

    def read(query: str) -> "tuple[tuple[str, ...], ...]":
        return tuple(tuple(row) for row in server.run(query.format(name=literal(name))))

    facts = read(_FACTS)
    if not facts:
        raise RefusedError(f"There is no database {name} on this server.")
    return Likeness(facts[0], read(_PRIVILEGES), read(_SETTINGS))


def _copy_likeness(server: Database, source: str, target: str) -> None:
    wanted = likeness(server, source)
    statements = [*_revokes(likeness(server, target), target), *_grants(wanted, target)]
    statements += _sets(wanted, target)
    if comment := wanted.facts[-1]:
        statements.append(f"COMMENT ON DATABASE {quoted(target)} IS {literal(comment)}")
    server.run(";\n".join(statements) + ";")


def make_alike(server: Database, source: str, target: str) -> None:
    """Give a database that takes another's place its owner, limit, privileges and settings."""
    facts = likeness(server, source).facts
    server.run(
        f"ALTER DATABASE {quoted(target)} OWNER TO {quoted(facts[0])};\n"
        f"ALTER DATABASE {quoted(target)} CONNECTION LIMIT {facts[6]};"
    )
    _copy_likeness(server, source, target)
    wanted, found = likeness(server, source), likeness(server, target)
    if (wanted.privileges, wanted.settings) != (found.privileges, found.settings):
        raise InstanceError(
            f"The privileges and settings of the database {source} could not all be carried over.",
            touched=f"The database {source} is as it was.",
        )


def _revokes(present: Likeness, target: str) -> "Iterator[str]":
    for grantee in sorted({row[0] for row in present.privileges}):
        yield f"REVOKE ALL ON DATABASE {quoted(target)} FROM {grantee}"


def _grants(wanted: Likeness, target: str) -> "Iterator[str]":
    for grantee, privilege, may_grant in wanted.privileges:
        further = " WITH GRANT OPTION" if may_grant == "t" else ""
        yield f"GRANT {privilege} ON DATABASE {quoted(target)} TO {grantee}{further}"


def _sets(wanted: Likeness, target: str) -> "Iterator[str]":
    """Lists are set by way of the session: written as one text they would be one long name."""
    for role, name, value in wanted.settings:
        whom = f"ROLE {role} IN DATABASE" if role else "DATABASE"
        if name in LISTS:
            yield f"SELECT set_config({literal(name)}, {literal(value)}, false)"
            yield f"ALTER {whom} {quoted(target)} SET {name} FROM CURRENT"
        else:
            yield f"ALTER {whom} {quoted(target)} SET {name} TO {literal(value)}"


def _compare(server: Database, source: str, target: str) -> None:
    wanted, found = asdict(likeness(server, source)), asdict(likeness(server, target))
    if differing := [part for part in wanted if wanted[part] != found[part]]:
        raise InstanceError(
            f"The copy of the database {source} differs from it in its {' and '.join(differing)}.",
            touched="The copy was removed.",
        )


def rename(server: Database, old: str, new: str) -> None:
    """Give a database another name; nobody may be in it."""
    server.run(f"ALTER DATABASE {quoted(old)} RENAME TO {quoted(new)}")


def drop(server: Database, name: str) -> None:
    """Remove a database, if it is there, and whoever is in it.

    Not WITH (FORCE): that fails while autovacuum is at work, which a plain DROP ends by itself.
    """
    if name in names(server):
        if is_open(server, name):
            close(server, name)
        server.run(f"DROP DATABASE {quoted(name)}")
