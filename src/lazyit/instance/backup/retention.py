"""Which bundles are kept, and clearing away the rest."""

from datetime import datetime, timedelta, timezone

from lazyit.instance.backup import verify
from lazyit.instance.backup.bundle import Bundle, DamagedError
from lazyit.instance.backup.source import Source

PRE_UPGRADE = "pre-upgrade"


def kept(bundles: list[Bundle], days: int, now: "datetime | None" = None) -> list[Bundle]:
    """The young ones, the newest verified one, and the last verified one before an upgrade."""
    since = (now or datetime.now(timezone.utc)) - timedelta(days=days)
    verified = [each for each in bundles if verify.is_verified(each)]
    always = verified[:1] + [each for each in verified if _why(each) == PRE_UPGRADE][:1]
    return [each for each in bundles if each.made >= since or each in always]


def _why(found: Bundle) -> str:
    try:
        return str(found.manifest["why"])
    except DamagedError:
        return ""


def prune(source: Source, days: int, now: "datetime | None" = None) -> tuple[list[str], list[str]]:
    """Remove what is not kept, then what only that referred to: names of bundles, digests.

    Where no bundle is verified nothing is removed at all. The store is held by the caller.
    """
    bundles = source.store.bundles()
    if not any(verify.is_verified(each) for each in bundles):
        return [], []
    staying = kept(bundles, days, now)
    going = [each for each in bundles if each not in staying]
    for each in going:
        each.remove()
    return [each.name for each in going], _sweep(source, staying)


def _sweep(source: Source, staying: list[Bundle]) -> list[str]:
    """Remove attachments that no bundle and no record refers to; unknown counts as referring."""
    referred = set(source.attachments.listed()) if source.attachments else set()
    try:
        for each in staying:
            referred |= set(each.attachments)
    except DamagedError:
        return []  # what a damaged manifest refers to is not known
    return source.store.blobs.sweep(referred)
