"""The one list of every environment value that lazyit knows, a file a section."""

from dataclasses import replace

from lazyit.instance.registry.address import ADDRESS
from lazyit.instance.registry.backups import BACKUPS
from lazyit.instance.registry.generators import RANDOM, fresh_secret
from lazyit.instance.registry.images import IMAGES
from lazyit.instance.registry.keys import KEYS
from lazyit.instance.registry.later import LATER
from lazyit.instance.registry.limits import LIMITS
from lazyit.instance.registry.places import PLACES
from lazyit.instance.registry.servers import SERVERS
from lazyit.instance.registry.setting import (
    APPLICATION,
    BOTH,
    COMMAND,
    COMPOSE,
    EMBEDDED,
    ENGINE,
    Legacy,
    Setting,
)
from lazyit.instance.registry.sign_in import SIGN_IN

__all__ = [
    "APPLICATION",
    "BOTH",
    "BY_NAME",
    "COMMAND",
    "COMPOSE",
    "EMBEDDED",
    "ENGINE",
    "LEGACY",
    "LEGACY_BY_NAME",
    "SECTIONS",
    "SETTINGS",
    "Legacy",
    "Setting",
    "for_role",
    "fresh_secret",
    "is_random",
]

SECTIONS = {
    "Address": ADDRESS,
    "Database and broker": SERVERS,
    "Sign-in": SIGN_IN,
    "Workflows and keys": KEYS,
    "Limits": LIMITS,
    "Backups": BACKUPS,
    "Images": IMAGES,
    "Set by the image, the supervisor or the shell": PLACES,
    "Of features to come": LATER,
}

SETTINGS = tuple(
    replace(setting, section=section)
    for section, settings in SECTIONS.items()
    for setting in settings
)

LEGACY = (
    Legacy("NEXT_PUBLIC_DEFAULT_TIME_ZONE", renamed_to="LAZYIT_TIME_ZONE"),
    Legacy("PORT"),
    Legacy("AUTH_TRUST_HOST"),
    Legacy("AUTH_ISSUER"),
    Legacy("AUTH_CLIENT_ID"),
    Legacy("AUTH_CLIENT_SECRET"),
    Legacy("AUTH_INTERNAL_ISSUER"),
    Legacy("MEILI_HOST"),
    Legacy("MEILI_MASTER_KEY"),
    Legacy("SEARCH_RECONCILE_INTERVAL_MS"),
    Legacy("SETUP_CSRF_SECRET"),
)

BY_NAME = {setting.name: setting for setting in SETTINGS}
LEGACY_BY_NAME = {legacy.name: legacy for legacy in LEGACY}


def for_role(role: str) -> "tuple[Setting, ...]":
    """The settings that one role reads."""
    return tuple(setting for setting in SETTINGS if role in setting.roles)


def is_random(setting: Setting) -> bool:
    """Whether a fresh value is another each time."""
    return setting.generate in RANDOM
