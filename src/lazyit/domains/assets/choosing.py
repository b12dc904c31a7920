"""What filter menus and pickers of the register offer, and the words of what was chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from lazyit.domains.assets.choices import LocationType
from lazyit.domains.assets.lists import CATEGORIES, LOCATIONS, MODELS
from lazyit.domains.assets.models import Asset, AssetModel, Category, Location
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.accounts.search import PERSON
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.listing.request import ListRequest
from lazyit.foundation.listing.spec import ListSpec, Row
from lazyit.foundation.pages.pickers import SHOWN, Option
from lazyit.foundation.search.matching import matching
from lazyit.kernel.text import fold

ENOUGH = SHOWN + 1  # one more than is shown says that there are more


def models(actor: Actor, words: str) -> list[Option]:
    """Find models by name, manufacturer or SKU."""
    return [_model_option(row) for row in _found(MODELS, actor, words)]


def categories(actor: Actor, words: str) -> list[Option]:
    """Find categories by name."""
    rows = CATEGORIES.rows(actor, CATEGORIES.ordered_ids(actor, ListRequest(sort="name")))
    wanted = fold(words)
    return [Option(r["id"], r["name"]) for r in rows if wanted in fold(r["name"])]


def locations(actor: Actor, words: str) -> list[Option]:
    """Find locations by name, address or floor."""
    return [_location_option(row) for row in _found(LOCATIONS, actor, words)]


def people(actor: Actor, words: str) -> list[Option]:
    """Find people who may hold assets; needs ``user:read``."""
    actor.require("user:read")
    found = Person.objects.live().filter(is_active=True)
    if words:
        keys = matching(PERSON, words).values_list("record_id", flat=True)
        found = found.filter(pk__in=[UUID(key) for key in keys[:200]])
    return [person_option(p) for p in found.order_by("name_folded", "pk")[:ENOUGH]]


def companies(_actor: Actor, words: str) -> list[Option]:
    """Find company labels in use."""
    wanted = fold(words)
    labels = (label for label in Asset.objects.companies() if wanted in fold(label))
    return [Option(label, label) for label in labels][:ENOUGH]


def first_models() -> list[Option]:
    """Return the first models, for a picker without JavaScript."""
    return models(Actor.system(), "")[:SHOWN]


def first_categories() -> list[Option]:
    """Return the first categories, for a picker without JavaScript."""
    return categories(Actor.system(), "")[:SHOWN]


def first_locations() -> list[Option]:
    """Return the first locations, for a picker without JavaScript."""
    return locations(Actor.system(), "")[:SHOWN]


def first_people() -> list[Option]:
    """Return the first people, for a picker without JavaScript."""
    return people(Actor.system(), "")[:SHOWN]


def model_option(model_id: str) -> Option | None:
    """Return a live model as a picker shows it."""
    model = AssetModel.objects.filter(pk=model_id, deleted_at=None).first()
    return Option(model.pk, model.name, _dotted(model.manufacturer, model.sku)) if model else None


def category_option(category_id: str) -> Option | None:
    """Return a live category as a picker shows it."""
    category = Category.objects.filter(pk=category_id, deleted_at=None).first()
    return Option(category.pk, category.name) if category else None


def location_option(location_id: str) -> Option | None:
    """Return a live location as a picker shows it, with the way to it."""
    location = Location.objects.live().filter(pk=location_id).select_related("parent").first()
    if location is None:
        return None
    way = " / ".join(place.name for place in location.path()[:-1])
    return Option(location.pk, location.name, way or str(LocationType(location.type).label))


def person_option(person: Person) -> Option:
    """Return a person as a picker shows them."""
    return Option(str(person.pk), person.name, person.email or person.employee_number or "")


def owner_option(person_id: str) -> Option | None:
    """Return a live, active person as a picker shows them."""
    try:
        found = Person.objects.live().filter(pk=UUID(person_id), is_active=True).first()
    except ValueError:
        return None
    return person_option(found) if found else None


def model_names(_actor: Actor, ids: Sequence[str]) -> Mapping[str, str]:
    """Return the names of live models."""
    return dict(AssetModel.objects.filter(pk__in=ids, deleted_at=None).values_list("pk", "name"))


def category_names(_actor: Actor, ids: Sequence[str]) -> Mapping[str, str]:
    """Return the names of live categories."""
    return dict(Category.objects.filter(pk__in=ids, deleted_at=None).values_list("pk", "name"))


def location_names(_actor: Actor, ids: Sequence[str]) -> Mapping[str, str]:
    """Return the names of live locations."""
    return dict(Location.objects.live().filter(pk__in=ids).values_list("pk", "name"))


def person_names(_actor: Actor, ids: Sequence[str]) -> Mapping[str, str]:
    """Return people's names, of archived ones too."""
    return {str(p.pk): p.name for p in Person.objects.filter(pk__in=ids)}


def _found(spec: ListSpec, actor: Actor, words: str) -> list[Row]:
    request = ListRequest(q=words, sort="name")
    return spec.rows(actor, spec.ordered_ids(actor, request, limit=ENOUGH))


def _model_option(row: Row) -> Option:
    category = row["category"]
    return Option(
        row["id"], row["name"], _dotted(row["manufacturer"], category and category["name"])
    )


def _location_option(row: Row) -> Option:
    parent = row["parent"]
    label = str(LocationType(row["type"]).label)
    return Option(row["id"], row["name"], parent["name"] if parent else label)


def _dotted(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)
