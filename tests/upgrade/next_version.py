"""A next version of lazyit, made from the working tree: newer, with migrations, or with a fault.

    python -m tests.upgrade.next_version --variant whole --out DIR            a wheel
    python -m tests.upgrade.next_version --variant raises --live --out DIR    fails on the live data
    python -m tests.upgrade.next_version --variant whole --out DIR --tree     a checkout
    python -m tests.upgrade.next_version --list

Nothing is downloaded: wheels are built by the build requirements that are installed already.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.once import made_once
from tests.upgrade.next.tree import ROOT, Tree, copied
from tests.upgrade.next.variants import VARIANTS

SECONDS = 300


@dataclass(frozen=True)
class Choice:
    """Which next version: a variant, whether its fault waits for the live data, its number."""

    variant: str = "whole"
    live: bool = False  # a rehearsal on a throwaway cluster goes well
    version: str = ""  # another one than the variant's own

    @property
    def number(self) -> str:
        """The version that it says it is."""
        return self.version or f"9.{int(self.live)}.{list(VARIANTS).index(self.variant)}"

    @property
    def name(self) -> str:
        """What it is kept as."""
        return f"{self.variant}{'-live' if self.live else ''}-{self.number}"


def make_tree(choice: Choice, folder: Path) -> Tree:
    """Make its checkout in a folder that does not exist yet."""
    tree = copied(folder)
    VARIANTS[choice.variant].apply(tree, choice.number, is_live=choice.live)
    return tree


def make_wheel(choice: Choice, folder: Path) -> Path:
    """Build its wheel into a folder."""
    with tempfile.TemporaryDirectory(prefix="lz-next-") as scratch:
        return build(make_tree(choice, Path(scratch) / "lazyit").path, folder)


def build(tree: Path, folder: Path) -> Path:
    """Build the wheel of a checkout into a folder, which has no other."""
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check"]
    command += ["--no-build-isolation", "--no-deps", "--no-index", "--no-cache-dir"]
    command += ["--wheel-dir", str(folder), str(tree)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    (wheel,) = folder.glob("lazyit-*.whl")
    return wheel


@dataclass(frozen=True)
class Workshop:
    """Wheels and checkouts, each made once, also where several processes ask."""

    folder: Path

    def wheel(self, variant: str = "whole", *, live: bool = False, version: str = "") -> Path:
        """The wheel of a next version."""
        choice = Choice(variant, live, version)
        made = made_once(
            self.folder, f"{choice.name}.wheel", lambda place: make_wheel(choice, place)
        )
        (wheel,) = made.glob("*.whl")
        return wheel

    def tree(self, variant: str = "whole", *, live: bool = False, version: str = "") -> Path:
        """The checkout of a next version; not to be changed."""
        choice = Choice(variant, live, version)
        return made_once(
            self.folder, f"{choice.name}.tree", lambda place: make_tree(choice, place).path
        )


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="next_version", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--list", action="store_true", help="say what variants there are")
    parser.add_argument("--variant", choices=VARIANTS, default="whole")
    parser.add_argument("--live", action="store_true", help="the fault spares a rehearsal")
    parser.add_argument("--version", default="", help="the version that it says it is")
    parser.add_argument("--out", type=Path, default=ROOT / "var/next")
    parser.add_argument("--tree", action="store_true", help="make the checkout, not the wheel")
    given = parser.parse_args(words)
    if given.list:
        print("\n".join(f"{name:<16}{variant.help}" for name, variant in VARIANTS.items()))
        return 0
    choice = Choice(given.variant, given.live, given.version)
    given.out.mkdir(parents=True, exist_ok=True)
    if given.tree:
        place = given.out / choice.name
        shutil.rmtree(place, ignore_errors=True)
        print(make_tree(choice, place).path)
    else:
        print(make_wheel(choice, given.out))
    return 0


if __name__ == "__main__":
    sys.exit(main())
