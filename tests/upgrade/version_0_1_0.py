"""Make the database of the environment one of version 0.1.0, with data in it.

Run as a program, so that migrations that fill tables write to that database and no other.
"""

from __future__ import annotations

import os
from typing import Any

LAST = (
    ("account", "0009_emailaddress_unique_primary_email"),
    ("accounts", "0004_history_indexes"),
    ("assets", "0005_archived_index"),
    ("auth", "0012_alter_user_first_name_max_length"),
    ("contenttypes", "0002_remove_content_type_name"),
    ("dashboard", "0001_dismissals"),
    ("imports", "0001_import_sessions"),
    ("jobs", "0001_jobs"),
    ("mfa", "0003_authenticator_type_uniq"),
    ("operations", "0002_cache_entries"),
    ("rbac", "0003_history_indexes"),
    ("search", "0003_titles_keys_words"),
)
SECRET = "JBSWY3DPEHPK3PXP"
PLACES = [f"Place {number}" for number in range(50)]


def fill(models: Any) -> None:
    """Write what an administrator of 0.1.0 would have left."""
    person = models.get_model("accounts", "Person").objects.create(
        first_name="Ada", last_name="Admin", email="ada@example.org", role="ADMIN"
    )
    authenticators = models.get_model("mfa", "Authenticator").objects
    authenticators.create(user=person, type="totp", data={"secret": SECRET})
    authenticators.create(user=person, type="recovery_codes", data={"seed": "5eed", "used_mask": 0})
    location = models.get_model("assets", "Location")
    location.objects.bulk_create(location(name=name, type="OFFICE") for name in PLACES)
    models.get_model("operations", "Instance").objects.create(pk=1, auth_mode="local")


def main() -> None:
    """Migrate as far as 0.1.0 did, then fill."""
    executor = MigrationExecutor(connection)
    state = executor.migrate(list(LAST))
    fill(state.apps)


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lazyit.config.settings")
    django.setup()

    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    main()
