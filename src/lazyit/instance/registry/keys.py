"""Keys: a new value would make stored data unreadable."""

from lazyit.instance import formats
from lazyit.instance.registry.conditions import switched_on
from lazyit.instance.registry.generators import fresh_key
from lazyit.instance.registry.setting import ONLY_COMPOSE, RUNNING, Setting

ENGINE_SWITCH = "WORKFLOW_ENGINE_ENABLED"

KEYS = (
    Setting(
        ENGINE_SWITCH,
        "Whether workflows run.",
        formats.SWITCH,
        default="false",
        roles=RUNNING,
        since="0.2.0",
    ),
    Setting(
        "WORKFLOW_SECRET_KEY",
        "Encrypts the credentials that workflows use. Keep it: no other key reads them.",
        formats.KEY,
        required=switched_on(ENGINE_SWITCH),
        generate=fresh_key,
        secret=True,
        key=True,
        rotate="N",
        since="0.2.0",
    ),
    Setting(
        "TWO_FACTOR_SECRET_KEY",
        "Encrypts the secrets of two-step sign-in. Keep it: no other key reads them.",
        formats.KEY,
        generate=fresh_key,
        secret=True,
        key=True,
        rotate="N",
        since="0.2.0",
    ),
    Setting(
        "SMTP_SECRET_KEY",
        "Encrypts the password of the mail server.",
        formats.KEY,
        secret=True,
        key=True,
        rotate="R",
        later=True,
        since="0.2.0",
    ),
    Setting(
        "DIRECTORY_SECRET_KEY",
        "Encrypts the password of the directory.",
        formats.KEY,
        secret=True,
        key=True,
        rotate="R",
        later=True,
        since="0.2.0",
    ),
    Setting(
        "ZITADEL_MASTERKEY",
        "The master key of an identity provider beside this instance, whose data no other key "
        "reads. Its identity is kept and compared.",
        formats.exact_text(32),
        secret=True,
        key=True,
        rotate="N",
        roles=frozenset({"migrate", "backup"}),
        kinds=ONLY_COMPOSE,
        since="0.2.0",
    ),
)
