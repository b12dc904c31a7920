"""How people and service accounts are found."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lazyit.foundation.accounts.models import Person, ServiceAccount
from lazyit.foundation.search.index import Document
from lazyit.foundation.search.kinds import Kind, add_kinds

PERSON, SERVICE_ACCOUNT = "person", "serviceAccount"


def register_kinds() -> None:
    """Declare people and service accounts as kinds that can be found."""
    add_kinds(
        Kind(PERSON, _("People"), "person", "user:read", "/people", 20, ("users", "people")),
        Kind(
            SERVICE_ACCOUNT,
            _("Service accounts"),
            "robot",
            "settings:manage",
            "/settings/service-accounts",
            50,
        ),
    )


def person_document(person: Person) -> Document:
    """Return what can be found of a person."""
    texts = (person.name, person.email, person.username, person.employee_number)
    return Document(
        kind=PERSON,
        record_id=str(person.pk),
        permission="user:read",
        title=person.name,
        subtitle=person.email or person.username or person.employee_number or "",
        text=" ".join(text for text in texts if text),
        keys=tuple(text for text in texts[1:] if text),
        live=person.deleted_at is None,
    )


def service_account_document(account: ServiceAccount) -> Document:
    """Return what can be found of a service account."""
    return Document(
        kind=SERVICE_ACCOUNT,
        record_id=account.pk,
        permission="settings:manage",
        title=account.name,
        subtitle=account.description or "",
        text=f"{account.name} {account.description or ''}".strip(),
        live=account.deleted_at is None,
    )
