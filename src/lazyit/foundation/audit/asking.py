"""What somebody asked the activity feed for, checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NoReturn
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.audit.sources import Source
from lazyit.foundation.search.matching import check_query
from lazyit.kernel.errors import Invalid
from lazyit.kernel.ids import is_id

DEFAULT_LIMIT, MAX_LIMIT = 50, 100
ME = "me"
_MOMENT = "%Y%m%dT%H%M%S.%f"
_PLACE = re.compile(r"(\d{8}T\d{6}\.\d{6})-([a-zA-Z]{1,40})-([0-9]{1,18})", re.ASCII)
PARAMETERS = frozenset(
    {"entityType", "entityId", "actorId", "action", "from", "to", "q", "before", "limit"}
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended: newest first, ties in time by source, then by id."""

    occurred_at: datetime
    source: str
    id: int

    def __str__(self) -> str:
        return f"{self.occurred_at.astimezone(UTC).strftime(_MOMENT)}-{self.source}-{self.id}"

    @classmethod
    def parse(cls, text: str) -> Place:
        """Read a cursor that the feed gave out; raise Invalid for any other text."""
        when, source, row = found.groups() if (found := _PLACE.fullmatch(text)) else ("",) * 3
        try:
            moment = datetime.strptime(when, _MOMENT).replace(tzinfo=UTC)
        except ValueError:
            _refuse("before", _("This is not a place in the activity that lazyit has given out."))
        return cls(moment, source, int(row))


@dataclass(frozen=True)
class Asked:
    """A checked request to the feed."""

    sources: Sequence[Source]
    entity_id: str = ""
    person_id: UUID | None = None
    service_account_id: str = ""
    actions: tuple[str, ...] = ()
    start: datetime | None = None
    end: datetime | None = None
    words: tuple[str, ...] = ()
    before: Place | None = None
    limit: int = DEFAULT_LIMIT

    @classmethod
    def parse(
        cls,
        actor: Actor,
        params: QueryDict,
        sources: Sequence[Source],
        *,
        known: frozenset[str] = PARAMETERS,
    ) -> Asked:
        """Check the parameters of an address; raise Invalid naming the wrong one."""
        for name in params:
            if name not in known:
                message = _("The activity has no filter “%(name)s”.") % {"name": name[:100]}
                raise Invalid.field(name[:100], message, code="unknown_key")
        person_id, account_id = _actor(actor, params.get("actorId", ""))
        before = params.get("before", "")
        return cls(
            sources=_of_types(sources, _values(params, "entityType")),
            entity_id=checked_id(params, "entityId"),
            person_id=person_id,
            service_account_id=account_id,
            actions=_actions(sources, _values(params, "action")),
            start=_moment(params, "from"),
            end=_moment(params, "to"),
            words=tuple(check_query(params.get("q", "")).split()),
            before=Place.parse(before) if before else None,
            limit=_limit(params),
        )


def _of_types(sources: Sequence[Source], wanted: list[str]) -> Sequence[Source]:
    known = sorted({source.entity for source in sources})
    _only("entityType", wanted, known)
    return [s for s in sources if not wanted or s.entity in wanted]


def _actions(sources: Sequence[Source], wanted: list[str]) -> tuple[str, ...]:
    known = sorted({s.action_of(event) for s in sources for event in s.events})
    _only("action", wanted, known)
    return tuple(wanted)


def _only(name: str, given: list[str], known: list[str]) -> None:
    if not set(given) <= set(known):
        message = _("Use one of: %(names)s.") % {"names": ", ".join(known)}
        raise Invalid.field(name, message, code="not_a_choice")


def _values(params: QueryDict, name: str) -> list[str]:
    parts = [part.strip() for value in params.getlist(name) for part in value.split(",")]
    return list(dict.fromkeys(part for part in parts if part))


def _actor(actor: Actor, value: str) -> tuple[UUID | None, str]:
    """Return a person's or a service account's id; ``me`` is for people only."""
    if value == ME:
        return actor.require_person(), ""
    try:
        return (UUID(value), "") if value else (None, "")
    except ValueError:
        if not is_id(value):
            _refuse("actorId", _("“%(value)s” is not an id.") % {"value": value[:50]})
        return None, value


def checked_id(params: QueryDict, name: str) -> str:
    """Return a parameter that is an id or nothing; raise Invalid for anything else."""
    value = params.get(name, "")
    if value and not is_id(value):
        _refuse(name, _("“%(value)s” is not an id.") % {"value": value[:50]})
    return value


def _moment(params: QueryDict, name: str) -> datetime | None:
    text = params.get(name, "").strip()
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        _refuse(name, _("Write a date like 2026-11-23 or an instant like 2026-11-23T08:00:00Z."))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _limit(params: QueryDict) -> int:
    text = params.get("limit") or str(DEFAULT_LIMIT)
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 10 else 0
    if not 1 <= number <= MAX_LIMIT:
        message = _("Use a whole number from %(low)s to %(high)s.") % {"low": 1, "high": MAX_LIMIT}
        raise Invalid.field("limit", message, code="out_of_range")
    return number


def _refuse(name: str, message: str) -> NoReturn:
    raise Invalid.field(name, message)
