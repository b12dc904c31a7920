"""Programs that were replaced on disk while they run: an upgrade without a restart."""

from collections.abc import Iterable
from pathlib import Path

from lazyit.instance.doctor.commands import Commands
from lazyit.instance.doctor.findings import Finding, _, warning

PROC = Path("/proc")
GONE = " (deleted)"  # the kernel's word for a file that is no more


def check(name: str, pid: int, commands: Commands) -> Iterable[Finding]:
    """Ask the kernel whether the program of a process is still the one on disk."""
    try:
        program = str((PROC / str(pid) / "exe").readlink())
    except OSError:
        return  # gone meanwhile, or a system that does not tell
    if program.endswith(GONE):
        yield warning(
            "instance",
            _("The role {role} runs a program that has been replaced since.", role=name),
            _("An upgrade takes effect only after a restart."),
            commands.restart(),
        )
