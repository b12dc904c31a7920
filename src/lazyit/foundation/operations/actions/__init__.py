"""What is written about the instance itself."""

from lazyit.foundation.operations.actions.keys import forget_key
from lazyit.foundation.operations.actions.probe import ask_for_probe, forget_probes
from lazyit.foundation.operations.actions.release import (
    begin_release,
    commit_release,
    write_release,
)
from lazyit.foundation.operations.actions.setup import (
    check_setup_code,
    create_administrator,
    set_up_by_provider,
    set_up_instance,
)
from lazyit.foundation.operations.actions.upgrades import mirror_upgrades

__all__ = [
    "ask_for_probe",
    "begin_release",
    "check_setup_code",
    "commit_release",
    "create_administrator",
    "forget_key",
    "forget_probes",
    "mirror_upgrades",
    "set_up_by_provider",
    "set_up_instance",
    "write_release",
]
