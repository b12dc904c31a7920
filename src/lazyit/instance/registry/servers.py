"""The database and the broker."""

from lazyit.instance import formats
from lazyit.instance.registry.conditions import always, in_compose, with_bundled_database
from lazyit.instance.registry.generators import (
    bundled_database,
    database_password,
    fixed_in_compose,
    fresh_secret,
)
from lazyit.instance.registry.setting import (
    DATABASE,
    ENGINE,
    ONLY_COMPOSE,
    ONLY_EMBEDDED,
    RUNNING,
    Setting,
)

SERVERS = (
    Setting(
        "POSTGRES_USER",
        "The role of the bundled database. It cannot be changed once the database exists.",
        default="lazyit",
        roles=DATABASE,
        kinds=ONLY_COMPOSE,
        since="0.2.0",
    ),
    Setting(
        "POSTGRES_DB",
        "The name of the bundled database. It cannot be changed once the database exists.",
        default="lazyit",
        roles=DATABASE,
        kinds=ONLY_COMPOSE,
        since="0.2.0",
    ),
    Setting(
        "POSTGRES_PASSWORD",
        "The password of the bundled database, the same as in DATABASE_URL.",
        formats.long_text(16),
        required=with_bundled_database,
        generate=database_password,
        secret=True,
        rotate="R",
        roles=ENGINE | DATABASE,
    ),
    Setting(
        "DATABASE_URL",
        "The PostgreSQL database, as postgresql://user:password@host:port/name; in the password "
        "@ is written %40, / %2F, # %23, : %3A.",
        formats.DATABASE,
        required=always,
        generate=bundled_database,
        secret=True,
        rotate="R",
        kinds=ONLY_COMPOSE,
    ),
    Setting(
        "REDIS_URL",
        "The Valkey broker. Without it, background work answers 503 and the rest runs.",
        formats.url("redis", "rediss", "unix"),
        wanted=in_compose,
        generate=fixed_in_compose("redis://valkey:6379"),
        secret=True,
        rotate="R",
        roles=RUNNING,
        kinds=ONLY_COMPOSE,
    ),
    Setting(
        "VALKEY_PASSWORD",
        "The password of the embedded broker.",
        formats.long_text(16),
        required=always,
        generate=fresh_secret,
        secret=True,
        rotate="R",
        roles=ENGINE,
        kinds=ONLY_EMBEDDED,
    ),
)
