"""What upgrades keep as their way back goes once no way leads there, and no sooner."""

import pytest

from lazyit import __version__
from lazyit.instance import clone
from lazyit.instance.psql import quoted
from lazyit.instance.releases import STAMP
from lazyit.instance.upgrade import kept
from lazyit.instance.upgrade.journal import DONE
from lazyit.instance.upgrade.runs import FINISHED, Runs
from tests.instance.backup.conftest import drop, new_database
from tests.upgrade.prepared import Host

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


@pytest.mark.long
@pytest.mark.life
def test_releases_to_which_no_way_leads_are_removed_by_the_next_start(host: Host) -> None:
    runs, releases = Runs(host.layout.upgrades), host.data / "releases"
    with runs.held():
        for old, new, outcome in (
            ("0.0.1", "0.0.2", "committed"),
            ("0.0.3", "0.0.4", "committed"),
            ("0.0.4", "0.0.5", "went back"),
        ):
            journal = runs.begin(new, **{"from": old, "to": new})
            journal.note("finish", DONE, **{FINISHED: outcome})
    versions = ("0.0.1", "0.0.2.code", "0.0.3", "0.0.4", "0.0.5", "0.0.6", f"{__version__}.code")
    for version in versions:
        (releases / version).mkdir(parents=True, exist_ok=True)
        (releases / version / STAMP).touch()
    host.up()
    left = sorted(path.name for path in releases.iterdir())
    assert left == sorted(["0.0.3", "0.0.4", "0.0.5", f"{__version__}.code"])
