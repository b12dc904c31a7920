"""A provider whose every word a test decides: real HTTP, real signatures, any lie."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

HOST = "127.0.0.1"
CLIENT_ID, CLIENT_SECRET = "lazyit", "a secret that two sides share"
LIFETIME = 300  # seconds
Answer = tuple[int, dict[str, Any] | str]


def fresh_key() -> RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Peer:
    """An honest provider until a test says otherwise."""

    person: dict[str, Any] = field(default_factory=dict)  # what the ID token says of who signs in
    userinfo: dict[str, Any] | None = None  # what userinfo says instead of the same
    claims: dict[str, Any] = field(default_factory=dict)  # the token's claims that are false
    document: dict[str, Any] = field(default_factory=dict)  # the configuration's that are
    clock: int = 0  # by how many seconds it is ahead
    key: RSAPrivateKey = field(default_factory=fresh_key)
    key_name: str = "first"
    signing_key: Any = None  # what it signs with, if not with its key
    algorithm: str = "RS256"
    error: str | None = None  # what it answers instead of asking who somebody is
    silent: set[str] = field(default_factory=set)  # addresses that hang up
    moved: dict[str, str] = field(default_factory=dict)  # addresses that lead elsewhere
    calls: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    port: int = 0
    _server: ThreadingHTTPServer | None = None

    @property
    def issuer(self) -> str:
        return f"http://{HOST}:{self.port}"

    def start(self) -> None:
        """Listen, on the same port as before."""
        handler = type("Handler", (_Handler,), {"peer": self})
        self._server = ThreadingHTTPServer((HOST, self.port), handler)
        self.port = int(self._server.server_address[1])
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """Be away."""
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Be away until the block ends."""
        self.stop()
        yield
        self.start()

    def be_honest(self) -> None:
        """Forget what a test wanted; the key stays."""
        for name in ("person", "claims", "document", "silent", "moved", "calls", "codes"):
            getattr(self, name).clear()
        self.userinfo, self.clock, self.error = None, 0, None
        self.signing_key, self.algorithm = None, "RS256"

    def change_keys(self) -> None:
        """Sign with a new key from now on, and publish that one alone."""
        self.key, self.key_name = fresh_key(), secrets.token_hex(4)

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            **self.document,
        }

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": self.key_name, "use": "sig", "alg": "RS256"}]}

    def authorize(self, query: dict[str, str]) -> str:
        """Let whoever asks in as the person; return where their browser goes next."""
        assert query["code_challenge_method"] == "S256"
        assert set(query["scope"].split()) == {"openid", "profile", "email"}
        code = secrets.token_hex(8)
        self.codes[code] = {**query, "person": dict(self.person)}
        outcome = {"error": self.error} if self.error else {"code": code}
        back = urlencode({**outcome, "state": query["state"]})
        return f"{query['redirect_uri']}?{back}"

    def token(self, form: dict[str, str], authorization: str) -> Answer:
        """Exchange a code, once, for whoever knows the secret and the verifier."""
        given = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        asked = self.codes.pop(form["code"], None)
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            asked is None
            or authorization != f"Basic {given}"
            or challenge != asked["code_challenge"]
            or form["redirect_uri"] != asked["redirect_uri"]
        ):
            return 400, {"error": "invalid_grant"}
        access = secrets.token_hex(8)
        self.codes[access] = asked
        answer = {"access_token": access, "token_type": "Bearer", "expires_in": LIFETIME}
        return 200, {**answer, "id_token": self._id_token(asked)}

    def tell_of(self, authorization: str) -> Answer:
        """Answer at userinfo."""
        asked = self.codes[authorization.removeprefix("Bearer ")]
        return 200, asked["person"] if self.userinfo is None else self.userinfo

    def _id_token(self, asked: dict[str, Any]) -> str:
        now = int(time.time()) + self.clock
        claims = {"iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + LIFETIME}
        claims |= {"nonce": asked["nonce"], **asked["person"], **self.claims}
        told = {name: value for name, value in claims.items() if value is not None}
        key = self.key if self.signing_key is None else self.signing_key
        headers = {"kid": self.key_name}
        return jwt.encode(told, key, algorithm=self.algorithm, headers=headers)


class _Handler(BaseHTTPRequestHandler):
    peer: Peer

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self._answer(parts.path, query)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._answer(self.path, {name: values[0] for name, values in parse_qs(body).items()})

    def _answer(self, path: str, given: dict[str, str]) -> None:
        self.peer.calls.append(path)
        if path in self.peer.silent:
            self.close_connection = True
        elif path in self.peer.moved:
            self._send(302, "", Location=self.peer.moved[path])
        elif path == "/authorize":
            self._send(302, "", Location=self.peer.authorize(given))
        else:
            self._send(*self._document(path, given))

    def _document(self, path: str, given: dict[str, str]) -> Answer:
        authorization = self.headers.get("Authorization", "")
        if path == "/token":
            return self.peer.token(given, authorization)
        if path == "/userinfo":
            return self.peer.tell_of(authorization)
        if path == "/keys":
            return 200, self.peer.keys()
        found = path == "/.well-known/openid-configuration"
        return (200, self.peer.configuration()) if found else (404, {})

    def _send(self, status: int, content: object, **headers: str) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing."""
