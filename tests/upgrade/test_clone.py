"""Closing, copying and renaming databases, on a real server with others in it."""

import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from lazyit.instance import clone
from lazyit.instance.failures import InstanceError, RefusedError
from lazyit.instance.psql import PSQL, Database, DatabaseError, quoted
from lazyit.instance.upgrade.change import Change, before_name
from tests.upgrade.servers import as_role, inside, server

BEFORE = before_name("register", "0.2.0")


@pytest.fixture(scope="module")
def everything() -> Iterator[Database]:
    with server() as database:
        yield database


@pytest.fixture
def register(everything: Database) -> Iterator[Database]:
    """A database with rows, settings, privileges and a comment of its own."""
    everything.run(
        "CREATE DATABASE register CONNECTION LIMIT 17;"
        "ALTER DATABASE register SET work_mem TO '12MB';"
        'ALTER DATABASE register SET search_path TO "$user", public, "with, comma";'
        "ALTER DATABASE register SET application_name TO 'it''s = here';"
        "ALTER ROLE lazyit IN DATABASE register SET statement_timeout TO '1h';"
        "REVOKE ALL ON DATABASE register FROM PUBLIC;"
        "GRANT CONNECT ON DATABASE register TO guest WITH GRANT OPTION;"
        "COMMENT ON DATABASE register IS 'what there is, where it''s, who has it'"
    )
    database = everything.named("register")
    database.run("CREATE TABLE public.thing (id int PRIMARY KEY, name text)")
    database.run("INSERT INTO public.thing SELECT n, 'thing ' || n FROM generate_series(1, 5000) n")
    yield database
    for name in clone.names(everything):
        if name.startswith("register"):
            clone.drop(everything, name)


@pytest.fixture
def change(register: Database) -> Change:
    return Change(register, BEFORE)


def count(database: Database) -> int:
    return int(database.value("SELECT count(*) FROM public.thing"))


def test_a_copy_has_the_same_rows_privileges_settings_and_comment(change: Change) -> None:
    change.keep()
    assert clone.likeness(change.server, BEFORE) == clone.likeness(change.server, "register")
    assert not clone.is_open(change.server, BEFORE)
    change.undo()
    assert change.there() == {"live", "changing"}
    assert count(change.live) == 5000
    assert change.live.value("SHOW work_mem") == "12MB"
    assert change.live.value("SHOW search_path") == '"$user", public, "with, comma"'
    assert change.live.value("SHOW statement_timeout") == "1h"
    with pytest.raises(DatabaseError, match="permission denied"):
        as_role(change.live, "poor").run("SELECT 1")


def test_whoever_is_inside_is_put_out_and_nobody_comes_in(change: Change) -> None:
    with inside(change.live), inside(as_role(change.live, "guest")):
        change.keep()
        for role in ("lazyit", "guest", "chief"):
            with pytest.raises(DatabaseError, match="not currently accepting connections"):
                as_role(change.live, role).run("SELECT 1")
    change.give_up_copy()
    assert count(change.live) == 5000
    assert change.there() == {"live"}


def test_a_session_that_this_role_may_not_end_is_a_refusal(change: Change) -> None:
    with inside(as_role(change.live, "chief")) as chief:
        with pytest.raises(RefusedError, match="of chief is in the database register"):
            change.keep()
        assert chief.poll() is None
    assert clone.is_open(change.server, "register")
    assert change.there() == {"live"}
    assert count(change.live) == 5000


@pytest.mark.parametrize("role", ["guest", "poor"])
def test_a_role_that_may_not_copy_is_refused_before_anything_is_closed(
    change: Change, role: str
) -> None:
    with inside(change.live) as user:
        with pytest.raises(RefusedError, match="may not copy and rename"):
            Change(as_role(change.live, role), BEFORE).keep()
        assert user.poll() is None
    assert clone.is_open(change.server, "register")
    assert change.there() == {"live"}


def test_a_prepared_transaction_is_a_refusal(change: Change) -> None:
    change.live.run("BEGIN; DELETE FROM public.thing; PREPARE TRANSACTION 'forgotten'")
    with pytest.raises(RefusedError, match="forgotten") as refused:
        change.keep()
    assert clone.is_open(change.server, "register")
    assert "ROLLBACK PREPARED 'forgotten'" in refused.value.go_on
    change.live.run("ROLLBACK PREPARED 'forgotten'")


