"""The days of a certificate: the standard library reads them only of one that it trusts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone

VERSION, UTC_TIME = 0xA0, 0x17


@dataclass(frozen=True)
class Validity:
    """From when until when a certificate holds."""

    begin: datetime
    end: datetime


def validity_of(certificate: bytes) -> Validity:
    """Certificate → tbsCertificate → validity: after version, serial, algorithm and issuer."""
    _tag, whole = next(_elements(certificate))
    _tag, signed = next(_elements(whole))
    fields = [content for tag, content in _elements(signed) if tag != VERSION]
    begin, end = (_moment(tag, content) for tag, content in _elements(fields[3]))
    return Validity(begin, end)


def _elements(data: bytes) -> "Iterator[tuple[int, bytes]]":
    """Tag and content of each element in a row (X.690, definite lengths)."""
    at = 0
    while at < len(data):
        tag, length, at = data[at], data[at + 1], at + 2
        if length & 0x80:
            size = length & 0x7F
            length, at = int.from_bytes(data[at : at + size], "big"), at + size
        yield tag, data[at : at + length]
        at += length


def _moment(tag: int, content: bytes) -> datetime:
    text = content.decode("ascii")
    if tag == UTC_TIME:  # two digits of the year: 50 to 99 are of the last century
        text = ("19" if text >= "50" else "20") + text
    return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=timezone.utc)
