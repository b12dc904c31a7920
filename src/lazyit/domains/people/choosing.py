"""What pickers about people offer, and the words of what was chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.http import QueryDict

from lazyit.domains.assets.lists import ASSETS
from lazyit.domains.people.lists import PEOPLE
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.listing.spec import ListSpec, Row
from lazyit.foundation.pages.pickers import SHOWN, Option

ENOUGH = SHOWN + 1  # one more than is shown says that there are more


def people(actor: Actor, words: str) -> list[Option]:
    """Find people by name, e-mail, username or employee number."""
    return [_person_option(row) for row in _found(PEOPLE, actor, words)]


def free_assets(actor: Actor, words: str) -> list[Option]:
    """Find assets that nobody holds."""
    return [_asset_option(row) for row in _found(ASSETS, actor, words, ownership="NONE")]


def person_option(person_id: str) -> Option | None:
    """Return a live person as a picker shows them."""
    person = Person.objects.live().filter(pk=_uuid(person_id)).first()
    return person and Option(str(person.pk), person.name, person.email or "")


def asset_option(asset_id: str) -> Option | None:
    """Return a live asset as a picker shows it."""
    found = ASSETS.rows(Actor.system(), [asset_id])
    return next((_asset_option(row) for row in found if row["deletedAt"] is None), None)


def person_names(_actor: Actor, ids: Sequence[str]) -> Mapping[str, str]:
    """Return people's names, of archived ones too."""
    return {str(p.pk): p.name for p in Person.objects.filter(pk__in=ids)}


def _found(spec: ListSpec, actor: Actor, words: str, **query: str) -> list[Row]:
    params = QueryDict(mutable=True)
    params.update({"q": words, "sort": "name", **query})
    return spec.rows(actor, spec.ordered_ids(actor, spec.parse(params), limit=ENOUGH))


def _person_option(row: Row) -> Option:
    name = f"{row['firstName']} {row['lastName']}"
    return Option(row["id"], name, row["email"] or row["username"] or row["legajo"] or "")


def _asset_option(row: Row) -> Option:
    model = row["model"] and row["model"]["name"]
    parts = (row["assetTag"], row["serial"], model)
    return Option(row["id"], row["name"], " · ".join(part for part in parts if part))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
