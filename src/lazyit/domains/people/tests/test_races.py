"""Two at once: exactly one wins, and the guards hold."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from lazyit.domains.assets.actions.assignments import assign_asset, release_assignment
from lazyit.domains.assets.models import Assignment
from lazyit.domains.people.actions.editing import edit_person
from lazyit.domains.people.actions.offboarding import offboard_person
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.audit.actor import Actor
from lazyit.kernel.errors import Conflict, DomainError, Invalid
from tests.builders import actor_of, make_administrator, make_person
from tests.register import assign, make_asset

pytestmark = pytest.mark.django_db(transaction=True)
SYSTEM = Actor.system()
ROUNDS = 10
Work = Callable[[], object]


def at_once(*works: Work) -> list[Exception | None]:
    """Run works in threads that start together; return what each raised."""
    barrier, raised = Barrier(len(works)), [None] * len(works)

    def run(number: int, work: Work) -> None:
        try:
            barrier.wait(10)
            work()
        except Exception as error:  # noqa: BLE001 – the test looks at every one
            raised[number] = error  # type: ignore[call-overload]  # a list of None so far
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return list(raised)


def demotion(actor: Actor, person: Person) -> Work:
    return lambda: edit_person(
        actor=actor, person_id=person.pk, changes={"role": "VIEWER", "first_name": "Former"}
    )


def offboarding(person: Person, actor: Actor = SYSTEM) -> Work:
    return lambda: offboard_person(actor=actor, person_id=person.pk)


def test_two_administrators_who_demote_each_other() -> None:
    for _round in range(ROUNDS):
        Person.objects.filter(role="ADMIN").update(role="VIEWER")
        one, two = make_administrator(), make_administrator()
        raised = at_once(demotion(actor_of(one), two), demotion(actor_of(two), one))
        assert Person.objects.administrators().count() == 1
        assert [type(error) for error in raised if error] == [Conflict]


def test_two_administrators_who_offboard_each_other() -> None:
    for _round in range(ROUNDS):
        Person.objects.filter(role="ADMIN").update(role="VIEWER")
        one, two = make_administrator(), make_administrator()
        raised = at_once(offboarding(two, actor_of(one)), offboarding(one, actor_of(two)))
        assert Person.objects.administrators().count() == 1
        assert [type(error) for error in raised if error] == [Conflict]


def test_offboarding_against_a_new_assignment() -> None:
    make_administrator()
    for _round in range(ROUNDS):
        person, asset = make_person(), make_asset()
        work = lambda: assign_asset(actor=SYSTEM, asset_id=asset.pk, user_id=person.pk)  # noqa: B023, E731 – run in this round
        raised = at_once(offboarding(person), work)
        assert raised[0] is None
        assert raised[1] is None or isinstance(raised[1], Invalid)
        assert not Assignment.objects.active().filter(user=person).exists()


def test_offboarding_against_an_assignment_of_what_is_held() -> None:
    make_administrator()
    for _round in range(ROUNDS):
        person, asset = make_person(), make_asset()
        assign(asset, person)
        work = lambda: assign_asset(actor=SYSTEM, asset_id=asset.pk, user_id=person.pk)  # noqa: B023, E731 – run in this round
        raised = at_once(offboarding(person), work)
        assert raised[0] is None
        assert isinstance(raised[1], DomainError)
        assert not Assignment.objects.active().filter(user=person).exists()


def test_offboarding_against_a_release() -> None:
    make_administrator()
    for _round in range(ROUNDS):
        person = make_person()
        held = assign(make_asset(), person)
        work = lambda: release_assignment(actor=SYSTEM, assignment_id=held.pk)  # noqa: B023, E731 – run in this round
        raised = at_once(offboarding(person), work)
        assert raised[0] is None
        assert raised[1] is None or isinstance(raised[1], Conflict)
        held.refresh_from_db()
        assert held.released_at is not None


def test_a_manager_and_their_heir_who_leave_at_once() -> None:
    make_administrator()
    for _round in range(ROUNDS):
        boss, heir = make_person(), make_person()
        reports = [make_person(manager=boss) for _n in range(3)]
        pass_on = lambda: offboard_person(  # noqa: E731 – run in this round
            actor=SYSTEM,
            person_id=boss.pk,  # noqa: B023
            new_manager_id=heir.pk,  # noqa: B023
        )
        raised = at_once(pass_on, offboarding(heir))
        assert raised[1] is None
        assert raised[0] is None or isinstance(raised[0], Invalid)
        kept = set(Person.objects.filter(pk__in=[r.pk for r in reports]).values_list("manager_id"))
        assert len(kept) == 1
