"""The bundles around an upgrade, made where their store is in sight."""

from lazyit.instance.backup import making
from lazyit.instance.backup.manifest import Purpose
from lazyit.instance.backup.progress import Progress
from lazyit.instance.backup.source import Source


def back_up(source: Source, run: str, progress: Progress) -> str:
    """Make a proven bundle before a run changes anything; returns its name."""
    return making.make(source, Purpose("pre-upgrade", run), progress).bundle.name


def bring_attachments(source: Source, bundle: str, progress: Progress) -> None:
    """Put back what a bundle's data refers to and has been removed since."""
    found = source.store.find(bundle)
    if source.attachments:
        source.attachments.take(source.store.blobs, found.attachments, progress.seen)
