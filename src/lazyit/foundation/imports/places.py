"""Where imports stand in the rail and in the palette."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lazyit.foundation.pages.navigation import MANAGE, Command, Place, add_commands, add_places


def declare() -> None:
    """Declare the place and the command."""
    add_places(Place("imports", _("Import"), "imports:index", "import", MANAGE, "import:run", 40))
    add_commands(Command(_("Import a file"), "imports:index", "upload", "import:run"))
