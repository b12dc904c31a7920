from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from lazyit.foundation.accounts import actions, attempts, sign_in
from lazyit.foundation.accounts.models import Person, PersonHistory, SignInAttempt
from lazyit.foundation.accounts.tests.racing import at_once
from lazyit.foundation.audit.actor import Actor
from lazyit.kernel.errors import Conflict, Invalid, Throttled
from tests.builders import make_administrator, make_person

pytestmark = pytest.mark.django_db(transaction=True)
SYSTEM = Actor.system()


def kinds(results: list[Any]) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def test_two_administrators_cannot_both_be_demoted_at_once() -> None:
    one, two = make_administrator(), make_administrator()
    demote = partial(actions.change_role, actor=SYSTEM, role="MEMBER")
    results = at_once(partial(demote, person_id=one.pk), partial(demote, person_id=two.pk))
    assert kinds(results) == ["Conflict", "Person"]
    assert Person.objects.administrators().count() == 1
    assert PersonHistory.objects.count() == 1


def test_neither_demotion_nor_deactivation_nor_archiving_leaves_none() -> None:
    one, two, three = (make_administrator() for _n in range(3))
    results = at_once(
        partial(actions.change_role, actor=SYSTEM, person_id=one.pk, role="VIEWER"),
        partial(actions.deactivate_person, actor=SYSTEM, person_id=two.pk),
        partial(actions.archive_person, actor=SYSTEM, person_id=three.pk),
    )
    assert kinds(results) == ["Conflict", "Person", "Person"]
    assert Person.objects.administrators().count() == 1


def test_of_many_guesses_at_once_only_the_free_ones_are_judged() -> None:
    person = make_person()
    judged: list[str] = []

    def guess(number: int) -> None:
        count = attempts.begin(person)
        if count is not None:
            judged.append(str(number))

    at_once(*(partial(guess, n) for n in range(12)))
    assert len(judged) == 6  # five are free, the sixth locks


def test_parallel_sign_ins_all_count() -> None:
    person = make_person()
    check = partial(sign_in.check_password, person.email or "", "wrong")
    results = at_once(*(partial(check, f"10.0.0.{n}") for n in range(8)))
    assert kinds(results) == ["Unauthenticated"] * 8
    assert SignInAttempt.objects.get(key=f"person:{person.pk}").failures >= 6


def test_parallel_sign_ins_from_one_address_share_one_window() -> None:
    count = partial(attempts.count_sign_in, "10.0.0.1")
    results = at_once(*(count for _n in range(12)))
    assert sum(isinstance(result, Throttled) for result in results) == 2


def test_two_managers_of_each_other_cannot_be_made_at_once() -> None:
    one, two = make_person(), make_person()
    update = partial(actions.update_person, actor=SYSTEM)
    results = at_once(
        partial(update, person_id=one.pk, changes={"manager_id": two.pk}),
        partial(update, person_id=two.pk, changes={"manager_id": one.pk}),
    )
    assert kinds(results) == ["Invalid", "Person"]
    assert isinstance(next(r for r in results if not isinstance(r, Person)), Invalid)


def test_two_people_cannot_take_one_address_at_once() -> None:
    create = partial(
        actions.create_person,
        actor=SYSTEM,
        first_name="Ana",
        last_name="Luz",
        email="ana@example.org",
    )
    results = at_once(create, create)
    assert kinds(results) == ["Conflict", "tuple"]
    refusal = next(r for r in results if isinstance(r, Conflict))
    assert refusal.errors[0]["path"] == "email"
    assert Person.objects.count() == 1
