"""What a route asks of its caller, declared beside it; a route without one is denied to all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.utils.translation import gettext as _

from lazyit.foundation.audit.actor import Actor
from lazyit.kernel.errors import Forbidden

View = TypeVar("View", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Requirement:
    """The permissions a route needs (any of them), and whether machines may call it."""

    permissions: tuple[str, ...] = ()
    people_only: bool = False
    public: bool = False
    while_password_temporary: bool = False

    def check(self, actor: Actor) -> None:
        """Raise Forbidden if the actor does not meet the requirement."""
        if self.people_only or not self.permissions:
            actor.require_person()
        if self.permissions and not any(actor.may(p) for p in self.permissions):
            actor.require(self.permissions[0])


SIGNED_IN = Requirement()
PUBLIC = Requirement(public=True)


def requires(*permissions: str, people_only: bool = False) -> Callable[[View], View]:
    """Declare the permission of a page."""
    return _declare(Requirement(permissions=permissions, people_only=people_only))


def signed_in(view: View) -> View:
    """Declare that any signed-in person may open a page."""
    return _declare(SIGNED_IN)(view)


def signed_in_even_with_temporary_password(view: View) -> View:
    """Declare a page that a person may open before changing a temporary password."""
    return _declare(Requirement(while_password_temporary=True))(view)


def public(view: View) -> View:
    """Declare that everybody may open a page."""
    return _declare(PUBLIC)(view)


def requirement_of(view: object) -> Requirement | None:
    """Return what a view declared, or None: denied to all."""
    found = getattr(view, "requirement", None)
    return found if isinstance(found, Requirement) else None


def password_change_required() -> Forbidden:
    """Build the refusal that everything but the password change answers until it is done."""
    return Forbidden(_("Change your temporary password first."), code="PASSWORD_CHANGE_REQUIRED")


def _declare(requirement: Requirement) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.requirement = requirement  # type: ignore[attr-defined]  # the gatekeeper reads it
        return view

    return mark
