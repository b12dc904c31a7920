"""Where people stand in the rail and in the palette."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lazyit.foundation.pages.navigation import MANAGE, Command, Place, add_commands, add_places


def register_places() -> None:
    """Declare this domain's places and commands."""
    add_places(
        Place("people", _("People"), "people", "people", MANAGE, "user:read", 10, "p", bar=True)
    )
    add_commands(
        Command(_("New person"), "person-new", "plus", "user:manage"),
        Command(_("My profile"), "profile", "person"),
    )
