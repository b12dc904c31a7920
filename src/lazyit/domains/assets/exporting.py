"""The columns of the asset export, in the order that existing spreadsheets expect."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from lazyit.foundation.listing.spec import Column, Row
from lazyit.kernel import clock, money


def _field(name: str) -> Callable[[Row], Any]:
    return lambda row: row[name]


def _of(relation: str, name: str) -> Callable[[Row], Any]:
    return lambda row: row[relation] and row[relation][name]


def _category(row: Row) -> Any:
    model = row["model"]
    return model and model["category"] and model["category"]["name"]


def _day(name: str) -> Callable[[Row], Any]:
    return lambda row: row[name] and row[name][:10]


def _owners(row: Row) -> str:
    people = (a["user"] for a in row["activeAssignments"])
    present = [p for p in people if not p["deletedAt"]]
    return "; ".join(f"{p['firstName']} {p['lastName']}".strip() for p in present)


def _major(minor: int | None) -> str | None:
    """Write money as people do, and as the importer reads it back: 2266.13."""
    return None if minor is None else f"{minor // 100}.{minor % 100:02}"


def _money(name: str) -> Callable[[Row], Any]:
    return lambda row: _major(row[name])


def _book_value(row: Row) -> int | None:
    cost, bought = row["purchaseCost"], row["purchaseDate"]
    if cost is None or bought is None:
        return cost  # type: ignore[no-any-return]  # an integer or nothing
    age = clock.whole_months(date.fromisoformat(bought[:10]), clock.today())
    return money.book_value(cost, row["salvageValue"], row["usefulLifeMonths"], age)


ASSET_COLUMNS: tuple[Column, ...] = (
    Column("name", _field("name")),
    Column("assetTag", _field("assetTag")),
    Column("serial", _field("serial")),
    Column("status", _field("status")),
    Column("category", _category),
    Column("manufacturer", _of("model", "manufacturer")),
    Column("model", _of("model", "name")),
    Column("location", _of("location", "name")),
    Column("company", _field("company")),
    Column("purchaseDate", _day("purchaseDate")),
    Column("warrantyEnd", _day("warrantyEnd")),
    Column("owners", _owners),
    Column("notes", _field("notes")),
    Column("createdAt", _field("createdAt")),
    Column("updatedAt", _field("updatedAt")),
    Column("purchaseCost", _money("purchaseCost")),
    Column("usefulLifeMonths", _field("usefulLifeMonths")),
    Column("salvageValue", _money("salvageValue")),
    Column("bookValue", lambda row: _major(_book_value(row))),
    Column("id", _field("id")),
)
