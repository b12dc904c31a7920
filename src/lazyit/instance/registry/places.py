"""What the image, the supervisor or the shell sets: no line of an environment file."""

from lazyit.instance import formats
from lazyit.instance.registry.setting import (
    APPLICATION,
    COMMAND,
    NOBODY,
    ONLY_EMBEDDED,
    RUNNING,
    SERVING,
    Setting,
)

PLACES = (
    Setting(
        "LAZYIT_KIND",
        "The kind of instance.",
        formats.choice("embedded", "compose"),
        kinds=NOBODY,
        since="0.2.0",
    ),
    Setting(
        "LAZYIT_ROLE",
        "What a process is.",
        formats.choice(*sorted(APPLICATION)),
        kinds=NOBODY,
        since="0.2.0",
    ),
    Setting(
        "ATTACHMENTS_DIR",
        "Where uploaded files are kept.",
        formats.PATH,
        kinds=ONLY_EMBEDDED,
    ),
    Setting(
        "LAZYIT_SETUP_CODE_FILE",
        "The file that holds the one-time code of the first set-up.",
        formats.PATH,
        roles=SERVING,
        kinds=NOBODY,
    ),
    Setting(
        "LAZYIT_BACKUP_COUNTER",
        "Where the application leaves requests for the backup service.",
        formats.PATH,
        roles=RUNNING | {"backup"},
        kinds=NOBODY,
        since="0.3.0",
    ),
    Setting(
        "LAZYIT_STATIC_ROOT",
        "Where styles, scripts and icons are collected.",
        formats.PATH,
        roles=SERVING,
        kinds=NOBODY,
    ),
    Setting(
        "APP_VERSION",
        "The version shown, if it is not the package's own.",
        roles=RUNNING,
        kinds=NOBODY,
    ),
    Setting("GIT_SHA", "The commit this was built from.", kinds=NOBODY),
    Setting(
        "LAZYIT_RUN",
        "The upgrade that is trying this process before anybody else may.",
        kinds=NOBODY,
        since="0.3.0",
    ),
    Setting(
        "LAZYIT_DATA",
        "The data directory of the embedded instance, for the command itself.",
        formats.PATH,
        default="./instance",
        roles=COMMAND,
        kinds=NOBODY,
    ),
)
