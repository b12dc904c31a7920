"""Links a row to its model, location and person, or makes them; reports the ambiguous."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from lazyit.domains.assets.choices import LocationType
from lazyit.domains.assets.importing.makers import Maker
from lazyit.domains.assets.importing.people import (
    has_key,
    name_of,
    names_somebody,
    person_values,
)
from lazyit.domains.assets.importing.register import Register
from lazyit.domains.assets.models import AssetModel, Category, Location
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.imports.kinds import Problem

R = TypeVar("R")
Made = TypeVar("Made", Location, AssetModel, Category, Person)
UNKNOWN_MANUFACTURER = "Unknown"
LINK, CREATE = "link", "create"


@dataclass
class Linker:
    """Resolves the references of one row."""

    register: Register
    maker: Maker
    row: Mapping[str, Any]
    since: datetime
    warnings: list[Problem] = field(default_factory=list)
    effects: dict[str, str] = field(default_factory=dict)

    def location(self) -> Location | None:
        """Link or make the location; a check-out to a location comes first."""
        place, home = self.row.get("checkedOutLocation"), self.row.get("location")
        if place and home and place.lower() != home.lower():
            params = {"place": place}
            self.warnings.append(Problem("location-replaced", "location", home, params))
        name = place or home
        if not name:
            return None
        found = self.register.locations(name)
        if len(found) > 1:
            self.warnings.append(Problem("ambiguous-location", "location", name))
            return None
        return self._linked("location", found) or self._made(
            "location", self.maker.location({"name": name, "type": LocationType.OTHER})
        )

    def model(self) -> AssetModel | None:
        """Link the model that agrees with everything the row says of it, or make it."""
        name, sku = self.row.get("model"), self.row.get("sku")
        if known := self.register.model_by_number(sku):
            return self._known_model(known)
        if not name:
            if sku:
                self.warnings.append(Problem("model-unnamed", "sku", sku))
            return None
        named = self.register.models(name)
        found = [model for model in named if not _differing(model, self.row)]
        if len(found) > 1:
            self.warnings.append(Problem("ambiguous-model", "model", name))
            return None
        return self._known_model(found[0]) if found else self._new_model(name, named)

    def _known_model(self, model: AssetModel) -> AssetModel:
        """Link a model as it is; what the row says otherwise of it is told, not taken."""
        self.effects["model"] = LINK
        if left_out := [*_differing(model, self.row), *_unused(model, self.row)]:
            problem = Problem("model-differs", "model", model.name, {"fields": left_out})
            self.warnings.append(problem)
        return model

    def _new_model(self, name: str, named: list[AssetModel]) -> AssetModel:
        if any(model.created_at < self.since for model in named):
            self.warnings.append(Problem("similar-model", "model", name))
        category = self._category()
        values = {
            "name": name,
            "manufacturer": self.row.get("manufacturer", UNKNOWN_MANUFACTURER),
            "sku": self.row.get("sku"),
            "description": self.row.get("modelDescription"),
            "category_id": category.pk if category else None,
        }
        model = self.maker.model(values)
        model.category = category
        return self._made("model", model)

    def _category(self) -> Category | None:
        name = self.row.get("category")
        if not name:
            return None
        found = self.register.categories(name)
        return self._linked("category", found) or self._made(
            "category", self.maker.category({"name": name})
        )

    def person(self) -> tuple[Person | None, list[Problem]]:
        """Link or make the holder; the list says why the whole row cannot be used."""
        if not names_somebody(self.row):
            return None, []
        found = self.register.people(self.row)
        if len(found) > 1:
            self.warnings.append(Problem("ambiguous-identity", "email", self._said()))
            return None, []
        if person := self._linked("person", found):
            return self._active(person), []
        name = name_of(self.row)
        if name is None:
            return None, [Problem("person-unnamed", "personName", self._said())]
        if not has_key(self.row):
            self.warnings.append(Problem("person-without-key", "personName", " ".join(name)))
            return None, []
        return self._made("person", self.maker.person(person_values(self.row, name))), []

    def _active(self, person: Person) -> Person | None:
        if person.is_active:
            return person
        self.warnings.append(Problem("inactive-person", "email", person.name))
        return None

    def _said(self) -> str:
        words = (self.row.get(target) for target in ("email", "username", "employeeNumber"))
        return next((word for word in words if word), "")

    def _linked(self, what: str, found: list[R]) -> R | None:
        if found:
            self.effects[what] = LINK
        return found[0] if found else None

    def _made(self, what: str, record: Made) -> Made:
        self.register.add(record)
        self.effects[what] = CREATE
        return record


def _differing(model: AssetModel, row: Mapping[str, Any]) -> list[str]:
    """Name what a row says of a model and the model says otherwise."""
    own = {
        "model": model.name,
        "manufacturer": model.manufacturer,
        "category": model.category.name if model.category else "",
    }
    differing = [t for t, text in own.items() if t in row and row[t].lower() != text.lower()]
    # A number that the model does not have yet contradicts nothing.
    if model.sku and "sku" in row and row["sku"] != model.sku:
        differing.append("sku")
    return differing


def _unused(model: AssetModel, row: Mapping[str, Any]) -> list[str]:
    """Name what contradicts nothing but is not taken over into a model that exists."""
    unused = ["sku"] if "sku" in row and not model.sku else []
    if row.get("modelDescription", model.description) != model.description:
        unused.append("modelDescription")
    return unused
