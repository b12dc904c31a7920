"""The first administrator, and what the database remembers of that moment."""

from __future__ import annotations

import contextlib

from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from lazyit.foundation.accounts import mode
from lazyit.foundation.accounts.actions import admit, create_person
from lazyit.foundation.accounts.locks import lock_for
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.accounts.provider.identity import Identity
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.operations.configured import is_configured
from lazyit.foundation.operations.models import Instance
from lazyit.foundation.rbac.catalogue import ADMIN
from lazyit.kernel import clock
from lazyit.kernel.errors import Conflict, Forbidden, Invalid

SETUP = "operations.setup"


@transaction.atomic
def set_up_instance(
    *, first_name: str, last_name: str, email: str, password: str | None, code: str | None
) -> Person:
    """Make the first administrator of an instance that has none.

    Of several at once one succeeds. Raises Conflict once there is an administrator, Forbidden
    for a wrong setup code, Invalid for a wrong value.
    """
    lock_for(SETUP)
    if is_configured():
        raise Conflict(_("This instance is set up already. Sign in."), code="already_configured")
    check_setup_code(code)
    return _administrator(first_name, last_name, email, password, "setup")


@transaction.atomic
def set_up_by_provider(*, identity: Identity) -> Person:
    """Make who was proved by the provider, and by the setup code before, the first administrator.

    Of several at once one succeeds; the others come in as everybody else does. Raises what
    ``admit`` raises.
    """
    lock_for(SETUP)
    if is_configured():
        return admit(identity=identity)
    person = admit(identity=identity, role=ADMIN)
    _remember()
    return person


@transaction.atomic
def create_administrator(
    *, first_name: str, last_name: str, email: str, password: str | None
) -> Person:
    """Make an administrator from the host's command line, the first one included.

    Where people sign in at a provider there is no password: the first sign-in links them.
    Raises Invalid for a wrong value, Conflict for a taken e-mail address.
    """
    lock_for(SETUP)
    return _administrator(first_name, last_name, email, password, "command")


def check_setup_code(given: str | None) -> None:
    """Raise Forbidden unless this is the code that the start printed, where one was asked for."""
    file = settings.INSTANCE.setup_code_file
    if file is None:
        return
    expected = file.read_text().strip() if file.exists() else ""
    right = constant_time_compare(_plain(given or ""), _plain(expected))
    if not (expected and right):
        raise Forbidden(_("The setup code is not right."), code="wrong_setup_code")


def _administrator(
    first_name: str, last_name: str, email: str, password: str | None, source: str
) -> Person:
    if password is None and mode.provider_name() is None:
        raise Invalid.field("password", _("This field is required."), code="required")
    person, _none = create_person(
        actor=Actor.system(),
        first_name=first_name,
        last_name=last_name,
        email=email,
        role=ADMIN,
        password=password,
        source={"source": source},
    )
    _remember()
    return person


def _remember() -> None:
    """Note when the instance was set up, and how people sign in from then on."""
    Instance.objects.get_or_create(pk=1)
    Instance.objects.filter(configured_at=None).update(
        auth_mode=settings.INSTANCE.auth_mode, configured_at=clock.now()
    )
    transaction.on_commit(_forget_code)


def _forget_code() -> None:
    """It has done its work; whoever may not remove it leaves that to the next start."""
    if file := settings.INSTANCE.setup_code_file:
        with contextlib.suppress(OSError):
            file.unlink(missing_ok=True)


def _plain(code: str) -> str:
    """Let people type the code in any case and without its hyphens."""
    return "".join(c for c in code.upper() if c.isalnum())
