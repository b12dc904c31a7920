"""Every address that shows a page, taken from the router; the rest is named here, with a reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.browser.world import World

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")

ONLY_POST = "answers posts only"
FRAGMENT = "answers a part of a page"
NO_PAGE = "answers a file or JSON"
ELSEWHERE = "leads elsewhere in this state; another state below or a journey sees it"
ABSENT = "is not there in this state of the instance; a journey sees it"
NOT_WALKED = {
    "preferences": ONLY_POST,
    "palette": FRAGMENT,
    "sign-in": ELSEWHERE,
    "sign-in/code": ELSEWHERE,
    "sign-in/provider": ABSENT,
    "sign-in/callback": ABSENT,
    "sign-out": ONLY_POST,
    "profile/security/sessions/end": ONLY_POST,
    "profile/security/two-step/off": ELSEWHERE,
    "profile/security/recovery-codes": ELSEWHERE,
    "settings/service-accounts/<opaque:account_id>/active": ONLY_POST,
    "settings/service-accounts/<opaque:account_id>/restore": ONLY_POST,
    "health/live": NO_PAGE,
    "health/ready": NO_PAGE,
    "health/probe": ABSENT,
    "settings/instance/backups/new": ONLY_POST,
    "setup": ELSEWHERE,
    "jobs/<opaque:job_id>/cancel": ONLY_POST,
    "lists/<slug:name>/columns": ONLY_POST,
    "imports/<opaque:session_id>/progress": FRAGMENT,
    "imports/<opaque:session_id>/mapping": ONLY_POST,
    "imports/<opaque:session_id>/decisions": ONLY_POST,
    "imports/<opaque:session_id>/commit": ONLY_POST,
    "imports/<opaque:session_id>/discard": ONLY_POST,
    "imports/<opaque:session_id>/errors.csv": NO_PAGE,
    "assets/filters/<slug:name>": FRAGMENT,
    "assets/people/pick": FRAGMENT,
    "assets/new/specs": FRAGMENT,
    "assets/bulk/<slug:name>": ONLY_POST,
    "assets/<opaque:asset_id>/preview": FRAGMENT,
    "assets/<opaque:asset_id>/menu": FRAGMENT,
    "assets/<opaque:asset_id>/status": ONLY_POST,
    "assets/<opaque:asset_id>/facts/<slug:name>": ELSEWHERE,
    "assets/<opaque:asset_id>/facts/<slug:name>/shown": FRAGMENT,
    "assets/<opaque:asset_id>/restore": ONLY_POST,
    "assets/<opaque:asset_id>/hand-back/<uuid:person_id>": ONLY_POST,
    "asset-models/filters/<slug:name>": FRAGMENT,
    "asset-models/pick": FRAGMENT,
    "asset-models/<opaque:record_id>/preview": FRAGMENT,
    "asset-models/<opaque:record_id>/restore": ONLY_POST,
    "locations/filters/<slug:name>": FRAGMENT,
    "locations/pick": FRAGMENT,
    "locations/<opaque:record_id>/preview": FRAGMENT,
    "locations/<opaque:record_id>/restore": ONLY_POST,
    "settings/asset-categories/pick": FRAGMENT,
    "settings/asset-categories/<opaque:record_id>/restore": ONLY_POST,
    "settings/asset-tags/preview": FRAGMENT,
    "attention/<slug:key>/dismiss": ONLY_POST,
    "attention/<slug:key>/show": ONLY_POST,
    "people/pick": FRAGMENT,
    "people/pick-asset": FRAGMENT,
    "people/<uuid:person_id>/preview": FRAGMENT,
    "people/<uuid:person_id>/facts/<slug:name>": ELSEWHERE,
    "people/<uuid:person_id>/facts/<slug:name>/shown": FRAGMENT,
    "people/<uuid:person_id>/role/<slug:role>": ONLY_POST,
    "people/<uuid:person_id>/activate": ONLY_POST,
    "people/<uuid:person_id>/deactivate": ONLY_POST,
    "people/<uuid:person_id>/two-step/off": ONLY_POST,
    "people/<uuid:person_id>/release/<opaque:assignment_id>": ONLY_POST,
    "people/<uuid:person_id>/assign-again/<opaque:asset_id>": ONLY_POST,
    "people/<uuid:person_id>/provision": ELSEWHERE,
    "people/<uuid:person_id>/restore": ONLY_POST,
    "profile/assets/<opaque:assignment_id>/acknowledge": ONLY_POST,
}
QUERIES = {"settings/companies/rename": "?label={company}"}  # without which there is no page


@dataclass(frozen=True)
class Stop:
    """A page to look at: its address, who looks, how it is answered.

    ``<…:name>`` and ``{name}`` stand for what the world calls so.
    """

    path: str
    viewer: str | None = "admin"
    status: int = 200

    @property
    def needs_records(self) -> bool:
        """Say whether it is there only with records."""
        return "<" in self.path or "{" in self.path or self.viewer not in ("admin", None)

    def address(self, world: World) -> str:
        """Return the address in this world."""
        place = PARAMETER.split(self.path)[0].strip("/")
        filled = PARAMETER.sub(lambda found: world.value(place, found[1]), self.path)
        return filled.format_map(world.ids)


# The same pages in other states, or as others see them.
STATES = {
    "assets-archived": Stop("/assets?archived=only"),
    "assets-filtered": Stop("/assets?status=OPERATIONAL&status=IN_STORAGE&q=0000&sort=name"),
    "assets-nothing-found": Stop("/assets?q=zzzz&status=LOST"),
    "assets-viewer": Stop("/assets", viewer="viewer"),
    "asset-archived": Stop("/assets/{old_asset}", status=404),
    "asset-unheld": Stop("/assets/{unheld}"),
    "asset-viewer": Stop("/assets/{asset_id}", viewer="viewer"),
    "dashboard-viewer": Stop("/", viewer="viewer"),
    "import-planned": Stop("/imports/{planned}"),
    "import-result": Stop("/imports/{imported}"),
    "import-unreadable": Stop("/imports/{unreadable}"),
    "locations-archived": Stop("/locations?archived=only"),
    "location-inside": Stop("/locations/{room}"),
    "people-archived": Stop("/people?archived=only"),
    "person-directory": Stop("/people/{known}"),
    "person-provision": Stop("/people/{known}/provision"),
    "person-oneself": Stop("/people/{admin}"),
    "profile-security-two-step": Stop("/profile/security", viewer="careful"),
    "profile-security-two-step-off": Stop("/profile/security/two-step/off", viewer="careful"),
    "profile-security-recovery-codes": Stop("/profile/security/recovery-codes", viewer="careful"),
    "search-found": Stop("/search?q=a"),
    "search-nothing": Stop("/search?q=zzzzzz"),
    "service-accounts-revoked": Stop("/settings/service-accounts?archived=only"),
    "service-account-revoked": Stop("/settings/service-accounts/{revoked_account}"),
    "sign-in-page": Stop("/sign-in", viewer=None),
    "forbidden": Stop("/settings/instance", viewer="viewer", status=403),
    "missing": Stop("/nowhere", status=404),
    "missing-nobody": Stop("/nowhere", viewer=None, status=404),
}


@cache
def routes() -> tuple[str, ...]:
    """Return every route of ours outside the API."""
    return tuple(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: Any, prefix: str) -> Iterator[str]:
    for pattern in patterns:
        route = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver) and pattern.namespace != "api":
            yield from _walk(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route


def stop_at(route: str) -> Stop:
    """Return the stop that a route is."""
    return Stop(f"/{route}{QUERIES.get(route, '')}")


def all_stops() -> dict[str, Stop]:
    """Return every page by the name of its screenshots."""
    pages = {name_of(route): stop_at(route) for route in routes() if route not in NOT_WALKED}
    return pages | STATES


def name_of(route: str) -> str:
    """Name a route as its screenshots are named."""
    words = re.findall(r"\w[\w-]*", PARAMETER.sub("one", route))
    return "-".join(words) or "dashboard"
