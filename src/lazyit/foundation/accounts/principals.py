"""Who is behind a request: a session's person, a bearer's person, or a service account."""

from __future__ import annotations

import hmac
from datetime import timedelta
from hashlib import sha256
from typing import NoReturn
from uuid import UUID

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from lazyit.foundation.accounts.models import Person, ServiceAccount
from lazyit.foundation.accounts.sessions import SessionStore
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.rbac.access import permissions_of
from lazyit.foundation.rbac.catalogue import ALL, NEVER_FOR_SERVICE_ACCOUNTS
from lazyit.kernel import clock
from lazyit.kernel.errors import Unauthenticated
from lazyit.kernel.ids import is_id

TOKEN_PREFIX = "lzit_sa_"  # noqa: S105 – a prefix, no secret
USED_RESOLUTION = timedelta(minutes=1)  # how exactly “last used” is kept
_NOBODY = "0" * 64


def actor_for_person(person: Person) -> Actor:
    """Return a person as an actor, with the permissions of their role now."""
    return Actor(
        name=person.name,
        person_id=person.id,
        role=person.role,
        permissions=permissions_of(person.role),
    )


def actor_for_service_account(account: ServiceAccount) -> Actor:
    """Return a service account as an actor, with the permissions it holds now."""
    held = frozenset(account.permissions) & ALL - NEVER_FOR_SERVICE_ACCOUNTS
    return Actor(name=account.name, service_account_id=account.id, permissions=held)


def actor_by_ids(person_id: UUID | None, service_account_id: str | None) -> Actor:
    """Return the present actor of stored ids, such as a job's.

    Raises Unauthenticated if that person or account may no longer act.
    """
    if person_id:
        person = Person.objects.able_to_sign_in().filter(pk=person_id).first()
        return actor_for_person(person) if person else _refuse()
    if service_account_id:
        account = ServiceAccount.objects.filter(pk=service_account_id).first()
        return actor_for_service_account(account) if account and _usable(account) else _refuse()
    return Actor.system()


def person_of_session(request: HttpRequest) -> Person | None:
    """Return the live, active person of the request's session cookie."""
    user = request.user
    usable = isinstance(user, Person) and user.is_active and user.deleted_at is None
    return user if usable and isinstance(user, Person) else None


def person_of_token(token: str) -> Person | None:
    """Return the person of a session token that a script got from the sign-in call."""
    stored = SessionStore(session_key=token).load() if token.isalnum() and len(token) <= 64 else {}
    if SESSION_KEY not in stored or BACKEND_SESSION_KEY not in stored:
        return None
    person = Person.objects.able_to_sign_in().filter(pk=stored[SESSION_KEY]).first()
    valid = person and constant_time_compare(
        stored.get(HASH_SESSION_KEY, ""), person.get_session_auth_hash()
    )
    return person if valid else None


def service_account_of_token(token: str) -> ServiceAccount:
    """Return the account a token belongs to; every failure is the same Unauthenticated."""
    account_id, _sep, secret = token.removeprefix(TOKEN_PREFIX).partition("_")
    account = ServiceAccount.objects.filter(pk=account_id).first() if is_id(account_id) else None
    matches = hmac.compare_digest(digest(secret), account.token_digest if account else _NOBODY)
    if not matches or account is None or not _usable(account):
        _refuse()
    _note_use(account)
    return account


def digest(secret: str) -> str:
    """Return what is stored of a token's secret."""
    return sha256(secret.encode()).hexdigest()


def _usable(account: ServiceAccount) -> bool:
    expired = account.expires_at is not None and account.expires_at <= clock.now()
    return account.is_active and account.deleted_at is None and not expired


def _note_use(account: ServiceAccount) -> None:
    now = clock.now()
    if account.last_used_at is None or now - account.last_used_at > USED_RESOLUTION:
        ServiceAccount.objects.filter(pk=account.pk).update(last_used_at=now)


def _refuse() -> NoReturn:
    raise Unauthenticated(_("The token is not valid."), code="invalid_token")
