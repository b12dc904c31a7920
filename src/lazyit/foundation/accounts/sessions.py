"""Sessions: opaque, in PostgreSQL, over twelve hours after sign-in whatever happens meanwhile.

The setting SESSION_ENGINE names this module.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import (
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
    login,
    logout,
    update_session_auth_hash,
)
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.http import HttpRequest
from django.utils.translation import gettext as _

from lazyit.foundation.accounts.addresses import client_address
from lazyit.foundation.accounts.models import Person, Session
from lazyit.kernel import clock

ORIGIN = "opened"  # the key under which a session remembers when, where and by what it began
LONGEST_AGENT = 200


class SessionStore(DatabaseSessionStore):
    """Keeps sessions in PostgreSQL, each under the person it belongs to."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return the table of sessions."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Build a row that names the person whose session it is."""
        session = cast("Session", super().create_model_instance(data))
        session.person_id = data.get(SESSION_KEY)
        return session


def open_browser_session(request: HttpRequest, person: Person) -> None:
    """Sign a person in: a fresh session key, so that one planted before is worth nothing."""
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    _begin(request.session, request)


def open_token_session(request: HttpRequest, person: Person) -> str:
    """Open a session for a script and return its token."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    _begin(session, request)
    session.create()
    return str(session.session_key)


def renew_session(request: HttpRequest, person: Person) -> str | None:
    """Let the present session outlive a change of password; return a script's new token."""
    token = _bearer(request)
    if token is None:
        update_session_auth_hash(request, person)
        return None
    session = SessionStore(token)
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.cycle_key()
    session.save()
    return session.session_key


def close_session(request: HttpRequest) -> None:
    """End the present session, of a browser or of a script."""
    token = _bearer(request)
    if token is None:
        logout(request)
    else:
        SessionStore(token).flush()


def current_key(request: HttpRequest) -> str | None:
    """Return the key of the session that a request was made with."""
    return _bearer(request) or request.session.session_key


def _bearer(request: HttpRequest) -> str | None:
    scheme, _sep, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def sessions_of(person: Person, current_key: str | None) -> list[dict[str, Any]]:
    """Return a person's open sessions for their eyes, the present one first."""
    rows = Session.objects.filter(person=person, expire_date__gt=clock.now())
    opened = [{"current": row.pk == current_key, **_origin(row)} for row in rows]
    return sorted(opened, key=lambda s: (s["current"], str(s["at"])), reverse=True)


def _begin(session: SessionBase, request: HttpRequest) -> None:
    now = clock.now()
    # A moment rather than an age: Django would count an age anew at every write.
    session.set_expiry(now + timedelta(seconds=settings.SESSION_COOKIE_AGE))
    agent = request.headers.get("User-Agent", "")[:LONGEST_AGENT]
    session[ORIGIN] = {
        "at": now.isoformat(),
        "address": client_address(request),
        "agent": agent,
    }


def _origin(row: Session) -> dict[str, Any]:
    opened = SessionStore().decode(row.session_data).get(ORIGIN, {})
    at = datetime.fromisoformat(opened["at"]) if opened else None
    return {"at": at, "address": opened.get("address"), "program": _program(opened.get("agent"))}


def _program(agent: str | None) -> str | None:
    """Name browser and system as people know them; other programs by their own first word."""
    if not agent:
        return None
    browser = next((name for mark, name in _BROWSERS if mark in agent), None)
    system = next((name for mark, name in _SYSTEMS if mark in agent), None)
    if browser is None:
        return next(iter(agent.split()), None)
    if system is None:
        return browser
    return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}


# The more particular mark first: Edge also calls itself Chrome, and Chrome Safari.
_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
