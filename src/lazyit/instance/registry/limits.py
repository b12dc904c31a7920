"""How much is accepted."""

from lazyit.instance import formats
from lazyit.instance.registry.setting import PROXY, RUNNING, SERVING, Setting

LIMITS = (
    Setting(
        "JSON_BODY_LIMIT",
        "The largest JSON body accepted.",
        formats.SIZE_WITH_UNIT,
        default="8mb",
        roles=SERVING | PROXY,
    ),
    Setting(
        "MAX_IMPORT_SIZE_MB",
        "The largest file accepted for import, in megabytes.",
        formats.integer(1, 100),
        default="5",
        roles=RUNNING | PROXY,
    ),
    Setting(
        "MAX_IMPORT_ROWS",
        "The most rows accepted in one import.",
        formats.integer(1, 1_000_000),
        default="50000",
        roles=RUNNING,
    ),
    Setting(
        "IMPORT_CHILD_HEAP_MB",
        "The memory of the process that reads an uploaded file, in megabytes.",
        formats.integer(64, 4096),
        default="256",
        roles=RUNNING,
    ),
)
