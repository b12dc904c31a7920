"""Many changes of the same people and assets at once: some wait, none is broken off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from uuid import UUID

import pytest
from django.db import OperationalError

from lazyit.domains.assets.actions.assets import update_asset
from lazyit.domains.assets.actions.assignments import assign_asset
from lazyit.domains.assets.actions.bulk import assign_assets
from lazyit.domains.assets.models import Asset, Assignment
from lazyit.domains.people.actions.offboarding import offboard_person
from lazyit.foundation.accounts.actions import change_role
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.accounts.tests.racing import at_once
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.imports.actions import set_mapping, start_commit, start_dry_run
from tests.builders import actor_of, make_administrator, make_person
from tests.importing import custom, mapped, worked
from tests.register import make_asset

pytestmark = pytest.mark.django_db(transaction=True)
SYSTEM = Actor.system()
ROUNDS = 5
Work = Callable[[], object]


def test_assigning_one_and_many() -> None:
    for _round in range(ROUNDS):
        person, ids = make_person(), [make_asset().pk for _n in range(4)]
        one = [partial(assign_asset, actor=SYSTEM, asset_id=i, user_id=person.pk) for i in ids]
        many = partial(assign_assets, actor=SYSTEM, ids=ids, user_id=person.pk)
        raised = at_once(many, *reversed(one))
        assert not any(isinstance(result, OperationalError) for result in raised)
        assert Assignment.objects.filter(user=person).count() == 4


def test_leaving_while_the_reports_change() -> None:
    last = [make_administrator(pk=UUID(int=2**128 - n)) for n in range(1, 4)]
    for number in range(ROUNDS):
        boss, heir = make_person(pk=UUID(int=2**127 + number)), make_person()
        reports = [make_person(pk=UUID(int=number * 10 + n), manager=boss) for n in range(1, 7)]
        leave = partial(offboard_person, actor=SYSTEM, person_id=boss.pk, new_manager_id=heir.pk)
        changes = [
            partial(change_role, actor=SYSTEM, person_id=r.pk, role="MEMBER") for r in reports
        ]
        raised = at_once(leave, *changes)
        assert not [result for result in raised if isinstance(result, Exception)]
        assert Person.objects.filter(manager=heir, role="MEMBER").count() == 6
    assert Person.objects.administrators().count() == len(last)


def test_importing_what_others_change() -> None:
    admin = make_administrator()
    assets = [make_asset(serial=f"S{n:02}") for n in range(30)]
    rows = "\n".join(f"New {a.serial},LOST,{a.serial},R1" for a in reversed(assets))
    session = mapped(admin, f"Name,Status,Serial,Rack\n{rows}\n")
    to_specs = replace(
        session.decided(), columns={**session.decided().columns, "Rack": custom("rack")}
    )
    set_mapping(actor=actor_of(admin), session_id=session.pk, mapping=to_specs)
    worked(start_dry_run(actor=actor_of(admin), session_id=session.pk))
    session = start_commit(actor=actor_of(admin), session_id=session.pk)
    changes = [
        partial(update_asset, actor=SYSTEM, asset_id=a.pk, values={"specs": {"os": "BSD"}})
        for a in assets
    ]
    raised = at_once(partial(worked, session), partial(_all, changes))
    assert not [result for result in raised if isinstance(result, Exception)]
    assert all("os" in asset.specs for asset in Asset.objects.all())


def _all(works: Sequence[Work]) -> None:
    for work in works:
        work()
