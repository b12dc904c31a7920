from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from lazyit.foundation.accounts import actions
from lazyit.foundation.accounts.models import Person, PersonHistory, Session
from lazyit.foundation.accounts.passwords import temporary_password
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.search.models import SearchEntry
from lazyit.kernel.errors import (
    Conflict,
    DomainError,
    Forbidden,
    Inactive,
    Invalid,
    NotFound,
    Stale,
)
from tests.builders import (
    actor_of,
    actor_with,
    make_administrator,
    make_person,
    signed_in,
)

pytestmark = pytest.mark.django_db
NEW: dict[str, Any] = {"first_name": "Ana", "last_name": "Luz", "email": "ana@example.org"}


@pytest.fixture
def boss() -> Actor:
    return actor_of(make_administrator())


def events(person: Person) -> list[str]:
    return [row.event for row in PersonHistory.objects.filter(subject=person).order_by("id")]


def payload(person: Person) -> Any:
    return PersonHistory.objects.filter(subject=person).latest("id").payload


def entry(person: Person) -> SearchEntry:
    return SearchEntry.objects.get(kind="person", record_id=str(person.pk))


def test_creating_gives_a_temporary_password(boss: Actor) -> None:
    person, password = actions.create_person(actor=boss, **NEW, username=" AnaL ")
    assert (person.email, person.username, person.role) == ("ana@example.org", "anal", "VIEWER")
    assert person.must_change_password
    assert person.check_password(password or "")
    assert events(person) == ["CREATED"]
    assert (entry(person).title, entry(person).live) == ("Ana Luz", True)


def test_temporary_passwords_have_every_class() -> None:
    for _n in range(50):
        password = temporary_password()
        assert len(password) == 18
        assert any(c.isupper() for c in password)
        assert any(c.islower() for c in password)
        assert any(c.isdigit() for c in password)
        assert any(not c.isalnum() for c in password)


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        ({"first_name": " "}, "firstName", "required"),
        ({"last_name": None}, "lastName", "required"),
        ({"email": None}, "email", "required"),
        ({"email": "nobody"}, "email", "invalid"),
        ({"first_name": "x" * 101}, "firstName", "too_long"),
        ({"username": "x" * 101}, "username", "too_long"),
        ({"employee_number": "x" * 101}, "legajo", "too_long"),
        ({"last_name": "a\x00"}, "lastName", "invalid"),
        ({"username": "\ud800"}, "username", "invalid"),
        ({"role": "OWNER"}, "role", "not_a_choice"),
        ({"password": "weak"}, "password", "too_short"),
        ({"manager_id": uuid4()}, "manager.managerId", "not_found"),
    ],
)
def test_creating_refuses(boss: Actor, change: dict[str, Any], path: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        actions.create_person(actor=boss, **{**NEW, **change})
    assert (refusal.value.errors[0]["path"], refusal.value.errors[0]["code"]) == (path, code)
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("taken", "path"),
    [
        ({"email": "ANA@example.org"}, "email"),
        ({"username": "ana"}, "username"),
        ({"employee_number": "7"}, "legajo"),
    ],
)
def test_values_are_unique_among_the_living(boss: Actor, taken: dict[str, str], path: str) -> None:
    make_person(**{k: v.lower() for k, v in taken.items()})
    with pytest.raises(Conflict) as refusal:
        actions.create_person(actor=boss, **{**NEW, **taken})
    assert refusal.value.errors[0]["path"] == path
    make_person(email="other@example.org", deleted_at="2026-01-01T00:00:00Z")
    actions.create_person(actor=boss, **{**NEW, "email": "other@example.org"})


