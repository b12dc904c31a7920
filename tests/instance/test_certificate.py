"""The certificate of an address, met at a real https server on loopback."""

import contextlib
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from lazyit.instance.doctor import certificate
from lazyit.instance.doctor.findings import Told

Serve = Callable[..., str]
DAY = timedelta(days=1)


def make(
    folder: Path, *, before: timedelta, after: timedelta, name: str = "127.0.0.1", year: int = 0
) -> Path:
    """A self-signed certificate with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    end = datetime(year, 1, 1, tzinfo=UTC) if year else now + after
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - before)
        .not_valid_after(end)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(name))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + built.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def serve() -> Iterator[Serve]:
    """`serve(pem)`: an address at which a server shows this certificate."""
    with contextlib.ExitStack() as ends:

        def start(pem: Path) -> str:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(pem)
            server = ends.enter_context(socket.create_server(("127.0.0.1", 0)))
            threading.Thread(target=answer, args=(server, context), daemon=True).start()
            return f"https://127.0.0.1:{server.getsockname()[1]}"

        yield start


def answer(server: socket.socket, context: ssl.SSLContext) -> None:
    """Shake hands with everybody until the socket is closed."""
    while True:
        try:
            connection, _peer = server.accept()
        except OSError:
            return
        with contextlib.suppress(OSError), context.wrap_socket(connection, server_side=True):
            pass


def found(origin: str | None, *, inside: bool = False) -> list[Told]:
    return [each.told() for each in certificate.check(origin, "lazyit logs proxy", inside=inside)]


def test_an_authority_of_ones_own_is_explained(serve: Serve, tmp_path: Path) -> None:
    (finding,) = found(serve(make(tmp_path, before=DAY, after=300 * DAY)))
    assert finding["level"] == "warning"
    assert "does not know" in finding["what"]
    assert "root certificate" in finding["why"]


def test_a_trusted_one_holds(serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pem = make(tmp_path, before=DAY, after=0 * DAY, year=2061)  # beyond the two-digit years
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    (finding,) = found(serve(pem))
    assert (finding["level"], "2061-01-01" in finding["what"]) == ("ok", True)


@pytest.mark.parametrize(
    ("before", "after", "level", "words"),
    [
        (90 * DAY, -DAY, "failure", "ended on"),
        (80 * DAY, 10 * DAY, "warning", "not renewed"),
        (DAY / 4, DAY / 4, "ok", "holds until"),  # an internal authority renews every few hours
    ],
)
def test_its_end_is_judged(
    serve: Serve,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    before: timedelta,
    after: timedelta,
    level: str,
    words: str,
) -> None:
    pem = make(tmp_path, before=before, after=after)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    (finding,) = found(serve(pem))
    assert finding["level"] == level
    assert words in finding["what"]


def test_another_name_is_refused(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pem = make(tmp_path, before=DAY, after=300 * DAY, name="127.0.0.2")
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    findings = found(serve(pem))
    assert [each["level"] for each in findings] == ["failure"]
    assert "another name" in findings[0]["what"]


def test_silence_is_found_from_outside_only() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        origin = f"https://127.0.0.1:{server.getsockname()[1]}"
    assert [each["level"] for each in found(origin)] == ["failure"]
    assert found(origin, inside=True) == []


@pytest.mark.parametrize("origin", [None, "http://localhost:8080"])
def test_without_https_there_is_none(origin: str | None) -> None:
    assert found(origin) == []
