"""How many records use a model, a category or a location, for whole pages at once."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Count, QuerySet
from django.utils.translation import ngettext

from lazyit.domains.assets.models import Asset, AssetModel, Category, Location
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.listing.spec import Row
from lazyit.foundation.pages.formats import number

Counts = dict[str, int]


def assets_by(column: str, ids: Collection[str]) -> Counts:
    """Return how many live assets each of some models or locations has."""
    return _counted(Asset.objects.live().filter(**{f"{column}__in": ids}), column)


def add_assets_of_models(rows: list[Row], _actor: Actor) -> None:
    """Add to each model of a page how many assets it has."""
    _add(rows, "assets", assets_by("model_id", [row["id"] for row in rows]))


def add_assets_of_locations(rows: list[Row], _actor: Actor) -> None:
    """Add to each location of a page how many assets stand exactly there."""
    _add(rows, "assets", assets_by("location_id", [row["id"] for row in rows]))


def add_uses_of_categories(rows: list[Row], _actor: Actor) -> None:
    """Add to each category of a page how many models and assets it has."""
    ids = [row["id"] for row in rows]
    models = AssetModel.objects.filter(deleted_at=None, category_id__in=ids)
    _add(rows, "models", _counted(models, "category_id"))
    assets = Asset.objects.live().filter(model__deleted_at=None, model__category_id__in=ids)
    _add(rows, "assets", _counted(assets, "model__category_id"))


def uses_of_model(model: AssetModel) -> str:
    """Say what archiving a model means."""
    count = assets_by("model_id", [model.pk]).get(model.pk, 0)
    return ngettext(
        "%(n)s asset is of this model; it keeps the link but shows no model meanwhile.",
        "%(n)s assets are of this model; they keep the link but show no model meanwhile.",
        count,
    ) % {"n": number(count)}


def uses_of_category(category: Category) -> str:
    """Say what archiving a category means."""
    count = AssetModel.objects.filter(deleted_at=None, category=category).count()
    return ngettext(
        "%(n)s model is in this category; it keeps the link but shows no category meanwhile.",
        "%(n)s models are in this category; they keep the link but show no category meanwhile.",
        count,
    ) % {"n": number(count)}


def uses_of_location(location: Location) -> str:
    """Say what archiving a location means."""
    places = Location.objects.live().filter(parent=location).count()
    count = assets_by("location_id", [location.pk]).get(location.pk, 0)
    assets = ngettext(
        "%(n)s asset stands here; it keeps the link but shows no location meanwhile.",
        "%(n)s assets stand here; they keep the link but show no location meanwhile.",
        count,
    ) % {"n": number(count)}
    children = ngettext(
        "%(n)s place lies directly inside; it moves to the top of the tree meanwhile.",
        "%(n)s places lie directly inside; they move to the top of the tree meanwhile.",
        places,
    ) % {"n": number(places)}
    return f"{assets} {children}"


def _counted(rows: QuerySet[Asset] | QuerySet[AssetModel], column: str) -> Counts:
    counted = rows.order_by().values(column).annotate(count=Count("pk"))
    return dict(counted.values_list(column, "count"))


def _add(rows: list[Row], name: str, counts: Counts) -> None:
    for row in rows:
        row[name] = counts.get(row["id"], 0)
