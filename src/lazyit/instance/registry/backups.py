"""Backups: when, where, for how long, and who hears of them."""

from lazyit.instance import formats
from lazyit.instance.registry.setting import (
    COMMAND,
    COMPOSE,
    ENGINE,
    ONLY_EMBEDDED,
    Setting,
)

BACKUP = frozenset({"backup"})
AT_HOME = BACKUP | ENGINE | COMMAND

BACKUPS = (
    Setting(
        "BACKUP_CRON",
        "When a backup is made, as minute, hour, day, month, weekday.",
        formats.CRON,
        default="30 2 * * *",
        roles=BACKUP | ENGINE,
        since="0.2.0",
    ),
    Setting(
        "BACKUP_RETENTION_DAYS",
        "For how many days backups are kept. The newest verified one is always kept.",
        formats.integer(1, 3650),
        default="14",
        roles=AT_HOME,
        since="0.2.0",
    ),
    Setting(
        "BACKUP_DIR",
        "Where backups are kept. An embedded instance keeps them in its data directory.",
        formats.PATH,
        defaults={COMPOSE: "/var/backups/lazyit"},
        kinds=ONLY_EMBEDDED,
        roles=AT_HOME | {"migrate"},
        since="0.2.0",
    ),
    Setting(
        "BACKUP_OFFSITE_CMD",
        "A shell command that takes a verified backup elsewhere; $1 is its path.",
        roles=AT_HOME,
        since="0.3.0",
    ),
    Setting(
        "BACKUP_ON_FAILURE_CMD",
        "A shell command that is run when a backup fails; $1 is the reason.",
        roles=AT_HOME,
        since="0.3.0",
    ),
    Setting(
        "BACKUP_SEAL_TO",
        "Recipients (age) to whom the settings file is sealed inside each backup.",
        roles=COMMAND | ENGINE,
        since="0.3.0",
    ),
    Setting(
        "LAZYIT_BACKUP_DATABASES",
        "Addresses of more databases to back up, such as an identity provider's, with spaces "
        "between them.",
        formats.DATABASES,
        secret=True,
        roles=AT_HOME,
        since="0.3.0",
    ),
)
