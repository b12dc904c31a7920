"""Names of features to come, which an environment file may hold already."""

from lazyit.instance.registry.setting import BOTH, ONLY_COMPOSE, Setting

NOTHING: "frozenset[str]" = frozenset()
PROVIDER = "A service of an identity provider beside this instance reads it."
SWEEPS = "How often the application looks for it, in milliseconds."


def _later(text: str, *names: str, kinds: "frozenset[str]" = BOTH) -> "tuple[Setting, ...]":
    return tuple(
        Setting(name, text, roles=NOTHING, kinds=kinds, later=True, since="0.2.0") for name in names
    )


LATER = (
    *_later("The host in LAZYIT_SITE_ADDRESS, for other services.", "LAZYIT_DOMAIN"),
    *_later(
        PROVIDER,
        "IDENTITY_PROVIDER_TYPE",
        "OIDC_CLIENT_FILE",
        "ZITADEL_DB_USER",
        "ZITADEL_DB_PASSWORD",
        "ZITADEL_DB_NAME",
        "ZITADEL_EXTERNALDOMAIN",
        "ZITADEL_ADMIN_USERNAME",
        "ZITADEL_ADMIN_PASSWORD",
        "ZITADEL_MGMT_SA_KEY",
        "ZITADEL_MGMT_SA_KEY_PATH",
        "ZITADEL_MGMT_PROJECT_ID",
        "ZITADEL_MGMT_API_URL",
        "ZITADEL_PROJECT_ID",
        "ZITADEL_API_URL",
        kinds=ONLY_COMPOSE,
    ),
    *_later(
        "The memory of the process that reads an attachment, in megabytes.",
        "ATTACHMENT_CHILD_HEAP_MB",
    ),
    *_later("The most that attachments may take, in megabytes.", "ATTACHMENTS_MAX_TOTAL_MB"),
    *_later(
        SWEEPS,
        "ACCESS_GRANT_EXPIRY_SWEEP_INTERVAL_MS",
        "EXPIRY_NOTIFICATION_SWEEP_INTERVAL_MS",
        "DIRECTORY_SYNC_INTERVAL_MS",
    ),
    *_later("The repository whose releases are looked at.", "LAZYIT_UPDATE_REPO"),
)
