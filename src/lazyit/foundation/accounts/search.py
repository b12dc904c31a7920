"""How people and service accounts are found."""

from __future__ import annotations

from lazyit.foundation.accounts.models import Person, ServiceAccount
from lazyit.foundation.search.index import Document

PERSON, SERVICE_ACCOUNT = "person", "serviceAccount"


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
