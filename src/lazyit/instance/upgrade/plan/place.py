"""Where an instance lives: what a plan asks of it that differs from kind to kind."""

import subprocess
from collections.abc import Mapping
from typing import Any, Protocol

from lazyit.instance.doctor.findings import Finding
from lazyit.instance.psql import Database
from lazyit.instance.upgrade.plan.parts import Target, Volume
from lazyit.instance.upgrade.plan.settings import SettingsFile
from lazyit.instance.upgrade.release_file import ReleaseFile
from lazyit.instance.upgrade.runs import Runs

Done = subprocess.CompletedProcess[str]


class Place(Protocol):
    """One instance of one kind."""

    @property
    def kind(self) -> str:
        """`embedded` or `compose`."""

    @property
    def name(self) -> str:
        """What people know it by: its folder."""

    @property
    def runs(self) -> Runs:
        """The journals of its upgrades."""

    @property
    def database(self) -> Database:
        """The live database, asked by its own tools."""

    @property
    def values(self) -> Mapping[str, str]:
        """The settings file's values."""

    @property
    def settings_path(self) -> str:
        """The settings file."""

    def verb(self, words: str) -> str:
        """A verb of the command as its operator types it."""

    def settings(self, target: Target) -> SettingsFile:
        """The settings file, judged by the new version where that can run."""

    def ask_new(self, target: Target, *words: str) -> "Done | None":
        """Run a management command of the new version; None where it is not there yet."""

    def health(self) -> "list[Finding]":
        """Whether every role does its work."""

    def bundles(self) -> "list[dict[str, Any]]":
        """What lists say of every bundle, the newest first."""

    def volumes(self) -> "Mapping[str, Volume]":
        """The volume of each purpose that it can see."""

    def others(self) -> int:
        """The bytes of databases that are backed up beside it, as far as they can be asked."""

    def attachments(self) -> int:
        """The bytes of attachments that no bundle has yet."""

    def release_size(self, target: Target) -> int:
        """What the new version will take, where it is not there yet."""

    def current(self) -> "ReleaseFile | None":
        """What some version, most likely the one that serves, says of itself."""
