from __future__ import annotations

from functools import partial

import pytest

from lazyit.foundation.accounts.models import Person
from lazyit.foundation.accounts.tests.racing import at_once
from lazyit.foundation.operations.actions import set_up_instance
from lazyit.kernel.errors import Conflict


@pytest.mark.django_db(transaction=True)
def test_of_several_set_ups_at_once_one_succeeds() -> None:
    def first(number: int) -> Person:
        return set_up_instance(
            first_name="Ana",
            last_name="Luz",
            email=f"ana{number}@example.org",
            password="Gr0ss-Quitte!",
            code=None,
        )

    results = at_once(*(partial(first, n) for n in range(6)))
    assert sum(isinstance(r, Person) for r in results) == 1
    assert sum(isinstance(r, Conflict) for r in results) == 5
    assert Person.objects.count() == 1
