"""What the asset register takes from outside, checked once for API and importer alike."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_serializer

from lazyit.domains.assets.choices import LocationType, Status
from lazyit.foundation.rest.schema import (
    Body,
    Integer,
    Money,
    Optional50,
    Optional100,
    Optional200,
    Optional500,
    Optional1000,
    Optional2000,
    OptionalId,
    Required100,
    Required200,
    Text,
    in_utc,
)


def _calendar_date(value: object) -> object:
    """Accept YYYY-MM-DD or an instant, whose UTC day counts."""
    if value is None or isinstance(value, date):
        return value
    if not isinstance(value, str):
        raise ValueError("must be a date such as 2026-01-31")  # noqa: TRY004 – pydantic reports ValueError
    text = value.strip()
    if not text:
        return None
    if len(text) <= 10:
        return date.fromisoformat(text)
    moment = datetime.fromisoformat(text)
    return in_utc(moment if moment.tzinfo else moment.replace(tzinfo=UTC)).date()


CalendarDate = Annotated[date | None, BeforeValidator(_calendar_date)]
Specs = Annotated[dict[Text, Any], BeforeValidator(lambda value: {} if value is None else value)]


class AssetFields(Body):
    """The fields of an asset that a caller may set; all may be left out."""

    serial: Optional200 = None
    asset_tag: Optional200 = None
    model_id: OptionalId = None
    location_id: OptionalId = None
    company: Optional200 = None
    purchase_date: CalendarDate = None
    warranty_end: CalendarDate = None
    purchase_cost: Money | None = None
    salvage_value: Money | None = None
    useful_life_months: Integer | None = None
    notes: Optional2000 = None
    specs: Specs = Field(default_factory=dict)


class AssetIn(AssetFields):
    """A new asset."""

    name: Required200
    status: Status


class AssetPatch(AssetFields):
    """Changes of an asset; only the keys sent count."""

    name: Required200 = ""
    status: Status = Status.UNKNOWN


class SpecField(Body):
    """One entry of a category's dictionary of custom fields."""

    key: Annotated[Required100, Field(max_length=60)]
    label: Required100
    type: Literal["string", "number", "boolean", "enum"]
    required: bool = False
    enum_values: Annotated[list[Required100], Field(max_length=50)] = Field(default_factory=list)


class CategoryFields(Body):
    """The fields of a category that a caller may set."""

    description: Optional1000 = None
    icon: Optional100 = None
    specs_schema: Annotated[list[SpecField], Field(max_length=50)] = Field(default_factory=list)

    @field_serializer("specs_schema")
    def _as_on_the_wire(self, fields: list[SpecField]) -> list[dict[str, Any]]:
        return [field.model_dump(by_alias=True) for field in fields]


class CategoryIn(CategoryFields):
    """A new category."""

    name: Required100


class CategoryPatch(CategoryFields):
    """Changes of a category."""

    name: Required100 = ""


class ModelFields(Body):
    """The fields of a model that a caller may set."""

    sku: Optional100 = None
    description: Optional2000 = None
    category_id: OptionalId = None
    specs: Specs = Field(default_factory=dict)


class ModelIn(ModelFields):
    """A new model."""

    name: Required200
    manufacturer: Required200


class ModelPatch(ModelFields):
    """Changes of a model."""

    name: Required200 = ""
    manufacturer: Required200 = ""


class LocationFields(Body):
    """The fields of a location that a caller may set."""

    description: Optional2000 = None
    address: Optional500 = None
    floor: Optional50 = None
    notes: Optional2000 = None
    parent_id: OptionalId = None


class LocationIn(LocationFields):
    """A new location."""

    name: Required200
    type: LocationType


class LocationPatch(LocationFields):
    """Changes of a location."""

    name: Required200 = ""
    type: LocationType = LocationType.OTHER
