"""Checks that what a record points to is live; locked, so that it stays so until the commit."""

from __future__ import annotations

from typing import TypeVar

from django.db import models
from django.utils.translation import gettext as _

from lazyit.domains.assets.models import AssetModel, Category, Location
from lazyit.foundation.accounts.models import Person
from lazyit.kernel.errors import Invalid

Row = TypeVar("Row", bound=models.Model)


def live_model(model_id: str | None) -> AssetModel | None:
    """Return a live model; raise Invalid if the id names none."""
    return _live(AssetModel.objects.all(), model_id, "modelId")


def live_location(location_id: str | None, path: str = "locationId") -> Location | None:
    """Return a live location; raise Invalid if the id names none."""
    return _live(Location.objects.all(), location_id, path)


def live_category(category_id: str | None) -> Category | None:
    """Return a live category; raise Invalid if the id names none."""
    return _live(Category.objects.all(), category_id, "categoryId")


def possible_owner(user_id: object) -> Person:
    """Return a person who may hold assets; raise Invalid if archived, inactive or unknown."""
    everybody: models.QuerySet[Person] = Person.objects.all()
    person = _live(everybody, user_id, "userId")
    if person is None or not person.is_active:
        raise Invalid.field("userId", _("This person is inactive."), code="inactive")
    return person


def _live(rows: models.QuerySet[Row], row_id: object, path: str) -> Row | None:
    if row_id is None:
        return None
    row = (
        rows.select_for_update(no_key=True, of=("self",)).filter(pk=row_id, deleted_at=None).first()
    )
    if row is None:
        raise Invalid.field(path, _("There is no such record, or it is archived."), code="unknown")
    return row
