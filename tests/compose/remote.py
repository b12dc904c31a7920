"""A bare repository to clone from and to pull from, with what lies in this tree."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from tests.compose.places import ROOT

AUTHOR = {
    "GIT_AUTHOR_NAME": "Trial",
    "GIT_AUTHOR_EMAIL": "trial@localhost",
    "GIT_COMMITTER_NAME": "Trial",
    "GIT_COMMITTER_EMAIL": "trial@localhost",
    "GIT_CONFIG_GLOBAL": os.devnull,
}


class Remote:
    """Where releases come from."""

    def __init__(self, folder: Path) -> None:
        self.bare = folder / "lazyit.git"
        self._workshop = folder / "workshop"
        _git(folder, "clone", "--quiet", "--no-local", "--bare", str(ROOT), str(self.bare))
        _git(folder, "clone", "--quiet", str(self.bare), str(self._workshop))
        _git(self._workshop, "switch", "--quiet", "--force-create", "main")
        self._take_what_is_not_committed()
        self._push()

    def goes_back_to_the_release_before(self) -> None:
        """Publish the last state of the version before this tree's own."""
        words = ("log", "-1", "--format=%H^", "-G__version__", "--", "src/lazyit/__init__.py")
        before = _git(ROOT, *words).strip()
        _git(self._workshop, "restore", "--source", before, "--staged", "--worktree", ".")
        _git(self._workshop, "commit", "--quiet", "--message", f"Release {self.version}")
        self._push()

    def release(self, message: str, **changes: str) -> str:
        """Publish changed files as a new commit; its short name."""
        for name, text in changes.items():
            (self._workshop / name).write_text(text)
        _git(self._workshop, "add", "--all")
        _git(self._workshop, "commit", "--quiet", "--allow-empty", "--message", message)
        self._push()
        return _git(self._workshop, "rev-parse", "--short", "HEAD").strip()

    def publish(self, tree: Path, message: str) -> None:
        """Publish a whole tree as a new commit."""
        for old in filter(None, _git(self._workshop, "ls-files", "-z").split("\0")):
            (self._workshop / old).unlink()
        shutil.copytree(tree, self._workshop, symlinks=True, dirs_exist_ok=True)
        self.release(message)

    @property
    def version(self) -> str:
        """The version that was published last."""
        found = re.search(r'__version__ = "([^"]+)"', self.text("src/lazyit/__init__.py"))
        assert found
        return found[1]

    def text(self, name: str) -> str:
        """A file as it was published last."""
        return (self._workshop / name).read_text()

    def clone(self, folder: Path) -> Path:
        _git(folder.parent, "clone", "--quiet", "--branch", "main", str(self.bare), str(folder))
        return folder

    def _take_what_is_not_committed(self) -> None:
        names = _git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
        for old in _git(self._workshop, "ls-files", "-z").split("\0"):
            (self._workshop / old).unlink() if old else None
        for name in filter(None, names.split("\0")):
            if (ROOT / name).exists():
                (self._workshop / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, self._workshop / name, follow_symlinks=False)
        _git(self._workshop, "add", "--all")
        _git(self._workshop, "commit", "--quiet", "--allow-empty", "--message", "As it is here")

    def _push(self) -> None:
        _git(self._workshop, "push", "--quiet", "--force", "origin", "HEAD:main")


def _git(folder: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", *words], cwd=folder, env={**os.environ, **AUTHOR}, capture_output=True, text=True
    )
    assert done.returncode == 0, f"git {' '.join(words)}\n{done.stderr}"
    return done.stdout
