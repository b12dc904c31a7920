"""Kept connections whose health is seen without a question to the server."""

from __future__ import annotations

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that is looked at before each request, at no round trip."""

    def is_usable(self) -> bool:
        """Say whether the server is still there; only after an error ask it."""
        return super().is_usable() if self.errors_occurred else self._is_silent()

    def _is_silent(self) -> bool:
        # Nobody asked, so whatever can be read is a farewell: the server ended, or ended us.
        if self.connection.closed:
            return False
        looked_at = select.poll()
        looked_at.register(self.connection.fileno(), select.POLLIN)
        return not looked_at.poll(0)