@pytest.mark.parametrize(
    "call",
    [
        lambda actor, pk: actions.create_person(actor=actor, **NEW),
        lambda actor, pk: actions.create_directory_person(
            actor=actor, first_name="A", last_name="B"
        ),
        lambda actor, pk: actions.update_person(actor=actor, person_id=pk, changes={}),
        lambda actor, pk: actions.change_role(actor=actor, person_id=pk, role="ADMIN"),
        lambda actor, pk: actions.activate_person(actor=actor, person_id=pk),
        lambda actor, pk: actions.deactivate_person(actor=actor, person_id=pk),
        lambda actor, pk: actions.archive_person(actor=actor, person_id=pk),
        lambda actor, pk: actions.restore_person(actor=actor, person_id=pk),
        lambda actor, pk: actions.reset_password(actor=actor, person_id=pk),
        lambda actor, pk: actions.remove_two_factor(actor=actor, person_id=pk),
    ],
)
def test_everything_needs_user_manage(call: Any) -> None:
    person = make_person()
    with pytest.raises(Forbidden):
        call(actor_with("user:read", "user:write", "settings:manage"), person.pk)
    person.refresh_from_db()
    assert (person.role, person.is_active, person.version) == ("VIEWER", True, 1)
    assert events(person) == []


def test_directory_people_need_no_address_and_have_no_login(boss: Actor) -> None:
    person = actions.create_directory_person(
        actor=boss, first_name="Luz", last_name="Sol", attributes={"department": "IT"}
    )
    assert (person.directory_only, person.email) == (True, None)
    assert not person.has_usable_password()
    with pytest.raises(Invalid):
        actions.change_role(actor=boss, person_id=person.pk, role="MEMBER")
    with pytest.raises(Inactive):
        actions.reset_password(actor=boss, person_id=person.pk)


def test_updating_records_before_and_after_of_every_field(boss: Actor) -> None:
    person = make_person(first_name="Old", username="old")
    changed = actions.update_person(
        actor=boss,
        person_id=person.pk,
        changes={"first_name": "New", "username": None, "last_name": person.last_name},
    )
    assert (changed.version, changed.username) == (2, None)
    assert payload(person)["fields"] == {
        "first_name": {"from": "Old", "to": "New"},
        "username": {"from": "old", "to": None},
    }
    assert entry(person).title.startswith("New")


def test_changing_nothing_leaves_no_trace(boss: Actor) -> None:
    person = make_person()
    changes = {"first_name": f" {person.first_name} "}
    assert actions.update_person(actor=boss, person_id=person.pk, changes=changes).version == 1
    assert events(person) == []


def test_a_login_keeps_its_address(boss: Actor) -> None:
    person = make_person()
    with pytest.raises(Invalid):
        actions.update_person(actor=boss, person_id=person.pk, changes={"email": None})
    assert events(person) == []


def test_a_stale_version_is_refused(boss: Actor) -> None:
    person = make_person(version=3)
    old: dict[str, Any] = {"actor": boss, "person_id": person.pk, "expected_version": 2}
    with pytest.raises(Stale):
        actions.update_person(changes={"first_name": "x"}, **old)
    with pytest.raises(Stale):
        actions.change_role(role="MEMBER", **old)
    with pytest.raises(Stale):
        actions.deactivate_person(**old)
    assert events(person) == []


def test_managers_come_and_go(boss: Actor) -> None:
    person, manager = make_person(), make_person(first_name="Mia", last_name="Boss")
    set_manager = {"manager_id": manager.pk}
    actions.update_person(actor=boss, person_id=person.pk, changes=set_manager)
    assert payload(person) == {
        "from": None,
        "to": {"type": "user", "id": str(manager.pk), "name": "Mia Boss"},
    }
    named = actions.update_person(
        actor=boss, person_id=person.pk, changes={"manager_name": "Somebody"}
    )
    assert (named.manager_id, named.manager_name) == (None, "Somebody")
    cleared = actions.update_person(actor=boss, person_id=person.pk, changes={"manager_name": None})
    assert (cleared.manager_id, cleared.manager_name) == (None, None)
    assert events(person) == ["MANAGER_CHANGED"] * 3


def test_managers_are_live_and_never_below(boss: Actor) -> None:
    top = make_person()
    middle = make_person(manager=top)
    low = make_person(manager=middle)
    gone = make_person(deleted_at="2026-01-01T00:00:00Z")
    for manager, code in (
        (low.pk, "cycle"),
        (top.pk, "own_manager"),
        (gone.pk, "not_found"),
        (uuid4(), "not_found"),
    ):
        with pytest.raises(Invalid) as refusal:
            actions.update_person(actor=boss, person_id=top.pk, changes={"manager_id": manager})
        assert refusal.value.errors[0]["code"] == code
    assert events(top) == []


