"""How much an upgrade writes where, by formula, against what is free."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from lazyit.instance.upgrade.plan.parts import Remarks, Room, Volume

AREA = "disk"
MB = 1000**2
RESERVE = 200 * MB  # left free on every volume: a server that cannot write stops
EMPTY_CLUSTER = 64 * MB
SCRATCH_WAL = 4000 * MB  # the most that the throwaway server keeps
MIGRATION_WAL = 256 * MB  # beside what is rewritten, which is written there once more

DATABASE, BACKUPS, RELEASES = "database", "backups", "releases"


@dataclass(frozen=True)
class Sizes:
    """What the formulas take, in bytes."""

    database: int
    others: int  # databases that are backed up beside it
    rewritten: int  # by pending migrations
    dump: int  # of the newest bundle; 0 where there is none
    attachments: int  # that no bundle has yet
    release: int  # the new version, where it is not there yet
    migrates: bool


def needs(sizes: Sizes) -> "dict[str, dict[str, int]]":
    """What is written at the same time, by the volume that it is written on.

    A dump is at most half of its database; a quarter more than the last where there was one. On
    the restored copy the whole change is rehearsed: there is a copy of it as well.
    """
    whole = sizes.database + sizes.others
    dump = min(sizes.dump * 5 // 4, whole) or whole // 2
    largest = max(sizes.database, sizes.others)
    log = min(largest, SCRATCH_WAL)
    rehearsed = sizes.database + 2 * sizes.rewritten if sizes.migrates else 0
    found = {
        BACKUPS: {
            "dump": dump,
            "attachments": sizes.attachments,
            "scratch": EMPTY_CLUSTER + largest + log + rehearsed,
        },
        DATABASE: {},
        RELEASES: {"release": sizes.release},
    }
    if sizes.migrates:
        found[DATABASE] = {
            "clone": sizes.database,
            "rewritten": sizes.rewritten,
            "log": sizes.rewritten + MIGRATION_WAL,
        }
    return found


def rooms(sizes: Sizes, volumes: Mapping[str, Volume]) -> "list[Room]":
    """One entry a volume: purposes that share one add up, under the folder that holds them all."""
    found: dict[object, Room] = {}
    for purpose, parts in needs(sizes).items():
        wanted = {part: size for part, size in parts.items() if size}
        if wanted and (volume := volumes.get(purpose)):
            before = found.get(volume.mark, Room(volume.path, volume.free, {}))
            path = os.path.commonpath([before.path, volume.path])
            found[volume.mark] = Room(path, before.free, {**before.needs, **wanted})
    return list(found.values())


def judge(found: "list[Room]", remarks: Remarks, prune: str) -> None:
    """Note every volume that is too small."""
    for room in found:
        wanted = room.needed + RESERVE
        if wanted > room.free:
            remarks.problem(
                AREA,
                f"{room.path}: {megabytes(wanted)} are needed and {megabytes(room.free)} are free "
                f"({parts(room)}).",
                f"{prune}, or a larger volume",
            )


def parts(room: Room) -> str:
    """What needs the room, for people."""
    return ", ".join(f"{name} {megabytes(size)}" for name, size in room.needs.items())


def megabytes(size: int) -> str:
    """A size for people."""
    if size >= 1000 * MB:
        return f"{size / (1000 * MB):.1f} GB"
    return f"{max(size, 0) / MB:.0f} MB"
