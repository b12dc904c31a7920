"""The checkout of an instance of containers: which commit a version was, and the way to it."""

import os
import subprocess
from pathlib import Path

import pytest

from lazyit.instance.failures import RefusedError
from lazyit.instance.upgrade.compose.checkout import Checkout

AUTHOR = {
    "GIT_AUTHOR_NAME": "Trial",
    "GIT_AUTHOR_EMAIL": "trial@localhost",
    "GIT_COMMITTER_NAME": "Trial",
    "GIT_COMMITTER_EMAIL": "trial@localhost",
    "GIT_CONFIG_GLOBAL": os.devnull,
}


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", *words],
        cwd=folder,
        env={**os.environ, **AUTHOR},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def release(folder: Path, version: str) -> str:
    """Commit a version, whose file of compose names it; returns the commit."""
    (folder / "src/lazyit/__init__.py").write_text(f'__version__ = "{version}"\n')
    (folder / "compose.yaml").write_text(f"image: lazyit:{version}\n")
    (folder / "infra/docker-compose.prod.yaml").write_text("services: {}\n")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", f"Release {version}")
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    for name in ("src/lazyit", "infra"):
        (tmp_path / "lazyit" / name).mkdir(parents=True)
    git(tmp_path / "lazyit", "init", "--quiet", "--initial-branch", "main")
    return tmp_path / "lazyit"


def test_the_files_of_an_earlier_version_are_found_by_its_number(repository: Path) -> None:
    earlier, later = release(repository, "1.0.0"), release(repository, "1.1.0")
    checkout = Checkout(repository)
    assert checkout.version == "1.1.0"
    assert (checkout.commit_of("1.0.0"), checkout.commit_of("1.1.0")) == (earlier, later)
    assert checkout.commit_of("0.9.0") == ""
    assert checkout.texts_at(earlier)["compose.yaml"] == "image: lazyit:1.0.0\n"
    assert checkout.texts_at("")["compose.yaml"] == "image: lazyit:1.1.0\n"


def test_without_git_the_checkout_is_all_that_is_known(tmp_path: Path, repository: Path) -> None:
    release(repository, "1.0.0")
    (repository / ".git").rename(tmp_path / "gone")
    checkout = Checkout(repository)
    assert (checkout.head, checkout.commit_of("1.0.0")) == ("", "")
    assert checkout.texts_at("")["compose.yaml"] == "image: lazyit:1.0.0\n"
    assert not checkout.take("", "0.9.0")
    assert checkout.version == "1.0.0"


def test_it_goes_back_only_where_nobodys_changes_are_lost(repository: Path) -> None:
    earlier = release(repository, "1.0.0")
    release(repository, "1.1.0")
    checkout = Checkout(repository)
    (repository / "compose.yaml").write_text("image: mine\n")
    assert not checkout.take(earlier, "1.0.0")
    assert (checkout.version, (repository / "compose.yaml").read_text()) == (
        "1.1.0",
        "image: mine\n",
    )
    git(repository, "checkout", "--quiet", "--", "compose.yaml")
    assert checkout.take(earlier, "1.0.0")
    assert checkout.version == "1.0.0"


def test_what_git_has_under_a_name_is_laid_aside(repository: Path) -> None:
    earlier = release(repository, "1.0.0")
    git(repository, "tag", "v1.0.0")
    release(repository, "1.1.0")
    checkout = Checkout(repository)
    laid = checkout.export("v1.0.0", repository / "var")
    assert laid.name == earlier
    assert Checkout(laid).head == ""
    assert Checkout(laid).version == "1.0.0"
    assert checkout.version == "1.1.0"
    with pytest.raises(RefusedError, match=r"v2\.0\.0 is neither a folder nor a commit"):
        checkout.export("v2.0.0", repository / "var")
    assert [path.name for path in (repository / "var").iterdir()] == [earlier]


def test_of_what_was_laid_aside_the_latest_stay(repository: Path) -> None:
    checkout = Checkout(repository)
    commits = [release(repository, f"1.0.{number}") for number in range(7)]
    for commit in commits[:5]:
        checkout.export(commit, repository / "var")
    checkout.export(commits[0], repository / "var")  # it is used again
    for commit in commits[5:]:
        checkout.export(commit, repository / "var")
    kept = {path.name for path in (repository / "var").iterdir()}
    assert kept == {commits[0], *commits[3:]}
