"""A database that is being changed, while it is kept as it was beside it.

Three names tell how far a change has come, whoever was killed meanwhile. The live name is absent
while migrations run: nobody but them can write to what may still have to be thrown away.

    live                    before it, and after it without a copy
    live, before            the copy is being made; or the change is whole and may still go back
    changing, before        migrations run
    live, changing          it has gone back, and what was changed is being removed
"""

from dataclasses import dataclass

from lazyit.instance import clone, ways
from lazyit.instance.failures import RefusedError
from lazyit.instance.psql import Database

ALL = ("live", "before", "changing")


@dataclass(frozen=True)
class Change:
    """The database of an instance, and the name of its copy as it was."""

    live: Database
    before: str

    @property
    def server(self) -> Database:
        """A session elsewhere: the database itself is closed and renamed."""
        return self.live.named("postgres")

    @property
    def name(self) -> str:
        """The name by which everybody knows the database."""
        return self.live.address.name

    @property
    def changing(self) -> Database:
        """The database under the name that only the change knows."""
        return self.live.named(changing_name(self.name))

    def there(self) -> "frozenset[str]":
        """Which of the three there are: `live`, `before`, `changing`."""
        found = clone.names(self.server)
        known = {"live": self.name, "before": self.before, "changing": self.changing.address.name}
        return frozenset(word for word, name in known.items() if name in found)

    def keep(self) -> None:
        """Close the database and copy it; done again, the copy is made anew."""
        self._clear_away()
        clone.refuse_unless_able(self.server, self.name)
        clone.close(self.server, self.name)
        try:
            clone.drop(self.server, self.before)
            clone.make(self.server, self.name, self.before)
        except BaseException:
            clone.reopen(self.server, self.name)
            raise

    def _clear_away(self) -> None:
        there = self.there()
        if there == {"live", "changing"}:
            self.forget_changed()
        elif "live" not in there or "changing" in there:
            raise _in_the_way(self)

    def give_up_copy(self) -> None:
        """Open the database again, which nothing was done to; the copy may be half a one."""
        clone.end_orphans(self.server, self.name, self.before)
        clone.reopen(self.server, self.name)
        clone.drop(self.server, self.before)

    def take_away(self) -> None:
        """Give the database the name that only the change knows, and open it under that."""
        changing = self.changing.address.name
        if "live" in self.there():
            clone.close(self.server, self.name)
            clone.rename(self.server, self.name, changing)
        clone.reopen(self.server, changing)

    def put_back(self) -> None:
        """Give the changed database its name again."""
        changing = self.changing.address.name
        if "changing" in self.there():
            clone.close(self.server, changing)
            clone.rename(self.server, changing, self.name)
        clone.reopen(self.server, self.name)

    def undo(self) -> None:
        """Have the database as it was, from wherever the change stands; the copy was whole."""
        there = self.there()
        changing = self.changing.address.name
        if len(there) == len(ALL):
            raise _in_the_way(self)
        if there == {"live", "before"}:
            clone.close(self.server, self.name)
            clone.rename(self.server, self.name, changing)
            there = self.there()
        if "before" in there:
            clone.rename(self.server, self.before, self.name)
        elif "live" not in there:
            raise _nothing_left(self)
        clone.reopen(self.server, self.name)

    def forget_changed(self) -> None:
        """Remove what was changed, after it has gone back."""
        if {"live", "changing"} <= self.there():
            clone.drop(self.server, self.changing.address.name)

    def forget_before(self) -> None:
        """Remove the copy: there is no way back to it any more."""
        if "live" in self.there():
            clone.drop(self.server, self.before)


def changing_name(name: str) -> str:
    """What a database is called while it is being changed."""
    return f"{name}_changing"


def before_name(name: str, version: str) -> str:
    """What a database is called as it was before an upgrade from a version."""
    return f"{name}_before_{version}"


def _in_the_way(change: Change) -> RefusedError:
    return RefusedError(
        f"A change of the database {change.name} stands half-way: there is a database "
        f"{change.changing.address.name}.",
        go_on="lazyit upgrade resume",
    )


def _nothing_left(change: Change) -> RefusedError:
    return RefusedError(
        f"There is neither a database {change.name} nor its copy {change.before}.",
        go_on=ways.restore_elsewhere(),
    )
