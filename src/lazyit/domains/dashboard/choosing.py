"""The values that the filters of the activity and of the security logs take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from lazyit.foundation.accounts.models import Person, ServiceAccount
from lazyit.foundation.audit import feed
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.audit.asking import ME
from lazyit.foundation.audit.sources import Source, all_sources

Choice = tuple[str, str]


def entity_types(sources: Sequence[Source]) -> list[Choice]:
    """Return the kinds of record with their words."""
    return sorted({s.entity: str(s.label) for s in sources}.items(), key=lambda pair: pair[1])


def actions(sources: Sequence[Source]) -> list[Choice]:
    """Return the actions with their words; one that several kinds know has the first's."""
    found: dict[str, str] = {}
    for source in sources:
        for event, label in source.events.items():
            found.setdefault(source.action_of(event), str(capfirst(label)))
    return sorted(found.items(), key=lambda pair: pair[1])


def actors(sources: Sequence[Source]) -> list[dict[str, str]]:
    """Return everybody who ever did something, people before service accounts, by name."""
    people = Person.objects.filter(feed.acted(sources, "person")).order_by("name_folded", "pk")
    accounts = ServiceAccount.objects.filter(feed.acted(sources, "service_account"))
    return [
        *({"id": str(p.pk), "type": "person", "name": p.name} for p in people),
        *(
            {"id": a.pk, "type": "serviceAccount", "name": a.name}
            for a in accounts.order_by("name", "pk")
        ),
    ]


def actor_choices(sources: Sequence[Source], viewer: Actor) -> list[Choice]:
    """Return whom to filter by, oneself first."""
    own = [(ME, _("Me"))] if viewer.is_person else []
    return own + [(each["id"], each["name"]) for each in actors(sources)]


def activity_choices() -> dict[str, Any]:
    """Return the values of the activity's filters."""
    sources = all_sources()
    return {
        "entityTypes": _words(entity_types(sources)),
        "actions": _words(actions(sources)),
        "actors": actors(sources),
    }


def audit_choices(sources: Sequence[Source]) -> dict[str, Any]:
    """Return the values of a security log's filters."""
    accounts = ServiceAccount.objects.order_by("name", "pk").values("id", "name")
    return {
        "actions": _words(actions(sources)),
        "actors": actors(sources),
        "serviceAccounts": list(accounts) if sources[0].entity == "serviceAccount" else [],
    }


def _words(choices: Sequence[Choice]) -> list[dict[str, str]]:
    return [{"value": value, "label": label} for value, label in choices]
