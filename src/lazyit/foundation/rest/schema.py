"""What bodies look like: camelCase on the wire, unknown keys refused, texts storable."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from ninja import Schema
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)
from pydantic.alias_generators import to_camel

from lazyit.kernel.ids import PATTERN
from lazyit.kernel.money import MAX_MINOR
from lazyit.kernel.text import is_storable

MAX_INTEGER = 2_147_483_647
EARLIEST_YEAR, LATEST_YEAR = 1000, 9998


class Body(Schema):
    """A request body or answer part; unknown keys are an error."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, extra="forbid", str_strip_whitespace=True
    )


def _storable(value: str) -> str:
    if not is_storable(value):
        raise ValueError("must not contain NUL or lone surrogates")
    return value


def _blank_to_none(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _strict_integer(value: object) -> object:
    if isinstance(value, bool | float | str):
        raise ValueError("must be a whole number")  # noqa: TRY004 – pydantic reports ValueError
    return value


def _written_out(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError("must be an instant such as 2026-01-31T09:00:00Z")  # noqa: TRY004 – as above
    return value


def in_utc(value: datetime) -> datetime:
    """Return the instant in UTC; refuse one that some time zone could not write."""
    if not EARLIEST_YEAR <= value.year <= LATEST_YEAR:
        raise ValueError("lies outside the calendar")
    return value.astimezone(UTC)


Text = Annotated[str, AfterValidator(_storable)]
Id = Annotated[str, StringConstraints(pattern=f"^{PATTERN.pattern}$")]
Integer = Annotated[int, BeforeValidator(_strict_integer), Field(ge=0, le=MAX_INTEGER)]
Money = Annotated[int, BeforeValidator(_strict_integer), Field(ge=0, le=MAX_MINOR)]
Instant = Annotated[AwareDatetime, BeforeValidator(_written_out), AfterValidator(in_utc)]
OptionalId = Annotated[Id | None, BeforeValidator(_blank_to_none)]


Required50 = Annotated[Text, StringConstraints(min_length=1, max_length=50)]
Required100 = Annotated[Text, StringConstraints(min_length=1, max_length=100)]
Required120 = Annotated[Text, StringConstraints(min_length=1, max_length=120)]
Required200 = Annotated[Text, StringConstraints(min_length=1, max_length=200)]

_UpTo50 = Annotated[Text, StringConstraints(max_length=50)]
_UpTo100 = Annotated[Text, StringConstraints(max_length=100)]
_UpTo200 = Annotated[Text, StringConstraints(max_length=200)]
_UpTo500 = Annotated[Text, StringConstraints(max_length=500)]
_UpTo1000 = Annotated[Text, StringConstraints(max_length=1000)]
_UpTo2000 = Annotated[Text, StringConstraints(max_length=2000)]

# A blank optional text counts as absent.
Optional50 = Annotated[_UpTo50 | None, BeforeValidator(_blank_to_none)]
Optional100 = Annotated[_UpTo100 | None, BeforeValidator(_blank_to_none)]
Optional200 = Annotated[_UpTo200 | None, BeforeValidator(_blank_to_none)]
Optional500 = Annotated[_UpTo500 | None, BeforeValidator(_blank_to_none)]
Optional1000 = Annotated[_UpTo1000 | None, BeforeValidator(_blank_to_none)]
Optional2000 = Annotated[_UpTo2000 | None, BeforeValidator(_blank_to_none)]
