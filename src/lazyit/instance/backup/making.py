"""The whole of `backup create`: make, prove, take elsewhere; and what happens where it fails."""

import contextlib
from dataclasses import dataclass

from lazyit.instance import ways
from lazyit.instance.backup import exporting, hooks, verify
from lazyit.instance.backup.bundle import Bundle
from lazyit.instance.backup.create import create
from lazyit.instance.backup.manifest import Purpose
from lazyit.instance.backup.progress import Progress
from lazyit.instance.backup.source import Source
from lazyit.instance.backup.verify import Prover, Verification
from lazyit.instance.failures import InstanceError


@dataclass(frozen=True)
class Made:
    """A bundle that was made and proven."""

    bundle: Bundle
    verification: Verification
    elsewhere: bool  # whether the off-site hook took it


def prover(source: Source, progress: Progress) -> Prover:
    """The prover of a source's own store."""
    return Prover(source.store.scratch, source.store.blobs, progress, source.key_check)


def make(source: Source, purpose: Purpose, progress: Progress) -> Made:
    """Make a bundle, prove it, hand it to the off-site hook; a failure goes to its own hook."""
    try:
        with source.store.held():
            made = create(source, purpose, progress)
            verification = prove(source, made, progress)
            elsewhere = _take_elsewhere(source, made, progress)
    except InstanceError as error:
        _tell(source, error)
        raise
    return Made(made, verification, elsewhere)


def prove(source: Source, made: Bundle, progress: Progress) -> Verification:
    """Prove a bundle; raises InstanceError with every problem found. The store is held."""
    verification = prover(source, progress).prove(made)
    if not verification.ok:
        source.store.blobs.set_aside(_wrong_blobs(verification))
        found = "\n".join(f"  {text}" for text in verification.problems)
        raise InstanceError(
            f"The bundle {made.name} is not a backup; its verification found:\n{found}",
            touched=f"It stays in {made.path.parent}, marked as failed. Your data is as it was.",
            go_on=ways.backup("create"),
        )
    return verification


def _wrong_blobs(verification: Verification) -> list[str]:
    return [text.split()[1] for text in verification.problems if text.startswith("attachments: ")]


def _take_elsewhere(source: Source, made: Bundle, progress: Progress) -> bool:
    """Export to a file for the hook; it is removed afterwards, the bundle stays."""
    if not source.settings.get(hooks.OFFSITE):
        return False
    progress.stage("taking it elsewhere")
    source.store.outgoing.mkdir(mode=0o700)
    try:
        file = exporting.export(made, source.store.blobs, source.store.outgoing, progress.seen)
        return hooks.run(source.settings, hooks.OFFSITE, str(file))
    finally:
        source.store.clear_outgoing()
        progress.end()


def _tell(source: Source, error: InstanceError) -> None:
    """A failing hook must not hide what it was told of."""
    with contextlib.suppress(InstanceError):
        hooks.run(source.settings, hooks.ON_FAILURE, error.what)


def last_verified(source: Source) -> "Bundle | None":
    """The newest bundle that was proven."""
    return next((each for each in source.store.bundles() if verify.is_verified(each)), None)
