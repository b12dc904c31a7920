"""The copies that upgrades keep as their way back, removed once they are as old as any backup."""

from lazyit.instance import clone
from lazyit.instance.psql import Database, literal
from lazyit.instance.upgrade.change import before_name

_OLD = """
SELECT from_version FROM public.upgrade_run
WHERE outcome = 'committed' AND from_version IN ({versions})
GROUP BY from_version HAVING max(ended_at) < now() - make_interval(days => {days})
"""


def forget_old(app: Database, days: int) -> "list[str]":
    """Drop copies from before upgrades that ended so many days ago; unknown ones stay."""
    server, prefix = app.named("postgres"), before_name(app.address.name, "")
    there = [n.removeprefix(prefix) for n in clone.names(server) if n.startswith(prefix)]
    if not there or not app.value("SELECT to_regclass('public.upgrade_run')"):
        return []
    versions = ", ".join(map(literal, there))
    gone = [prefix + row[0] for row in app.run(_OLD.format(versions=versions, days=days))]
    for name in gone:
        clone.drop(server, name)
    return gone
