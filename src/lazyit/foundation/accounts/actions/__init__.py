"""The only code that writes people, service accounts, passwords and sessions."""

from lazyit.foundation.accounts.actions.admission import admit, unlink
from lazyit.foundation.accounts.actions.creation import create_directory_person, create_person
from lazyit.foundation.accounts.actions.people import update_person
from lazyit.foundation.accounts.actions.sealing import (
    forget_sealed_two_factor,
    seal_two_factor_secrets,
)
from lazyit.foundation.accounts.actions.secrets import change_own_password, reset_password
from lazyit.foundation.accounts.actions.service_accounts import (
    mint_service_account,
    restore_service_account,
    revoke_service_account,
    rotate_service_account,
    update_service_account,
)
from lazyit.foundation.accounts.actions.sessions import (
    end_other_sessions,
    forget_expired_sessions,
)
from lazyit.foundation.accounts.actions.standing import (
    activate_person,
    archive_person,
    change_role,
    deactivate_person,
    restore_person,
)
from lazyit.foundation.accounts.actions.two_factor import (
    disable_two_factor,
    enable_two_factor,
    remove_two_factor,
    renew_recovery_codes,
)

__all__ = [
    "activate_person",
    "admit",
    "archive_person",
    "change_own_password",
    "change_role",
    "create_directory_person",
    "create_person",
    "deactivate_person",
    "disable_two_factor",
    "enable_two_factor",
    "end_other_sessions",
    "forget_expired_sessions",
    "forget_sealed_two_factor",
    "mint_service_account",
    "remove_two_factor",
    "renew_recovery_codes",
    "reset_password",
    "restore_person",
    "restore_service_account",
    "revoke_service_account",
    "rotate_service_account",
    "seal_two_factor_secrets",
    "unlink",
    "update_person",
    "update_service_account",
]
