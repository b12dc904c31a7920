"""Path converters: an id that is malformed is simply not found."""

from __future__ import annotations

from uuid import UUID

from django.urls import register_converter


class OpaqueId:
    """An opaque record id in an address."""

    regex = "[0-9A-Za-z_-]{1,36}"

    def to_python(self, value: str) -> str:
        """Take the id as it is."""
        return value

    def to_url(self, value: object) -> str:
        """Write the id."""
        return str(value)


class PersonId(OpaqueId):
    """A person's id in an address: a UUID in any case."""

    regex = "[0-9a-fA-F-]{36}"

    def to_python(self, value: str) -> str:
        """Return the canonical form; ValueError makes Django answer “not found”."""
        return str(UUID(value))


def register_converters() -> None:
    """Make ``<opaque:…>`` and ``<person:…>`` known to URL patterns."""
    register_converter(OpaqueId, "opaque")
    register_converter(PersonId, "person")
