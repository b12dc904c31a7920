"""The columns of the asset export, in the order that existing spreadsheets expect."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Case, F, OuterRef, Q, Subquery, TextField, Value, When
from django.db.models.functions import Concat, Trim

from lazyit.domains.assets.models import Assignment
from lazyit.foundation.listing.wire import Day, Instant
from lazyit.kernel import clock, money

_MODEL = Q(model__deleted_at=None)
_CATEGORY = _MODEL & Q(model__category__deleted_at=None)
_NAME = Trim(Concat("user__first_name", Value(" "), "user__last_name"))
_HELD = Assignment.objects.active().filter(asset=OuterRef("pk"), user__deleted_at=None)
_BY_ASSET = _HELD.order_by().values("asset")


# PostgreSQL writes the cells: at 100,000 rows Python would spend most of its time on them.
EXPORT: dict[str, Any] = {
    "name": "name",
    "assetTag": "asset_tag",
    "serial": "serial",
    "status": "status",
    "category": Case(When(_CATEGORY, then=F("model__category__name"))),
    "manufacturer": Case(When(_MODEL, then=F("model__manufacturer"))),
    "model": Case(When(_MODEL, then=F("model__name"))),
    "location": Case(When(location__deleted_at=None, then=F("location__name"))),
    "company": "company",
    "purchaseDate": Day("purchase_date"),
    "warrantyEnd": Day("warranty_end"),
    "owners": Subquery(
        _BY_ASSET.values(names=StringAgg(_NAME, "; ", order_by=("assigned_at", "pk"))),
    ),
    "notes": "notes",
    "createdAt": Instant("created_at"),
    "updatedAt": Instant("updated_at"),
    "purchaseCost": "purchase_cost",
    "usefulLifeMonths": "useful_life_months",
    "salvageValue": "salvage_value",
    "bookValue": Value(None, output_field=TextField()),
    "id": "id",
}
_HEADERS = list(EXPORT)
_BOUGHT = _HEADERS.index("purchaseDate")
_COST, _LIFE, _SALVAGE, _BOOK = range(_HEADERS.index("purchaseCost"), _HEADERS.index("id"))


def with_amounts(record: tuple[Any, ...]) -> list[Any]:
    """Return a record's cells, with money in major units and the value of today."""
    cells = list(record)
    cost, salvage = cells[_COST], cells[_SALVAGE]
    cells[_BOOK] = _major(_book_value(cost, salvage, cells[_LIFE], cells[_BOUGHT]))
    cells[_COST], cells[_SALVAGE] = _major(cost), _major(salvage)
    return cells


def _major(minor: int | None) -> str | None:
    """Write money as people do, and as the importer reads it back: 2266.13."""
    return None if minor is None else f"{minor // 100}.{minor % 100:02}"


def _book_value(
    cost: int | None, salvage: int | None, life: int | None, bought: str | None
) -> int | None:
    if cost is None or bought is None:
        return cost
    age = clock.whole_months(date.fromisoformat(bought), clock.today())
    return money.book_value(cost, salvage, life, age)
