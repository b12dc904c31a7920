"""The one list of every environment value that lazyit knows."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lazyit.instance import formats
from lazyit.instance.formats import Format

APPLICATION = frozenset({"web", "worker", "migrate"})
ENGINE = frozenset({"engine"})
COMMAND = frozenset({"command"})


def fresh_secret() -> str:
    """43 random characters of [A-Za-z0-9_-], safe in env files, URLs and shells."""
    return secrets.token_urlsafe(32)


def always(_values: Mapping[str, str]) -> bool:
    """Needed by every instance."""
    return True


def never(_values: Mapping[str, str]) -> bool:
    """Optional: there is a default, or a feature stays off."""
    return False


def with_local_sign_in(values: Mapping[str, str]) -> bool:
    """Needed when people sign in with a password kept here."""
    return values.get("AUTH_MODE") == "local"


@dataclass(frozen=True)
class Setting:
    """One environment value."""

    name: str
    help: str
    format: Format = formats.TEXT
    required: Callable[[Mapping[str, str]], bool] = never
    default: str | None = None
    generate: Callable[[], str] | None = None
    secret: bool = False
    key: bool = False  # a new value would make stored data unreadable
    roles: frozenset[str] = APPLICATION
    since: str = "0.1.0"


@dataclass(frozen=True)
class Legacy:
    """A name of earlier versions: read no more, or under a new name."""

    name: str
    renamed_to: str | None = None
    removed_in: str = "0.1.0"


SETTINGS = (
    Setting(
        "DATABASE_URL",
        "The PostgreSQL database. The embedded instance derives it.",
        formats.url("postgresql", "postgres"),
        required=always,
        secret=True,
    ),
    Setting(
        "REDIS_URL",
        "The Valkey broker. Without it, background work answers 503 and the rest runs. "
        "The embedded instance derives it.",
        formats.url("redis", "rediss", "unix"),
        secret=True,
    ),
    Setting(
        "POSTGRES_PASSWORD",
        "The password of the bundled database.",
        formats.long_text(16),
        required=always,
        generate=fresh_secret,
        secret=True,
        roles=ENGINE,
    ),
    Setting(
        "VALKEY_PASSWORD",
        "The password of the bundled broker.",
        formats.long_text(16),
        required=always,
        generate=fresh_secret,
        secret=True,
        roles=ENGINE,
    ),
    Setting(
        "AUTH_SECRET",
        "Signs cookies and links. A new value signs everyone out.",
        formats.long_text(32),
        required=always,
        generate=fresh_secret,
        secret=True,
    ),
    Setting(
        "SESSION_SIGNING_SECRET",
        "Signs sessions of local sign-in. A new value signs everyone out.",
        formats.long_text(32),
        required=with_local_sign_in,
        generate=fresh_secret,
        secret=True,
    ),
    Setting(
        "AUTH_MODE",
        "How people sign in. It cannot be changed once people exist.",
        formats.choice("local"),
        required=always,
        generate=lambda: "local",
    ),
    Setting(
        "WEB_ORIGIN",
        "The address people type, such as https://lazyit.example.org.",
        formats.url("http", "https", bare=True),
    ),
    Setting(
        "TRUST_PROXY",
        "How many proxies in front may name the client's address.",
        formats.integer(0, 10),
        default="0",
    ),
    Setting(
        "LAZYIT_TIME_ZONE",
        "The time zone of pages and exports until a person chooses one.",
        formats.TIME_ZONE,
        default="UTC",
    ),
    Setting(
        "JSON_BODY_LIMIT",
        "The largest JSON body accepted.",
        formats.SIZE_WITH_UNIT,
        default="8mb",
    ),
    Setting(
        "MAX_IMPORT_SIZE_MB",
        "The largest file accepted for import, in megabytes.",
        formats.integer(1, 100),
        default="5",
    ),
    Setting(
        "MAX_IMPORT_ROWS",
        "The most rows accepted in one import.",
        formats.integer(1, 1_000_000),
        default="50000",
    ),
    Setting(
        "IMPORT_CHILD_HEAP_MB",
        "The memory of the process that reads an uploaded file, in megabytes.",
        formats.integer(64, 4096),
        default="256",
    ),
    Setting("ATTACHMENTS_DIR", "Where uploaded files are kept.", formats.PATH),
    Setting(
        "LAZYIT_SETUP_CODE_FILE",
        "The file that holds the one-time code of the first set-up.",
        formats.PATH,
    ),
    Setting("LAZYIT_STATIC_ROOT", "Where styles, scripts and icons are collected.", formats.PATH),
    Setting("APP_VERSION", "The version shown, if it is not the package's own."),
    Setting("GIT_SHA", "The commit this was built from."),
    Setting(
        "LAZYIT_HTTP_PORT",
        "The port of the embedded instance.",
        formats.PORT,
        default="8080",
        roles=ENGINE,
    ),
    Setting(
        "LAZYIT_LISTEN",
        "The address the embedded instance listens on.",
        formats.ADDRESS,
        default="127.0.0.1",
        roles=ENGINE,
    ),
    Setting(
        "LAZYIT_DATA",
        "The data directory of the embedded instance, for the command itself.",
        formats.PATH,
        default="./instance",
        roles=COMMAND,
    ),
)

LEGACY = (
    Legacy("NEXT_PUBLIC_DEFAULT_TIME_ZONE", renamed_to="LAZYIT_TIME_ZONE"),
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


def for_role(role: str) -> tuple[Setting, ...]:
    """The settings that one role reads."""
    return tuple(setting for setting in SETTINGS if role in setting.roles)
