"""/people and what stands below it, as people use them"""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.utils.html import escape

from lazyit.domains.assets.models import Assignment
from lazyit.foundation.accounts.models import Person, PersonHistory, Session, SignInAttempt
from tests.builders import make_administrator, make_member, make_person, signed_in
from tests.counting import assert_query_count
from tests.register import assign, make_asset

from .test_list import COUNTS

pytestmark = pytest.mark.django_db
NEW = {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com", "role": "MEMBER"}
HOSTILE = "<script>alert(1)</script>\u202eevil"


@pytest.fixture
def browser(admin: Person) -> Client:
    return signed_in(admin)


def page(browser: Client, path: str, **query: str) -> str:
    answer = browser.get(path, query)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def state() -> list[Any]:
    tables = (Person, PersonHistory, Assignment, Session)
    return [list(table._default_manager.order_by("pk").values()) for table in tables]


def test_the_list_shows_names_as_text(browser: Client) -> None:
    make_person(first_name=HOSTILE, directory_only=True)
    html = page(browser, "/people")
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert" not in html
    assert "Directory" in html


def test_the_list_says_who_is_a_former_manager(browser: Client) -> None:
    boss = make_person(first_name="Old", last_name="Boss", deleted_at="2026-01-01T00:00:00Z")
    make_person(manager=boss)
    assert "Old Boss (former)" in page(browser, "/people")


def test_archived_people_can_be_brought_back(browser: Client) -> None:
    gone = make_person(first_name="Gone", deleted_at="2026-01-01T00:00:00Z")
    html = page(browser, "/people", archived="only")
    assert f'action="/people/{gone.pk}/restore"' in html
    assert f'href="/people/{gone.pk}"' not in html
    assert browser.post(f"/people/{gone.pk}/restore").status_code == 302
    assert Person.objects.live().filter(pk=gone.pk).exists()


def test_a_taken_address_is_named(browser: Client) -> None:
    gone = make_person(email="a@example.com", deleted_at="2026-01-01T00:00:00Z")
    make_person(email="a@example.com")
    answer = browser.post(f"/people/{gone.pk}/restore", follow=True)
    assert "taken this by now: E-mail" in answer.content.decode()
    assert not Person.objects.live().filter(pk=gone.pk).exists()


def test_a_button_answers_without_leaving_the_page(browser: Client, admin: Person) -> None:
    inline = {"X-Inline": "dialog", "HX-Request": "true"}
    done = browser.post(f"/people/{make_person().pk}/deactivate", headers=inline)
    refused = browser.post(f"/people/{admin.pk}/deactivate", headers=inline)
    assert (done.status_code, refused.status_code) == (204, 204)
    assert "lz:changed" in done["HX-Trigger"]
    assert "error" in refused["HX-Trigger"]


def test_members_see_people_without_their_history(member: Person) -> None:
    person = make_person(first_name="Robin")
    PersonHistory.objects.create(subject=person, event="UPDATED")
    html = page(signed_in(member), f"/people/{person.pk}")
    assert "Robin" in html
    for hidden in ("edited the profile", "Open sessions", "/offboard", "/edit"):
        assert hidden not in html


def test_viewers_see_nobody(viewer: Person) -> None:
    assert signed_in(viewer).get("/people").status_code == 403
    assert signed_in(viewer).get(f"/people/{viewer.pk}").status_code == 403


def test_a_record_shows_everything(browser: Client) -> None:
    boss = make_person(first_name="The", last_name="Boss")
    person = make_person(manager=boss, username="rob")
    make_person(first_name="Some", last_name="Report", manager=person)
    assign(make_asset(name="A Laptop", asset_tag="T-1"), person)
    html = page(browser, f"/people/{person.pk}")
    for shown in ("The Boss", "Some Report", "A Laptop", "T-1", "rob", "Open sessions"):
        assert shown in html


def test_a_record_tells_its_history(browser: Client, admin: Person) -> None:
    person = make_person(first_name="Before")
    browser.post(f"/people/{person.pk}/edit", profile(person, first_name="After"))
    html = page(browser, f"/people/{person.pk}")
    assert "edited the profile" in html
    assert "<bdi>Before</bdi>" in html


def test_older_events_are_one_step_away(browser: Client) -> None:
    person = make_person()
    for n in range(25):
        PersonHistory.objects.create(
            subject=person,
            event="UPDATED",
            payload={"fields": {"username": {"from": None, "to": f"u-{n:02}"}}},
        )
    first = page(browser, f"/people/{person.pk}")
    oldest_shown = PersonHistory.objects.order_by("-id")[19].pk
    assert f"?before={oldest_shown}" in first
    assert "u-04" not in first
    assert "u-04" in page(browser, f"/people/{person.pk}", before=str(oldest_shown))


def test_a_locked_sign_in_is_shown(browser: Client) -> None:
    person = make_person()
    SignInAttempt.objects.create(
        key=f"person:{person.pk}", failures=9, locked_until="2999-01-01T00:00:00Z"
    )
    assert "Sign-in is locked until" in page(browser, f"/people/{person.pk}")


@pytest.mark.parametrize("path", ["", "/preview", "/edit", "/offboard", "/reset-password"])
def test_archived_people_have_no_page(browser: Client, path: str) -> None:
    gone = make_person(deleted_at="2026-01-01T00:00:00Z")
    assert browser.get(f"/people/{gone.pk}{path}").status_code == 404
    assert browser.get(f"/people/nonsense{path}").status_code == 404


def test_a_preview_is_a_small_card(browser: Client) -> None:
    person = make_person(first_name="Robin", last_name="Card")
    html = page(browser, f"/people/{person.pk}/preview")
    assert "<h3>Robin Card</h3>" in html
    assert "<html" not in html


def test_creating_shows_the_password_once(browser: Client) -> None:
    asset = make_asset()
    answer = browser.post("/people/new", {**NEW, "asset": asset.pk})
    person = Person.objects.get(email="ada@example.com")
    password = answer.context["password"]
    assert person.check_password(password)
    assert escape(password) in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert Assignment.objects.get(user=person).asset == asset
    assert escape(password) not in page(browser, f"/people/{person.pk}")


def test_a_lost_asset_does_not_lose_the_person(browser: Client, admin: Person) -> None:
    asset = make_asset(status="OPERATIONAL")
    answer = browser.post("/people/new", {**NEW, "asset": "gone"})
    assert "Choose one of the list." in answer.content.decode()
    assert not Person.objects.filter(email="ada@example.com").exists()
    assert browser.post("/people/new", {**NEW, "asset": asset.pk}).status_code == 200


def test_wrong_fields_are_named_beside_them(browser: Client) -> None:
    make_person(email="ada@example.com")
    before = state()
    html = browser.post("/people/new", {**NEW, "last_name": ""}).content.decode()
    assert 'last_name_error"' in html
    html = browser.post("/people/new", NEW).content.decode()
    assert 'email_error"' in html
    assert state() == before


def profile(person: Person, **changes: str) -> dict[str, str]:
    values = {
        "version": str(person.version),
        "first_name": person.first_name,
        "last_name": person.last_name,
        "email": person.email or "",
        "manager": str(person.manager_id or ""),
    }
    return {**values, **changes}


def test_an_edit_changes_what_was_typed(browser: Client) -> None:
    person, boss = make_person(), make_person()
    answer = browser.post(
        f"/people/{person.pk}/edit", profile(person, username="NEW", manager=str(boss.pk))
    )
    person.refresh_from_db()
    assert answer.status_code == 302
    assert (person.username, person.manager) == ("new", boss)


def test_a_stale_edit_shows_the_difference(browser: Client) -> None:
    person = make_person(first_name="Theirs", version=2)
    before = state()
    sent = profile(person, first_name="Mine", version="1")
    html = browser.post(f"/people/{person.pk}/edit", sent).content.decode()
    assert "<bdi>Theirs</bdi>" in html
    assert "<bdi>Mine</bdi>" in html
    assert state() == before


def test_one_fact_is_edited_in_place(browser: Client) -> None:
    person = make_person()
    path, htmx = f"/people/{person.pk}/facts/legajo", {"HX-Request": "true"}
    assert 'name="legajo"' in browser.get(path, headers=htmx).content.decode()
    sent = {"version": "1", "legajo": "E-9"}
    answer = browser.post(path, sent, headers=htmx)
    assert (answer.status_code, answer["HX-Trigger"]) == (204, "lz:changed")
    assert Person.objects.get(pk=person.pk).employee_number == "E-9"


def test_clearing_one_fact_leaves_the_others(browser: Client) -> None:
    person = make_person(username="rob", employee_number="E-1", manager_name="Boss")
    path, htmx = f"/people/{person.pk}/facts/legajo", {"HX-Request": "true"}
    browser.post(path, {"version": "1", "legajo": ""}, headers=htmx)
    person.refresh_from_db()
    assert (person.employee_number, person.username) == (None, "rob")
    assert person.manager_name == "Boss"


def test_a_role_changes_with_undo(browser: Client) -> None:
    person = make_person()
    browser.post(f"/people/{person.pk}/role/MEMBER")
    person.refresh_from_db()
    assert person.role == "MEMBER"
    assert f"/people/{person.pk}/role/VIEWER" in page(browser, f"/people/{person.pk}")


def test_deactivation_changes_with_undo(browser: Client) -> None:
    person = make_person()
    browser.post(f"/people/{person.pk}/deactivate")
    assert f'action="/people/{person.pk}/activate"' in page(browser, f"/people/{person.pk}")
    browser.post(f"/people/{person.pk}/activate")
    person.refresh_from_db()
    assert person.is_active


def test_a_lost_second_step_can_be_turned_off(browser: Client) -> None:
    person = make_person()
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    address = f"/people/{person.pk}/two-step/off"
    assert address in page(browser, f"/people/{person.pk}")
    browser.post(address)
    assert person.history.get().event == "TWO_FACTOR_DISABLED"
    assert address not in page(browser, f"/people/{person.pk}")


@pytest.mark.parametrize("verb", ["deactivate", "role/VIEWER", "role/OWNER", "two-step/off"])
def test_a_refusal_is_told_on_the_record(browser: Client, admin: Person, verb: str) -> None:
    make_administrator()
    before = [list(Person.objects.order_by("pk").values()), PersonHistory.objects.count()]
    answer = browser.post(f"/people/{admin.pk}/{verb}", follow=True)
    assert "banner red" in answer.content.decode()
    assert [list(Person.objects.order_by("pk").values()), PersonHistory.objects.count()] == before


def test_the_sheet_says_what_offboarding_ends(browser: Client) -> None:
    person = make_member()
    make_person(first_name="Some", last_name="Report", manager=person)
    assign(make_asset(name="A Laptop"), person)
    signed_in(person)
    html = page(browser, f"/people/{person.pk}/offboard")
    for said in ("1 asset is released", "A Laptop", "1 open session ends", "Some Report"):
        assert said in html


def test_offboarding_by_page(browser: Client) -> None:
    person, heir = make_member(), make_person()
    report = make_person(manager=person)
    held = assign(make_asset(), person)
    sent = {"version": "1", "manager": str(heir.pk)}
    answer = browser.post(f"/people/{person.pk}/offboard", sent, follow=True)
    report.refresh_from_db()
    held.refresh_from_db()
    assert "1 asset was released" in answer.content.decode()
    assert report.manager == heir
    assert held.released_at is not None


def test_a_refused_offboarding_changes_nothing(browser: Client, admin: Person) -> None:
    make_administrator()
    before = state()
    html = browser.post(f"/people/{admin.pk}/offboard", {"version": "1"}).content.decode()
    assert "Nobody offboards themselves." in html
    assert state() == before


def test_an_asset_is_assigned_and_released(browser: Client) -> None:
    person, asset = make_person(), make_asset()
    browser.post(f"/people/{person.pk}/assign", {"asset": asset.pk, "notes": "With bag"})
    held = Assignment.objects.get(user=person)
    assert held.notes == "With bag"
    browser.post(f"/people/{person.pk}/release/{held.pk}")
    held.refresh_from_db()
    assert held.released_at is not None
    browser.post(f"/people/{person.pk}/assign-again/{asset.pk}")
    assert Assignment.objects.active().get(user=person).asset == asset


def test_somebody_elses_asset_stays(browser: Client) -> None:
    held = assign()
    answer = browser.post(f"/people/{make_person().pk}/release/{held.pk}")
    held.refresh_from_db()
    assert answer.status_code == 404
    assert held.released_at is None


def test_a_reset_shows_the_password_once(browser: Client) -> None:
    person = make_person()
    assert "present password" in page(browser, f"/people/{person.pk}/reset-password")
    answer = browser.post(f"/people/{person.pk}/reset-password")
    person.refresh_from_db()
    assert person.check_password(answer.context["password"])


def test_a_directory_person_gets_a_login_by_page(browser: Client) -> None:
    person = make_person(directory_only=True)
    assert person.email is not None
    assert person.email in page(browser, f"/people/{person.pk}/provision")
    answer = browser.post(f"/people/{person.pk}/provision")
    person.refresh_from_db()
    assert person.check_password(answer.context["password"])


WRITES = [
    "edit",
    "role/ADMIN",
    "activate",
    "deactivate",
    "two-step/off",
    "reset-password",
    "provision",
    "offboard",
]


@pytest.mark.parametrize("verb", [*WRITES, "restore"])
def test_members_write_nothing(member: Person, verb: str) -> None:
    person, browser = make_person(), signed_in(member)
    before = state()
    assert browser.post(f"/people/{person.pk}/{verb}").status_code == 403
    assert state() == before


def test_pickers_find_people_and_free_assets(browser: Client) -> None:
    make_person(first_name="Ángel", last_name="Picked")
    assign(make_asset(name="Taken laptop"))
    make_asset(name="Free laptop")
    assert "Picked" in page(browser, "/people/pick", q="angel")
    html = page(browser, "/people/pick-asset", q="laptop")
    assert "Free laptop" in html
    assert "Taken laptop" not in html


def test_my_profile_shows_what_i_hold(viewer: Person) -> None:
    mine, other = assign(make_asset(name="My laptop"), viewer), assign()
    browser = signed_in(viewer)
    html = page(browser, "/profile")
    assert "My laptop" in html
    assert other.asset.name not in html
    browser.post(f"/profile/assets/{mine.pk}/acknowledge")
    mine.refresh_from_db()
    assert mine.acknowledged_by == viewer


def test_nobody_acknowledges_for_others(viewer: Person) -> None:
    other = assign()
    before = state()
    answer = signed_in(viewer).post(f"/profile/assets/{other.pk}/acknowledge", follow=True)
    assert "nothing here for you" in answer.content.decode()
    assert state()[2] == before[2]


def test_pages_take_as_many_queries_as_ever(browser: Client) -> None:
    person = make_person(manager=make_person())
    for _n in range(4):
        assign(person=person)
        make_person(manager=person)
    for name in ("/people", "/people/:id", "/people/:id/offboard", "/profile"):
        path = name.replace(":id", str(person.pk))
        assert_query_count(COUNTS, name, lambda path=path: browser.get(path))  # type: ignore[misc]
