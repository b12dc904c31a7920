"""Finds the people that rows name: by e-mail, username or employee number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Q

from lazyit.domains.assets.importing.known import Known
from lazyit.foundation.accounts.models import Person

KEYS = {"email": "email", "username": "username", "employeeNumber": "employee_number"}
NAMES = ("personName", "firstName", "lastName")
Row = Mapping[str, Any]


class People:
    """The people known to one chunk of rows, by each of their keys."""

    def __init__(self) -> None:
        self._known: Known[tuple[str, str], Person] = Known()

    def load(self, rows: Iterable[Row], *, forget_made: bool) -> None:
        """Look up everybody whom the rows name, in one query."""
        wanted, values = Q(pk__in=[]), list(rows)
        for target, column in KEYS.items():
            wanted |= Q(**{f"{column}__in": {_key(target, row) for row in values} - {""}})
        found = Person.objects.live().filter(wanted)
        keyed = ((key, person) for person in found for key in _keys_of(person))
        self._known.load(keyed, forget_made=forget_made)

    def add(self, person: Person) -> None:
        """Make a new person known by all of their keys."""
        for key in _keys_of(person):
            self._known.add(key, person)

    def matching(self, row: Row) -> list[Person]:
        """Return everybody whom a row's keys point to, each once."""
        found = [p for target in KEYS for p in self._known.get((target, _key(target, row)))]
        return list({person.pk: person for person in found}.values())


def names_somebody(row: Row) -> bool:
    """Say whether a row is about a person at all."""
    return any(target in row for target in (*KEYS, *NAMES))


def has_key(row: Row) -> bool:
    """Say whether a row names somebody in a way that can be matched."""
    return any(target in row for target in KEYS)


def name_of(row: Row) -> tuple[str, str] | None:
    """Return first and last name; a single word fills both."""
    first, last = row.get("firstName", ""), row.get("lastName", "")
    if not (first or last):
        first, _space, last = row.get("personName", "").partition(" ")
    first, last = first.strip()[:100], last.strip()[:100]
    return (first or last, last or first) if first or last else None


def person_values(row: Row, name: tuple[str, str]) -> dict[str, Any]:
    """Return what a new person without a login is made of."""
    return {
        "first_name": name[0],
        "last_name": name[1],
        "email": row.get("email"),
        "username": row.get("username"),
        "employee_number": row.get("employeeNumber"),
        "attributes": {k: row[k] for k in ("jobTitle", "department") if k in row},
        **_supervisor(row.get("supervisor")),
    }


def _supervisor(name: str | None) -> dict[str, Any]:
    """Link the one person with a login who has this full name; otherwise keep the words."""
    if not name:
        return {}
    words = name.lower().split()
    candidates = Person.objects.able_to_sign_in().filter(first_name__istartswith=words[0])
    found = [person for person in candidates[:50] if person.name.lower().split() == words]
    return {"manager_id": found[0].pk} if len(found) == 1 else {"manager_name": name}


def _key(target: str, row: Row) -> str:
    text: str = row.get(target, "")
    return text if target == "employeeNumber" else text.lower()


def _keys_of(person: Person) -> Iterator[tuple[str, str]]:
    for target, column in KEYS.items():
        if value := getattr(person, column):
            yield target, value
