"""Who is doing something: a person, a service account, or the system itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from lazyit.kernel.errors import Forbidden


@dataclass(frozen=True, slots=True)
class Actor:
    """The principal of a request or job, with the permissions it holds right now."""

    name: str
    person_id: UUID | None = None
    service_account_id: str | None = None
    role: str | None = None
    permissions: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def system(cls) -> Actor:
        """Return the actor of work that nobody asked for, such as a sweep."""
        return cls(name="lazyit")

    @property
    def is_system(self) -> bool:
        """Say whether neither a person nor a service account acts."""
        return self.person_id is None and self.service_account_id is None

    @property
    def is_person(self) -> bool:
        """Say whether a signed-in person acts."""
        return self.person_id is not None

    def may(self, permission: str) -> bool:
        """Say whether the actor holds a permission; the system holds all."""
        return self.is_system or permission in self.permissions

    def require(self, *permissions: str) -> None:
        """Raise Forbidden naming the first permission the actor lacks."""
        for permission in permissions:
            if not self.may(permission):
                raise Forbidden(
                    _("This needs the permission “%(permission)s”.") % {"permission": permission},
                    details={"permission": permission},
                )

    def require_person(self) -> UUID:
        """Return the person's id; raise Forbidden for service accounts and the system."""
        if self.person_id is None:
            raise Forbidden(_("Only a signed-in person can do this."), code="people_only")
        return self.person_id
