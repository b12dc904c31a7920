"""What history says happened to a person or a service account."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PersonEvent(models.TextChoices):
    """Events of a person; payloads are in the specification of inventory, section 9.1."""

    CREATED = "CREATED", _("created")
    UPDATED = "UPDATED", _("updated")
    ROLE_CHANGED = "ROLE_CHANGED", _("role changed")
    MANAGER_CHANGED = "MANAGER_CHANGED", _("manager changed")
    ACTIVATED = "ACTIVATED", _("activated")
    DEACTIVATED = "DEACTIVATED", _("deactivated")
    DELETED = "DELETED", _("archived")
    RESTORED = "RESTORED", _("restored")
    PASSWORD_CHANGED = "PASSWORD_CHANGED", _("changed the password")
    PASSWORD_RESET_BY_ADMIN = "PASSWORD_RESET_BY_ADMIN", _("password reset")
    TWO_FACTOR_ENABLED = "TWO_FACTOR_ENABLED", _("two-step sign-in turned on")
    TWO_FACTOR_DISABLED = "TWO_FACTOR_DISABLED", _("two-step sign-in turned off")
    RECOVERY_CODES_RENEWED = "RECOVERY_CODES_RENEWED", _("recovery codes renewed")
    SESSIONS_ENDED = "SESSIONS_ENDED", _("sessions ended")
    LINKED = "LINKED", _("linked to the sign-in provider")
    UNLINKED = "UNLINKED", _("unlinked from the sign-in provider")
    SIGN_IN_LOCKED = "SIGN_IN_LOCKED", _("sign-in locked after wrong passwords")


class ServiceAccountEvent(models.TextChoices):
    """Events of a service account."""

    MINT = "MINT", _("created")
    ROTATE = "ROTATE", _("token rotated")
    REVOKE = "REVOKE", _("revoked")
    RESTORE = "RESTORE", _("restored")
    PERMISSION_CHANGE = "PERMISSION_CHANGE", _("permissions changed")
    UPDATED = "UPDATED", _("updated")
