"""Declares assets as an importable kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lazyit.domains.assets.importing.importer import AssetImporter
from lazyit.domains.assets.importing.people import KEYS, NAMES
from lazyit.domains.assets.importing.targets import (
    PERSON_TARGETS,
    RESERVED_KEYS,
    SNIPE_IT,
    TARGETS,
)
from lazyit.foundation.imports.kinds import Kind, Problem, register

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text

_MODEL_PARTS = ("manufacturer", "category", "modelDescription")
_MODEL_TARGETS = frozenset({"model", "sku", *_MODEL_PARTS})

DESCRIBE: dict[str, Text] = {
    "person-needs-name": _("A person needs a name: map a column with full, first or last names."),
    "person-needs-key": _(
        "People are recognised by e-mail, username or employee number: map one of them."
    ),
    "needs-model": _(
        "“%(field)s” belongs to the model: map a model column too, or ignore this one."
    ),
    "two-assets": _(
        "The serial number “%(value)s” belongs to one asset and the tag “%(tag)s” to another."
    ),
    "tag-of-another": _(
        "The tag “%(value)s” belongs to an asset with another serial number (%(serial)s)."
    ),
    "duplicate-in-file": _("“%(value)s” in “%(field)s” is already on line %(line)s of this file."),
    "person-unnamed": _("“%(value)s” is not known yet, and without a name nobody can be created."),
    "person-without-key": _(
        "“%(value)s” has no e-mail, username or employee number, so the asset stays unassigned."
    ),
    "ambiguous-identity": _(
        "The e-mail, username and employee number of “%(value)s” point to different people, so"
        " the asset stays unassigned."
    ),
    "inactive-person": _("“%(value)s” is inactive, so the asset stays unassigned."),
    "ambiguous-model": _(
        "Several models are called “%(value)s”, so the asset is imported without a model."
    ),
    "ambiguous-location": _(
        "Several locations are called “%(value)s”, so the asset is imported without a location."
    ),
    "model-differs": _(
        "The model “%(value)s” exists and stays as it is; what the file says otherwise of it is"
        " left out: %(fields)s."
    ),
    "similar-model": _(
        "A model called “%(value)s” exists with another manufacturer, category or number; a new"
        " one is created."
    ),
    "model-unnamed": _("No model has the number “%(value)s”, and without a name none is created."),
    "location-replaced": _(
        "The asset is checked out to “%(place)s”, which becomes its location instead of"
        " “%(value)s”."
    ),
    "life-without-purchase": _(
        "The end of life %(value)s gives no useful life, since the purchase date is missing."
    ),
    "life-before-purchase": _(
        "The end of life %(value)s lies before the purchase and is left out."
    ),
    "no-identity": _(
        "Without serial number or tag this row is not recognised when the file is imported again."
    ),
}

EFFECTS: dict[str, Text] = {
    "model.create": _("New models"),
    "model.link": _("Rows with a known model"),
    "category.create": _("New categories"),
    "category.link": _("New models in a known category"),
    "location.create": _("New locations"),
    "location.link": _("Rows with a known location"),
    "person.create": _("New people without a login"),
    "person.link": _("Rows with a known person"),
    "assignment.create": _("New assignments"),
    "assignment.link": _("Assignments that exist already"),
    "tag.explicit": _("Tags from the file"),
    "tag.auto-mint": _("Tags from the tag scheme"),
}


def check(targets: frozenset[str]) -> list[Problem]:
    """Return what a mapping of people and models lacks."""
    problems = []
    if targets & PERSON_TARGETS:
        if not targets & set(NAMES):
            problems.append(Problem("person-needs-name", "personName"))
        if not targets & KEYS.keys():
            problems.append(Problem("person-needs-key", "email"))
    if not targets & {"model", "sku"}:
        problems += [Problem("needs-model", part) for part in _MODEL_PARTS if part in targets]
    return problems


def permissions(targets: frozenset[str]) -> frozenset[str]:
    """Return what importing these targets needs besides the right to import."""
    needed = {"import:run", "asset:write"}
    if targets & _MODEL_TARGETS:
        needed.add("assetModel:write")
    if "category" in targets:
        needed.add("category:write")
    if targets & {"location", "checkedOutLocation"}:
        needed.add("location:write")
    if targets & PERSON_TARGETS:
        needed.add("user:manage")
    return frozenset(needed)


def declare() -> None:
    """Register the kind."""
    register(
        Kind(
            key="assets",
            label=_("Assets"),
            targets=TARGETS,
            presets=(SNIPE_IT,),
            reserved_keys=RESERVED_KEYS,
            check=check,
            permissions=permissions,
            importer=AssetImporter,
            describe=DESCRIBE,
            effects=EFFECTS,
            address=lambda object_id: f"/assets/{object_id}",
        )
    )
