"""Who holds an imported asset."""

from __future__ import annotations

import pytest

from lazyit.domains.assets.models import Asset, AssetHistory, Assignment
from lazyit.foundation.accounts.models import Person, PersonHistory
from lazyit.foundation.imports.accounting import account_effects, account_rows
from lazyit.foundation.imports.models import RowState
from tests.builders import make_person
from tests.importing import codes, dry_run, imported, row
from tests.register import assign, make_asset

pytestmark = pytest.mark.django_db

PERSON = "Assigned To,Email,Username,Employee Number,Job Title,Department,Supervisor"
HEADER = f"Name,Status,Serial,{PERSON}\n"


def rows(*people: str) -> str:
    lines = [f"A{n},lost,S{n},{person}" for n, person in enumerate(people, 1)]
    return HEADER + "\n".join(lines) + "\n"


def owner(serial: str) -> Person | None:
    found = Assignment.objects.filter(asset__serial=serial, released_at=None).first()
    return found.user if found else None


def test_a_new_person_has_no_login(admin: Person) -> None:
    imported(admin, rows("Ana María Ruiz,Ana@Example.com,ARuiz,77,Dev,IT,Somebody Else"))
    person = owner("S1")
    assert person
    assert (person.first_name, person.last_name) == ("Ana", "María Ruiz")
    assert (person.email, person.username) == ("ana@example.com", "aruiz")
    assert (person.employee_number, person.role) == ("77", "VIEWER")
    assert (person.directory_only, person.has_usable_password()) == (True, False)
    assert person.directory_attributes == {"jobTitle": "Dev", "department": "IT"}
    assert person.manager_name == "Somebody Else"
    history = PersonHistory.objects.get(subject=person, event="CREATED")
    assert (history.person_id, history.payload) == (admin.pk, {"source": "import"})


def test_the_assignment_is_the_importing_persons_doing(admin: Person) -> None:
    imported(admin, rows("Jo Doe,jo@example.com,,,,,"))
    assignment = Assignment.objects.get()
    assert assignment.assigned_by_id == admin.pk
    history = AssetHistory.objects.get(event="ASSIGNED")
    assert history.payload == {"userId": str(assignment.user_id)}
    assert history.person_id == admin.pk


def test_a_single_word_fills_both_names(admin: Person) -> None:
    imported(admin, rows("Madonna,m@example.com,,,,,"))
    person = owner("S1")
    assert person
    assert (person.first_name, person.last_name) == ("Madonna", "Madonna")


@pytest.mark.parametrize(
    "keys",
    ["JO@example.com,,", ",JDoe,", ",,E7", "jo@example.com,jdoe,E7", "new@example.com,jdoe,"],
)
def test_any_key_finds_a_person(admin: Person, keys: str) -> None:
    known = make_person(email="jo@example.com", username="jdoe", employee_number="E7")
    imported(admin, rows(f"Other Name,{keys},,,"))
    assert owner("S1") == known
    known.refresh_from_db()
    assert known.first_name == "Robin"


def test_keys_of_different_people_leave_the_asset_unassigned(admin: Person) -> None:
    make_person(email="jo@example.com")
    make_person(username="jdoe")
    session = imported(admin, rows("Jo Doe,jo@example.com,jdoe,,,,"))
    assert (owner("S1"), codes(session)) == (None, ["ambiguous-identity"])
    assert account_rows(session)["unassigned"] == account_rows(session)["created"] == 1


def test_one_new_person_on_several_rows_is_made_once(admin: Person) -> None:
    session = imported(admin, rows(*["Jo Doe,jo@example.com,,,,,"] * 150))
    assert Person.objects.filter(email="jo@example.com").count() == 1
    assert account_effects(session)["person"] == {"create": 1, "link": 149}
    assert Assignment.objects.count() == 150


def test_the_dry_run_counts_one_new_person_once(admin: Person) -> None:
    session = dry_run(admin, rows(*["Jo Doe,jo@example.com,,,,,"] * 150))
    assert account_effects(session)["person"] == {"create": 1, "link": 149}
    assert not Person.objects.filter(email="jo@example.com").exists()


def test_a_name_without_key_stays_unassigned(admin: Person) -> None:
    session = imported(admin, rows("Jo Doe,,,,,,"))
    assert (owner("S1"), codes(session)) == (None, ["person-without-key"])


def test_a_key_without_name_finds_but_makes_nobody(admin: Person) -> None:
    known = make_person(email="jo@example.com")
    session = imported(admin, rows(",jo@example.com,,,,,", ",new@example.com,,,,,"))
    assert owner("S1") == known
    assert (row(session, 2).state, codes(session, 2)) == (RowState.INVALID, ["person-unnamed"])


def test_a_department_alone_is_nobody(admin: Person) -> None:
    session = imported(admin, rows(",,,,,IT,"))
    assert (row(session, 1).state, codes(session)) == (RowState.COMMITTED, [])
    assert account_rows(session)["unassigned"] == 0


def test_an_inactive_person_gets_nothing(admin: Person) -> None:
    make_person(email="jo@example.com", is_active=False)
    session = imported(admin, rows("Jo Doe,jo@example.com,,,,,"))
    assert (owner("S1"), codes(session)) == (None, ["inactive-person"])


def test_an_archived_person_is_not_matched(admin: Person) -> None:
    gone = make_person(email="jo@example.com", deleted_at="2020-01-01T00:00:00Z")
    imported(admin, rows("Jo Doe,jo@example.com,,,,,"))
    person = owner("S1")
    assert person
    assert person.pk != gone.pk


def test_a_wrong_email_is_told_by_the_dry_run(admin: Person) -> None:
    session = dry_run(admin, rows("Jo Doe,not an address,,,,,"))
    assert (row(session, 1).state, codes(session)) == (RowState.INVALID, ["refused"])


def test_who_holds_the_asset_already_is_fine(admin: Person) -> None:
    known = make_person(email="jo@example.com")
    asset = make_asset(name="A1", serial="S1", status="LOST")
    assign(asset, known)
    session = imported(admin, rows("Jo Doe,jo@example.com,,,,,"))
    assert account_rows(session)["unchanged"] == 1
    assert account_effects(session)["assignment"] == {"link": 1}
    assert Assignment.objects.count() == 1


def test_another_holder_joins_the_present_one(admin: Person) -> None:
    asset = make_asset(name="A1", serial="S1", status="LOST")
    assign(asset)
    session = imported(admin, rows("Jo Doe,jo@example.com,,,,,"))
    assert account_rows(session)["updated"] == 1
    assert Assignment.objects.active().filter(asset=asset).count() == 2


def test_a_supervisor_with_a_login_is_linked(admin: Person) -> None:
    boss = make_person(first_name="Eva", last_name="de la Cruz")
    imported(admin, rows("Jo Doe,jo@example.com,,,,,eva DE la cruz"))
    person = owner("S1")
    assert person
    assert (person.manager_id, person.manager_name) == (boss.pk, None)


def test_a_supervisor_of_whom_there_are_two_stays_a_name(admin: Person) -> None:
    make_person(first_name="Eva", last_name="Cruz")
    make_person(first_name="Eva", last_name="Cruz")
    imported(admin, rows("Jo Doe,jo@example.com,,,,,Eva Cruz"))
    person = owner("S1")
    assert person
    assert (person.manager_id, person.manager_name) == (None, "Eva Cruz")


def test_without_people_no_right_over_people_is_needed(admin: Person) -> None:
    session = imported(admin, "Name,Status,Serial\nA,lost,S1\n")
    assert session.status == "COMMITTED"
    assert Asset.objects.count() == 1
