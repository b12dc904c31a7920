"""The copies that upgrades keep as their way back go with time, and no sooner."""

from lazyit.instance import clone
from lazyit.instance.psql import quoted
from lazyit.instance.upgrade import kept
from tests.instance.backup.conftest import drop, new_database

RUNS = """
CREATE TABLE upgrade_run (outcome text, from_version text, ended_at timestamptz);
INSERT INTO upgrade_run VALUES
    ('committed', '1.0.0', now() - interval '15 days'),
    ('committed', '2.0.0', now() - interval '13 days'),
    ('went back', '3.0.0', now() - interval '30 days'),
    ('committed', '4.0.0', now() - interval '60 days'),
    ('committed', '4.0.0', now() - interval '1 day');
"""


def test_a_copy_goes_once_its_upgrade_is_older_than_backups_are_kept() -> None:
    app = new_database(RUNS)
    server, name = app.named("postgres"), app.address.name
    copies = [f"{name}_before_{n}" for n in ("1.0.0", "2.0.0", "3.0.0", "4.0.0", "migrate")]
    try:
        for copy in copies:
            server.run(f"CREATE DATABASE {quoted(copy)} TEMPLATE template0 ALLOW_CONNECTIONS false")
        assert kept.forget_old(app, 14) == copies[:1]
        assert set(copies) & clone.names(server) == set(copies[1:])
        assert kept.forget_old(app, 14) == []
    finally:
        for copy in copies:
            clone.drop(server, copy)
        drop(app)


def test_without_a_record_of_upgrades_every_copy_stays() -> None:
    app = new_database()
    server, copy = app.named("postgres"), f"{app.address.name}_before_1.0.0"
    try:
        server.run(f"CREATE DATABASE {quoted(copy)} TEMPLATE template0")
        assert kept.forget_old(app, 0) == []
        assert copy in clone.names(server)
    finally:
        clone.drop(server, copy)
        drop(app)
