"""What ``migrate`` writes about the release and the keys; nothing else writes these rows."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.db import transaction

from lazyit.foundation.operations import ciphertexts, schema
from lazyit.foundation.operations.models import Instance, InstanceRelease, KeyIdentity
from lazyit.instance.keys import identity_of
from lazyit.kernel import clock


def begin_release(run: str | None) -> None:
    """Say in the database that it is being migrated: no role starts until that has ended well.

    Only by columns that every release has: the table may be of an earlier one.
    """
    migrating = {"state": InstanceRelease.MIGRATING, "run": run, "changed_at": clock.now()}
    InstanceRelease.objects.filter(pk=1).update(**migrating)


def commit_release() -> int:
    """Say that everything is applied; returns how many stored values were sealed."""
    return write_release(None, is_committed=True)


@transaction.atomic
def write_release(run: str | None, *, is_committed: bool) -> int:
    """Say that everything is applied, take note of new keys, seal what was plain without them.

    It is committed at once, or by the caller once that has looked at the result. Returns how
    many stored values were sealed.
    """
    instance, _made = Instance.objects.get_or_create(pk=1)
    own = schema.migrations_of(settings.INSTALLED_APPS)
    InstanceRelease.objects.update_or_create(
        pk=1,
        defaults={
            "version": settings.INSTANCE.app_version,
            "git_sha": settings.INSTANCE.git_sha,
            "schema_identity": schema.identity_of(own),
            "instance_id": instance.instance_id,
            "run": run,
            "state": InstanceRelease.COMMITTED if is_committed else InstanceRelease.MIGRATING,
            "changed_at": clock.now(),
        },
    )
    return sum(_take_note(str(instance.instance_id), settings.INSTANCE.keys))


def _take_note(instance_id: str, keys: Mapping[str, bytes]) -> list[int]:
    known = set(KeyIdentity.objects.values_list("name", flat=True))
    new = {name: key for name, key in keys.items() if name not in known}
    KeyIdentity.objects.bulk_create(
        KeyIdentity(name=name, identity=identity_of(name, instance_id, key))
        for name, key in new.items()
    )
    return [ciphertexts.seal_plain(name) for name in new]
