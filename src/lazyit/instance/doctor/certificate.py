"""The certificate of the address that people type: how long it holds, and who trusts it."""

import socket
import ssl
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from urllib.parse import urlsplit

from lazyit.instance.doctor.der import Validity, validity_of
from lazyit.instance.doctor.findings import Finding, _, failure, warning, well

SECONDS = 3.0
SOON = timedelta(days=14)
UNKNOWN_AUTHORITY = (18, 19, 20, 21)  # of OpenSSL: self-signed, or issued by one not known here
WRONG_NAME = (62, 64)


def check(origin: "str | None", fix: str, *, inside: bool = False) -> Iterable[Finding]:
    """Connect as a browser would; `inside` a container silence may only mean a closed network."""
    parts = urlsplit(origin or "")
    if parts.scheme != "https" or not parts.hostname:
        return
    host, port = parts.hostname, parts.port or 443
    try:
        distrust, validity = _met(host, port)
    except OSError as error:
        if not inside:
            yield _silent(host, port, error, fix)
        return
    yield from _judged(host, validity, distrust, fix)


def _met(host: str, port: int) -> "tuple[int, Validity]":
    """OpenSSL's reason for distrust, or 0; and the certificate's days."""
    try:
        return 0, _certificate(host, port, ssl.create_default_context())
    except ssl.SSLCertVerificationError as error:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # only looked at
        return error.verify_code, _certificate(host, port, context)


def _certificate(host: str, port: int, context: ssl.SSLContext) -> Validity:
    with (
        socket.create_connection((host, port), timeout=SECONDS) as raw,
        context.wrap_socket(raw, server_hostname=host) as secured,
    ):
        return validity_of(secured.getpeercert(binary_form=True) or b"")


def _silent(host: str, port: int, error: OSError, fix: str) -> Finding:
    return failure(
        "certificate",
        _("No https at {host}:{port} ({reason}).", host=host, port=port, reason=_reason(error)),
        _("WEB_ORIGIN leads there: people and their links do."),
        fix,
    )


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _judged(host: str, validity: Validity, distrust: int, fix: str) -> Iterable[Finding]:
    gaps = {"host": host, "end": validity.end}
    left = validity.end - datetime.now(timezone.utc)
    if left <= timedelta(0):
        yield failure(
            "certificate",
            _("The certificate of {host} ended on {end}.", **gaps),
            _("Browsers refuse to open the page."),
            fix,
        )
        return
    if left < min(SOON, (validity.end - validity.begin) / 5):
        yield warning(
            "certificate",
            _("The certificate of {host} ends on {end} and was not renewed in time.", **gaps),
            _("From then on browsers refuse to open the page."),
            fix,
        )
    elif not distrust:
        yield well("certificate", _("The certificate of {host} holds until {end}.", **gaps))
    if distrust:
        yield _distrusted(host, validity, distrust, fix)


def _distrusted(host: str, validity: Validity, distrust: int, fix: str) -> Finding:
    if distrust in WRONG_NAME:
        return failure(
            "certificate",
            _("The certificate is for another name than {host}.", host=host),
            _("Browsers refuse to open the page."),
            fix,
        )
    if distrust in UNKNOWN_AUTHORITY:
        return warning(
            "certificate",
            _(
                "The certificate of {host} (until {end}) comes from an authority that this host "
                "does not know.",
                host=host,
                end=validity.end,
            ),
            _(
                "With an authority of one's own this is as meant: every device that does not have "
                "its root certificate warns its user."
            ),
            f"openssl s_client -connect {host}:443 -servername {host} -showcerts </dev/null",
        )
    return failure(
        "certificate",
        _("The certificate of {host} is not accepted (OpenSSL {code}).", host=host, code=distrust),
        _("Browsers refuse to open the page."),
        fix,
    )
