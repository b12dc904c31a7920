"""Files that survive a power cut: written aside, brought to the disk, then named."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

BLOCK = 1024 * 1024
Seen = Callable[[int], None]  # is told how many bytes went by


def ignore(_count: int) -> None:
    """For those who do not count."""


def sha256_of(path: Path, seen: Seen = ignore) -> str:
    """The digest of a file that is read to its end."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
            seen(len(block))
    return digest.hexdigest()


def copy(source: Path, target: Path, seen: Seen = ignore) -> str:
    """Copy a file to the disk itself, and return the digest of what went by."""
    digest = hashlib.sha256()
    with source.open("rb") as file, target.open("xb") as copied:
        while block := file.read(BLOCK):
            digest.update(block)
            copied.write(block)
            seen(len(block))
        copied.flush()
        os.fsync(copied.fileno())
    return digest.hexdigest()


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """The same, of bytes."""
    aside = path.with_name(path.name + ".new")
    with aside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    aside.rename(path)
    settle(path.parent)


def settle(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
