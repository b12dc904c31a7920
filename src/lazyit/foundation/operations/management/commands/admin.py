"""lazyit admin create | reset-password | unlink | token: an operator at the host's shell."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand

from lazyit.foundation.accounts.actions import (
    mint_service_account,
    remove_two_factor,
    reset_password,
    unlink,
)
from lazyit.foundation.accounts.mode import provider_name
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.accounts.two_factor import is_on
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.operations.actions import create_administrator
from lazyit.kernel.errors import DomainError, NotFound

LONGEST_LINE = 2048


class Command(BaseCommand):
    """Administer people and tokens without signing in."""

    help = "Create an administrator, reset a password, unlink a subject, mint a machine's token."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take one of four actions."""
        parser.add_argument("--json", action="store_true", help="answer in JSON")
        actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
        create = actions.add_parser("create", help="create an administrator")
        create.add_argument("--email", required=True)
        create.add_argument("--name", required=True, help="first and last name")
        create.add_argument(
            "--password-stdin", action="store_true", help="not where a provider keeps passwords"
        )
        reset = actions.add_parser("reset-password", help="set a temporary password")
        reset.add_argument("email")
        reset.add_argument("--two-factor-off", action="store_true", help="also forget the device")
        unlinking = actions.add_parser("unlink", help="let somebody be linked anew")
        unlinking.add_argument("email")
        token = actions.add_parser("token", help="print a service account's token")
        token.add_argument("--name", required=True)
        token.add_argument("--permissions", required=True, metavar="A,B")
        for action in (create, reset, unlinking, token):
            action.add_argument("--json", action="store_true", default=False, dest="json_after")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Run the action; exit 1 with the reason if it is refused."""
        as_json = options["json"] or options["json_after"]
        try:
            answer, words = ACTIONS[options["action"]](options)
        except DomainError as refusal:
            self._refuse(refusal, as_json=as_json)
        self.stdout.write(json.dumps(answer) if as_json else words)

    def _refuse(self, refusal: DomainError, *, as_json: bool) -> None:
        reasons = [f"{e['path']}: {e['message']}" for e in refusal.errors] or [refusal.message]
        body = {"code": refusal.code, "message": refusal.message, "errors": refusal.errors}
        self.stderr.write(json.dumps(body) if as_json else "\n".join(reasons))
        sys.exit(1)


Answer = tuple[dict[str, Any], str]


def _create(options: dict[str, Any]) -> Answer:
    first, _space, last = options["name"].strip().partition(" ")
    given = options["password_stdin"]
    person = create_administrator(
        first_name=first,
        last_name=last.strip() or first,
        email=options["email"],
        password=sys.stdin.readline(LONGEST_LINE).rstrip("\r\n") if given else None,
    )
    provider = provider_name()
    way = f" at {provider}, with this address verified there" if provider else ""
    words = f"{person.name} <{person.email}> is an administrator and can sign in{way}."
    return {"id": str(person.pk), "email": person.email}, words


def _reset_password(options: dict[str, Any]) -> Answer:
    person = _person_of(options)
    if options["two_factor_off"] and is_on(person):
        remove_two_factor(actor=Actor.system(), person_id=person.pk)
    _person, password = reset_password(actor=Actor.system(), person_id=person.pk)
    return {"id": str(person.pk), "temporaryPassword": password}, password


def _unlink(options: dict[str, Any]) -> Answer:
    person = unlink(actor=Actor.system(), person_id=_person_of(options).pk)
    words = (
        f"{person.name} <{person.email}> is signed out, and will be linked to whoever signs in "
        f"next with this address verified."
    )
    return {"id": str(person.pk), "email": person.email}, words


def _person_of(options: dict[str, Any]) -> Person:
    person: Person | None = (
        Person.objects.live().filter(email=options["email"].strip().lower()).first()
    )
    if person is None:
        raise NotFound("Nobody has this e-mail address.")
    return person


def _token(options: dict[str, Any]) -> Answer:
    permissions = [name.strip() for name in options["permissions"].split(",") if name.strip()]
    account, token = mint_service_account(
        actor=Actor.system(), name=options["name"], permissions=permissions
    )
    return {"id": account.pk, "token": token}, token


ACTIONS: dict[str, Callable[[dict[str, Any]], Answer]] = {
    "create": _create,
    "reset-password": _reset_password,
    "unlink": _unlink,
    "token": _token,
}