def test_what_cannot_be_copied_is_removed_and_the_database_stays(change: Change) -> None:
    """A setting that only a superuser may give."""
    chief = as_role(change.server, "chief")
    chief.run("ALTER DATABASE register SET log_statement TO 'none'")
    with pytest.raises(DatabaseError, match="permission denied"):
        change.keep()
    assert change.there() == {"live"}
    assert clone.is_open(change.server, "register")
    assert count(change.live) == 5000


def test_while_it_changes_the_live_name_is_nobodys(change: Change) -> None:
    change.keep()
    change.take_away()
    assert change.there() == {"before", "changing"}
    with pytest.raises(DatabaseError, match="does not exist"):
        count(change.live)
    change.changing.run("ALTER TABLE public.thing ADD COLUMN more text")
    change.put_back()
    assert change.there() == {"live", "before"}
    assert change.live.value("SELECT count(more) FROM public.thing") == "0"
    likeness = clone.likeness(change.server, "register")
    assert likeness == clone.likeness(change.server, BEFORE)
    change.forget_before()
    assert change.there() == {"live"}


@pytest.mark.parametrize("whole", [False, True])
def test_what_was_changed_goes_back_even_with_somebody_inside(change: Change, whole: bool) -> None:
    change.keep()
    change.take_away()
    change.changing.run("DELETE FROM public.thing")
    if whole:
        change.put_back()
    with inside(change.live if whole else change.changing):
        change.undo()
        assert count(change.live) == 5000
        change.forget_changed()
    assert change.there() == {"live"}


def test_going_back_needs_the_copy(change: Change) -> None:
    change.keep()
    change.take_away()
    clone.drop(change.server, BEFORE)
    with pytest.raises(RefusedError, match="lazyit restore") as refused:
        change.undo()
    assert "neither a database register nor its copy" in refused.value.what
    assert change.there() == {"changing"}


def test_a_change_that_stands_half_way_is_not_begun_again(change: Change) -> None:
    change.keep()
    change.take_away()
    with pytest.raises(RefusedError, match="stands half-way"):
        change.keep()
    assert change.there() == {"before", "changing"}


def test_what_could_not_be_removed_is_removed_by_the_next_change(change: Change) -> None:
    change.keep()
    change.take_away()
    change.undo()
    assert change.there() == {"live", "changing"}
    change.keep()
    assert change.there() == {"live", "before"}
    change.give_up_copy()


KEEPER = """
import os, sys
from lazyit.instance.psql import Database
from lazyit.instance.upgrade.change import Change
from lazyit.instance import clone

Change(Database.at(os.environ["DATABASE"]), sys.argv[1]).keep()
"""


def test_killed_while_copying_it_is_whole_again_by_one_call(
    change: Change, register: Database
) -> None:
    """The moment is one of many: from before the copy is begun until after it is whole."""
    address = register.address
    url = f"postgresql://lazyit:{address.password}@/register?host={address.host}"
    for milliseconds in (60, 90, 120, 160, 200, 260, 330, 420):
        command = ["timeout", "-s", "KILL", f"{milliseconds / 1000}", sys.executable, "-c", KEEPER]
        subprocess.run([*command, BEFORE], env={"DATABASE": url, "PATH": "/usr/bin"})
        assert "changing" not in change.there()
        change.give_up_copy()
        assert change.there() == {"live"}
        assert count(change.live) == 5000


ACTIVE = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'CREATE DATABASE%'"


def test_what_a_killed_command_had_begun_is_ended(change: Change) -> None:
    """The server goes on without its client: here it waits for a session in the way to leave."""
    program = change.server.tool("psql", *PSQL)
    statement = f"CREATE DATABASE {quoted(BEFORE)} TEMPLATE register STRATEGY file_copy"
    with inside(change.live):
        command = [*program.command(), "--command", statement]
        client = subprocess.Popen(command, env=program.environment())
        deadline = time.monotonic() + 10
        while change.server.value(f"{ACTIVE} AND state = 'active'") == "0":
            assert time.monotonic() < deadline
        client.kill()
        client.wait()
        assert change.server.value(ACTIVE) == "1"
        change.give_up_copy()
        assert change.server.value(ACTIVE) == "0"
    assert change.there() == {"live"}


def test_a_session_that_does_not_end_leaves_the_database_open(
    change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clone, "PATIENCE", -1.0)
    with inside(change.live), pytest.raises(InstanceError, match="do not end"):
        change.keep()
    assert clone.is_open(change.server, "register")
