"""Who is believed: addresses, modes, forged headers"""

import http.client
import ssl
import time

import pytest

from tests.compose.caller import Caller
from tests.compose.operator import COMPOSE, Operator
from tests.compose.production import PROXY_WITHIN, Production

ATTEMPTS = 10  # sign-ins a minute from one address
FORGED = {
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Port": "443",
    "Forwarded": "for=203.0.113.9;host=evil.example;proto=https",
    "X-Real-IP": "203.0.113.9",
}
PLAIN = {"Date", "X-Request-Id", "Content-Security-Policy", "Set-Cookie"}


def lasting(headers: dict[str, str]) -> dict[str, str]:
    """What is the same in every answer."""
    changing = {name.lower() for name in PLAIN}
    return {name: value for name, value in headers.items() if name not in changing}


@pytest.mark.parametrize("path", ["/", "/health/ready", "/api/health/ready", "/sign-in", "/api/x"])
def test_forged_headers_change_no_answer(
    operator: Operator, production: Production, path: str
) -> None:
    """Forged headers change no answer"""
    honest, forged = (production.stranger().get(path, **headers) for headers in ({}, FORGED))
    assert (honest.status, lasting(honest.headers)) == (forged.status, lasting(forged.headers))
    assert b"evil.example" not in forged.body
    assert "strict-transport-security" not in honest.headers


def test_forged_addresses_are_one_client(operator: Operator, production: Production) -> None:
    """Somebody who names another address each time is still counted as one"""
    wrong = {"identifier": "ana@example.org", "password": "not her password"}
    statuses = []
    for turn in range(ATTEMPTS + 2):
        address = f"203.0.113.{turn}"
        told = {"X-Forwarded-For": address, "X-Real-IP": address, "Forwarded": f"for={address}"}
        statuses.append(production.stranger().post("/api/auth/login", wrong, **told).status)
    operator.transcript.note(f"Sign-ins that each name another address answer {statuses}.")
    assert statuses[-1] == 429


@pytest.mark.parametrize(
    ("name", "strict"), [("localhost", False), ("lazyit.example.org", True)], ids=["local", "real"]
)
def test_a_name_brings_tls_and_only_a_real_one_insists(
    operator: Operator, production: Production, name: str, *, strict: bool
) -> None:
    port = operator.values()["LAZYIT_HTTPS_PORT"]
    operator.transcript.note(f"`LAZYIT_SITE_ADDRESS={name}`, certificates of the proxy's own.")
    operator.sets(LAZYIT_SITE_ADDRESS=name, WEB_ORIGIN=f"https://{name}:{port}")
    operator.types(f"{COMPOSE} up -d")
    over_tls(name, int(port), "/sign-in", trusting_anybody())  # until it answers
    operator.types(f"{COMPOSE} cp caddy:/data/caddy/pki/authorities/local/root.crt .")
    trust = ssl.create_default_context(cafile=operator.folder / "root.crt")
    answer = over_tls(name, int(port), "/sign-in", trust)
    assert answer.status == 200
    assert ("Strict-Transport-Security" in answer.headers) is strict
    plain = Caller(production.port).get("/sign-in", Host=name)
    assert plain.status in {301, 302, 307, 308}
    assert plain.headers["location"].startswith(f"https://{name}")
    assert "strict-transport-security" not in plain.headers


def trusting_anybody() -> ssl.SSLContext:
    """The certificate is of an authority that nobody knows yet."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def over_tls(name: str, port: int, path: str, context: ssl.SSLContext) -> http.client.HTTPResponse:
    """Ask by name, as soon as somebody answers."""
    deadline = time.monotonic() + PROXY_WITHIN
    while True:
        connection = Named(name, port, context)
        try:
            connection.request("GET", path, headers={"Host": f"{name}:{port}"})
            answer = connection.getresponse()
            answer.read()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return answer


class Named(http.client.HTTPSConnection):
    """Connects to this machine and asks for a name."""

    def __init__(self, name: str, port: int, context: ssl.SSLContext) -> None:
        super().__init__("127.0.0.1", port, timeout=30, context=context)
        self.name, self.trust = name, context

    def connect(self) -> None:
        http.client.HTTPConnection.connect(self)
        self.sock = self.trust.wrap_socket(self.sock, server_hostname=self.name)