def test_a_role_changes_but_not_ones_own(boss: Actor) -> None:
    person = make_person()
    actions.change_role(actor=boss, person_id=person.pk, role="MEMBER")
    assert (events(person), payload(person)) == (
        ["ROLE_CHANGED"],
        {"from": "VIEWER", "to": "MEMBER"},
    )
    own = boss.person_id
    make_administrator()
    assert own is not None
    with pytest.raises(Forbidden):
        actions.change_role(actor=boss, person_id=own, role="VIEWER")
    with pytest.raises(Forbidden):
        actions.deactivate_person(actor=boss, person_id=own)
    with pytest.raises(Forbidden):
        actions.archive_person(actor=boss, person_id=own)
    with pytest.raises(Forbidden):
        actions.reset_password(actor=boss, person_id=own)
    assert Person.objects.administrators().count() == 2


@pytest.mark.parametrize(
    "other", [{"is_active": False}, {"deleted_at": "2026-01-01T00:00:00Z"}, {"role": "MEMBER"}]
)
def test_only_administrators_who_can_sign_in_count(other: dict[str, Any]) -> None:
    last = make_administrator()
    make_person(**{"role": "ADMIN", **other})
    system: dict[str, Any] = {"actor": Actor.system(), "person_id": last.pk}
    with pytest.raises(Conflict, match="last administrator"):
        actions.change_role(role="MEMBER", **system)
    with pytest.raises(Conflict, match="last administrator"):
        actions.deactivate_person(**system)
    with pytest.raises(Conflict, match="last administrator"):
        actions.archive_person(**system)
    assert events(last) == []


@pytest.mark.parametrize("end", ["deactivate_person", "archive_person", "reset_password"])
def test_sessions_end_at_once(boss: Actor, end: str) -> None:
    person = make_person()
    client = signed_in(person)
    getattr(actions, end)(actor=boss, person_id=person.pk)
    assert client.get("/api/users/me").status_code == 401
    assert not Session.objects.filter(person=person).exists()


def test_deactivating_and_activating(boss: Actor) -> None:
    person = make_person()
    for _twice in range(2):
        actions.deactivate_person(actor=boss, person_id=person.pk)
    for _twice in range(2):
        actions.activate_person(actor=boss, person_id=person.pk)
    assert events(person) == ["DEACTIVATED", "ACTIVATED"]


def test_archiving_and_restoring(boss: Actor) -> None:
    person = make_person()
    actions.archive_person(actor=boss, person_id=person.pk)
    assert not entry(person).live
    with pytest.raises(NotFound):
        actions.archive_person(actor=boss, person_id=person.pk)
    for _twice in range(2):
        assert actions.restore_person(actor=boss, person_id=person.pk).deleted_at is None
    assert events(person) == ["DELETED", "RESTORED"]
    assert entry(person).live


def test_restoring_fails_where_somebody_took_the_address(boss: Actor) -> None:
    person = make_person(email="ana@example.org", deleted_at="2026-01-01T00:00:00Z")
    make_person(email="ana@example.org")
    with pytest.raises(Conflict):
        actions.restore_person(actor=boss, person_id=person.pk)
    person.refresh_from_db()
    assert person.deleted_at is not None
    assert events(person) == []


def test_unknown_people_are_not_found(boss: Actor) -> None:
    for call in (
        lambda pk: actions.update_person(actor=boss, person_id=pk, changes={"first_name": "x"}),
        lambda pk: actions.change_role(actor=boss, person_id=pk, role="MEMBER"),
        lambda pk: actions.restore_person(actor=boss, person_id=pk),
        lambda pk: actions.reset_password(actor=boss, person_id=pk),
    ):
        with pytest.raises(DomainError) as refusal:
            call(uuid4())
        assert refusal.value.status == 404
