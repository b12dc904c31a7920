"""Records of every kind, in every state that a page shows; built by the product's actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from lazyit.domains.assets.actions.assets import archive_asset, update_asset
from lazyit.domains.assets.actions.assignments import release_assignment
from lazyit.domains.assets.actions.catalogue import archive_category, archive_model
from lazyit.domains.assets.actions.locations import archive_location
from lazyit.domains.assets.choices import LocationType, Status
from lazyit.domains.assets.models import Asset, AssetModel, Location
from lazyit.domains.dashboard.demo.loading import load
from lazyit.foundation.accounts.actions import (
    archive_person,
    create_directory_person,
    mint_service_account,
    revoke_service_account,
)
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.operations.actions import mirror_upgrades
from lazyit.foundation.rbac.actions import replace_permissions
from lazyit.foundation.rbac.catalogue import MEMBER, default_permissions
from lazyit.kernel import clock
from tests.browser.words import HOSTILE, PLAIN, Words
from tests.builders import actor_of, make_administrator, make_member, make_person, signed_in
from tests.importing import dry_run, imported, upload
from tests.register import assign, make_asset, make_category, make_location, make_model
from tests.upgrades import told

MANY = 100_000  # assets
PLACE_TYPES = (LocationType.OFFICE, LocationType.DATACENTER, LocationType.RACK)
SLUGS = {
    "assets/bulk name": "status",
    "assets/filters name": "model",
    "asset-models/filters name": "category",
    "locations/filters name": "parent",
    "assets name": "serial",
    "people name": "email",
    "people role": "VIEWER",
    "lists name": "assets",
    "attention key": "any",
}
STATUSES = (Status.OPERATIONAL, Status.IN_MAINTENANCE, Status.LOST)


def session_of(person: Person) -> str:
    """Sign a person in and return what their browser's cookie holds."""
    return signed_in(person).cookies["sessionid"].value


@dataclass
class World:
    """The people, a session of each, and an id for every name that an address may hold."""

    kind: str
    people: dict[str, Person] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=lambda: dict(SLUGS))

    @property
    def actor(self) -> Actor:
        """Return who made everything."""
        return actor_of(self.people["admin"])

    def add(self, name: str, person: Person) -> None:
        """Take in somebody, signed in if they can."""
        self.people[name] = person
        self.ids[name] = str(person.pk)
        if not person.directory_only:
            self.sessions[name] = session_of(person)

    def value(self, place: str, parameter: str) -> str:
        """Return a sample for a parameter of the addresses below a place."""
        return self.ids.get(f"{place} {parameter}") or self.ids[parameter]


def build_world(kind: str) -> World:
    """Build a set of records: empty, three (of each kind), hostile (three as well) or many."""
    if kind == "many":
        load(MANY)
    world = World(kind)
    world.add("admin", make_administrator(first_name="Ada", last_name="Lovelace"))
    if kind != "empty":
        _fill(world, HOSTILE if kind == "hostile" else PLAIN)
    return world


def _fill(world: World, words: Words) -> None:
    _people(world, words)
    _assets(world, words, _models(world, words), _places(world, words))
    _archive(world, words)
    _service_accounts(world, words)
    _imports(world, words)
    _upgrades(world, words)
    rights = {*default_permissions(MEMBER), "location:delete"}
    replace_permissions(actor=world.actor, sets={MEMBER: rights})


def _people(world: World, words: Words) -> None:
    names = zip(words.first_names, words.last_names, strict=True)
    makers = (("viewer", make_person), ("member", make_member), ("gone", make_member))
    for (name, make), (first, last) in zip(makers, names, strict=True):
        world.add(name, make(first_name=first, last_name=last))
    careful = make_person(first_name="Clara", last_name="Careful")
    TOTP.activate(careful, generate_totp_secret())
    RecoveryCodes.activate(careful)
    world.add("careful", careful)
    first, last = words.first_names[0], words.last_names[1]
    known = create_directory_person(actor=world.actor, first_name=first, last_name=last)
    world.add("known", known)
    world.ids["person_id"] = world.ids["member"]


def _models(world: World, words: Words) -> list[AssetModel]:
    actor = world.actor
    schema = [{"key": words.key, "label": words.key, "type": "text", "required": True}]
    categories = [
        make_category(actor=actor, name=name, description=words.note, specs_schema=schema)
        for name in words.categories
    ]
    models = [
        make_model(
            actor=actor, name=name, manufacturer=maker, category_id=category.pk, sku=serial[:100]
        )
        for name, maker, category, serial in zip(
            words.models, words.makers, categories, words.serials, strict=True
        )
    ]
    world.ids["settings/asset-categories record_id"] = categories[0].pk
    world.ids["asset-models record_id"] = models[0].pk
    return models


