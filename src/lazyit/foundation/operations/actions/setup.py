"""The first administrator, and what the database remembers of that moment."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from lazyit.foundation.accounts.actions import create_person
from lazyit.foundation.accounts.locks import lock_for
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.operations.configured import is_configured
from lazyit.foundation.operations.models import Instance
from lazyit.foundation.rbac.catalogue import ADMIN
from lazyit.kernel import clock
from lazyit.kernel.errors import Conflict, Forbidden


@transaction.atomic
def set_up_instance(
    *, first_name: str, last_name: str, email: str, password: str, code: str | None
) -> Person:
    """Make the first administrator of an instance that has none.

    Of several at once one succeeds. Raises Conflict once there is an administrator, Forbidden
    for a wrong setup code, Invalid for a wrong value.
    """
    lock_for("operations.setup")
    if is_configured():
        raise Conflict(_("This instance is set up already. Sign in."), code="already_configured")
    _check_code(code)
    return _administrator(first_name, last_name, email, password, "setup")


@transaction.atomic
def create_administrator(*, first_name: str, last_name: str, email: str, password: str) -> Person:
    """Make an administrator from the host's command line, the first one included.

    Raises Invalid for a wrong value, Conflict for a taken e-mail address.
    """
    lock_for("operations.setup")
    return _administrator(first_name, last_name, email, password, "command")


def _administrator(
    first_name: str, last_name: str, email: str, password: str, source: str
) -> Person:
    person, _none = create_person(
        actor=Actor.system(),
        first_name=first_name,
        last_name=last_name,
        email=email,
        role=ADMIN,
        password=password,
        source={"source": source},
    )
    Instance.objects.get_or_create(pk=1)
    Instance.objects.filter(configured_at=None).update(
        auth_mode=settings.INSTANCE.auth_mode, configured_at=clock.now()
    )
    return person


def _check_code(given: str | None) -> None:
    file = settings.INSTANCE.setup_code_file
    if file is None:
        return
    expected = file.read_text().strip() if file.exists() else ""
    right = constant_time_compare(_plain(given or ""), _plain(expected))
    if not (expected and right):
        raise Forbidden(_("The setup code is not right."), code="wrong_setup_code")


def _plain(code: str) -> str:
    """Let people type the code in any case and without its hyphens."""
    return "".join(c for c in code.upper() if c.isalnum())
