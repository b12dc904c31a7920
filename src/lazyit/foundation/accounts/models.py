"""People, service accounts, their history, and failed sign-ins."""

from __future__ import annotations

import hmac
import uuid
from hashlib import sha256

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from lazyit.foundation.audit.models import HistoryRow
from lazyit.foundation.rbac.catalogue import ADMIN, MEMBER, VIEWER
from lazyit.foundation.search.folding import folded
from lazyit.kernel.ids import new_id

LIVE = models.Q(deleted_at=None)
ROLE_LABELS = [(ADMIN, _("Administrator")), (MEMBER, _("Member")), (VIEWER, _("Viewer"))]


class PersonQuerySet(models.QuerySet["Person"]):
    """Reads of people."""

    def live(self) -> PersonQuerySet:
        """People who are not archived."""
        return self.filter(LIVE)

    def able_to_sign_in(self) -> PersonQuerySet:
        """Live, active people with a login."""
        return self.live().filter(is_active=True, directory_only=False)

    def administrators(self) -> PersonQuerySet:
        """Administrators who can really sign in: the ones a guard counts."""
        return self.able_to_sign_in().filter(role=ADMIN)


class PersonManager(BaseUserManager["Person"].from_queryset(PersonQuerySet)):  # type: ignore[misc]  # a class made at run time
    """Finds people by their sign-in name."""

    def get_by_natural_key(self, username: str | None) -> Person:
        """Return the live person with this e-mail or username, in any case."""
        name = (username or "").strip().lower()
        found: Person = self.live().get(models.Q(email=name) | models.Q(username=name))
        return found


class Person(AbstractBaseUser):
    """Somebody who holds assets, signs in, or both."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100)
    email = models.EmailField(max_length=254, null=True)
    username = models.CharField(max_length=100, null=True)
    employee_number = models.CharField(max_length=100, null=True)
    role = models.CharField(max_length=10, choices=ROLE_LABELS, default=VIEWER)
    is_active = models.BooleanField(default=True)
    manager = models.ForeignKey("self", models.PROTECT, null=True, related_name="reports")
    manager_name = models.CharField(max_length=200, null=True)
    directory_only = models.BooleanField(default=False)
    directory_attributes = models.JSONField(default=dict)
    external_id = models.CharField(max_length=255, null=True)
    must_change_password = models.BooleanField(default=False)
    session_epoch = models.PositiveIntegerField(default=0)
    name_folded = folded("first_name", "last_name")
    last_name_folded = folded("last_name")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now())
    deleted_at = models.DateTimeField(null=True)

    objects = PersonManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), condition=LIVE, name="person_email_live"),
            models.UniqueConstraint(Lower("username"), condition=LIVE, name="person_username_live"),
            models.UniqueConstraint(
                fields=["employee_number"], condition=LIVE, name="person_employee_number_live"
            ),
            models.UniqueConstraint(fields=["external_id"], name="person_external_id"),
            models.CheckConstraint(
                condition=models.Q(directory_only=False) | models.Q(role=VIEWER),
                name="person_directory_is_viewer",
            ),
        ]
        indexes = [
            models.Index(fields=["name_folded", "id"], condition=LIVE, name="person_by_name"),
            models.Index(fields=["-created_at", "-id"], condition=LIVE, name="person_by_created"),
        ]

    @property
    def name(self) -> str:
        """First and last name, as shown everywhere."""
        return f"{self.first_name} {self.last_name}".strip()

    def get_session_auth_hash(self) -> str:
        """Tie sessions to the password and the epoch, so that bumping either ends them."""
        material = f"{self.password}:{self.session_epoch}".encode()
        return hmac.new(settings.SESSION_SIGNING_SECRET.encode(), material, sha256).hexdigest()


class PersonHistory(HistoryRow):
    """One change of a person."""

    subject = models.ForeignKey(Person, models.PROTECT, related_name="history", db_index=False)

    class Meta(HistoryRow.Meta):
        abstract = False


class ServiceAccountQuerySet(models.QuerySet["ServiceAccount"]):
    """Reads of service accounts."""

    def live(self) -> ServiceAccountQuerySet:
        """Accounts that are not revoked."""
        return self.filter(LIVE)


class ServiceAccount(models.Model):
    """A machine's identity: a token and the permissions it holds directly."""

    id = models.CharField(primary_key=True, max_length=36, default=new_id, editable=False)
    name = models.CharField(max_length=120)
    description = models.CharField(max_length=500, null=True)
    permissions = ArrayField(models.CharField(max_length=40))
    token_digest = models.CharField(max_length=64)
    token_prefix = models.CharField(max_length=16)
    is_active = models.BooleanField(default=True)
    system_managed = models.BooleanField(default=False)
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now())
    deleted_at = models.DateTimeField(null=True)

    objects = ServiceAccountQuerySet.as_manager()


class ServiceAccountHistory(HistoryRow):
    """One change of a service account."""

    subject = models.ForeignKey(
        ServiceAccount, models.PROTECT, related_name="history", db_index=False
    )

    class Meta(HistoryRow.Meta):
        abstract = False


class SignInAttempt(models.Model):
    """Failures of one person, or attempts from one address, counted by all processes together."""

    key = models.CharField(primary_key=True, max_length=80)
    failures = models.PositiveIntegerField(default=0)
    window_started_at = models.DateTimeField(db_default=Now())
    locked_until = models.DateTimeField(null=True)


class Session(AbstractBaseSession):
    """A browser's or script's session; unlike Django's own it knows whose it is."""

    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="sessions")