def _places(world: World, words: Words) -> list[Location]:
    places: list[Location] = []
    for name, kind in zip(words.places, PLACE_TYPES, strict=True):
        values: dict[str, Any] = {"address": words.note[:200], "floor": "3", "notes": words.note}
        parent = places[-1].pk if places else None
        places.append(make_location(name=name, type=kind, parent_id=parent, **values))
    world.ids |= {"locations record_id": places[0].pk, "room": places[2].pk}
    return places


def _assets(
    world: World, words: Words, models: Sequence[AssetModel], places: Sequence[Location]
) -> None:
    assets = [
        make_asset(
            actor=world.actor,
            name=name,
            serial=serial,
            asset_tag=f"HQ-00000{number}",
            model_id=models[number].pk,
            location_id=places[number].pk,
            status=STATUSES[number],
            company=words.company,
            specs={words.key: words.value},
            notes=words.note,
            **_money(number),
        )
        for number, (name, serial) in enumerate(zip(words.assets, words.serials, strict=True))
    ]
    _hold(world, words, assets)
    world.ids |= {"asset_id": assets[0].pk, "unheld": assets[2].pk, "company": quote(words.company)}


def _money(number: int) -> dict[str, Any]:
    today = clock.today()
    return {
        "purchase_date": today - timedelta(days=400),
        "warranty_end": today + timedelta(days=(number - 1) * 45),
        "purchase_cost": 1_899_00,
        "salvage_value": 200_00,
        "useful_life_months": 48,
    }


def _hold(world: World, words: Words, assets: Sequence[Asset]) -> None:
    actor, people = world.actor, world.people
    update_asset(actor=actor, asset_id=assets[0].pk, values={"status": Status.IN_STORAGE})
    returned = assign(assets[0], people["gone"], actor=actor, notes=words.note)
    release_assignment(actor=actor, assignment_id=returned.pk)
    archive_person(actor=actor, person_id=people["gone"].pk)
    held = assign(assets[0], people["member"], actor=actor, notes=words.note)
    assign(assets[0], people["viewer"], actor=actor)
    own = assign(assets[1], people["admin"], actor=actor, notes=words.note)
    world.ids |= {"assignment_id": held.pk, "asset-assignments assignment_id": own.pk}


def _archive(world: World, words: Words) -> None:
    actor, name = world.actor, words.assets[1]
    model, place, category = make_model(name=name), make_location(name=name), make_category()
    asset = make_asset(actor=actor, name=name, model_id=model.pk, location_id=place.pk)
    archive_model(actor=actor, model_id=model.pk)
    archive_location(actor=actor, location_id=place.pk)
    archive_category(actor=actor, category_id=category.pk)
    archive_asset(actor=actor, asset_id=asset.pk)
    world.ids["old_asset"] = asset.pk


def _service_accounts(world: World, words: Words) -> None:
    accounts = [
        mint_service_account(
            actor=world.actor,
            name=name,
            permissions=["asset:read", "asset:write"],
            description=words.note[:200],
        )[0]
        for name in words.robots
    ]
    revoke_service_account(actor=world.actor, account_id=accounts[2].pk)
    world.ids |= {"account_id": accounts[0].pk, "revoked_account": accounts[2].pk}


def _upgrades(world: World, words: Words) -> None:
    """A journal is numbered: newest first, as the command tells them."""
    number = 30 if world.kind == "many" else 3
    back = told(number - 1, "went back", cause=words.note)
    earlier = [told(each) for each in range(number - 2, 0, -1)]
    mirror_upgrades([told(number, "cut off", held=None), back, *earlier])


def _imports(world: World, words: Words) -> None:
    admin = world.people["admin"]
    header = f"Name;Serial;Status;{words.key};Location\n"
    row = f"{words.makers[0]};I-1;lost;{words.value};{words.places[0]}\n"
    wrong = f"{words.makers[0]};{words.serials[0]};asleep;;\n;;;;\n"
    sessions = {
        "session_id": upload(admin, header + row, "inventory.csv"),
        "planned": dry_run(admin, header + row.replace("I-1", "I-2") + wrong),
        "imported": imported(admin, header + row.replace("I-1", "I-3") + wrong),
        "unreadable": upload(admin, "\x00\x01\x02 nothing like a table", "photo.csv"),
    }
    world.ids |= {name: session.pk for name, session in sessions.items()}
    world.ids["job_id"] = str(sessions["imported"].job_id)
