"""What an operator decides, and the settings that follow from it."""

from collections.abc import Mapping
from dataclasses import dataclass

from lazyit.instance.network import LAN, LOCAL, REAL

ALL_ADDRESSES, LOOPBACK = "0.0.0.0", "127.0.0.1"  # noqa: S104 what an operator asks for
HTTP_PORT, HTTPS_PORT = "8080", "8443"
PUBLIC_PORTS = ("80", "443")


@dataclass(frozen=True)
class Answers:
    """The answers to the questions; every one has a default but a domain."""

    mode: str = LOCAL
    domain: str = ""
    tls_email: str = ""
    http_port: str = ""
    https_port: str = ""
    issuer: str = ""  # empty: people have a password here
    client_id: str = ""
    client_secret: str = ""
    database_url: str = ""  # empty: the bundled database

    def settings(self) -> "dict[str, str]":
        """Everything that the answers say; secrets are made elsewhere."""
        return {**self.network(), **self._sign_in(), **self._database()}

    def network(self) -> "dict[str, str]":
        """Where the instance is reached; what `--reconfigure` may change."""
        http, https = self.ports
        given = {
            "LAZYIT_SITE_ADDRESS": {LAN: ":80", LOCAL: "localhost", REAL: self.domain}[self.mode],
            "WEB_ORIGIN": self._origin,
            "LAZYIT_TLS_EMAIL": self.tls_email if self.mode == REAL else "",
            "LAZYIT_BIND": LOOPBACK if self.mode == LOCAL else ALL_ADDRESSES,
            "LAZYIT_HTTP_PORT": http,
            "LAZYIT_HTTPS_PORT": https,
            "TRUST_PROXY": "1",
        }
        return {name: value for name, value in given.items() if value}

    @property
    def ports(self) -> "tuple[str, str]":
        """The published ports: those of the web for a real domain."""
        http, https = PUBLIC_PORTS if self.mode == REAL else (HTTP_PORT, HTTPS_PORT)
        return self.http_port or http, self.https_port or https

    @property
    def address(self) -> str:
        """What to type into a browser of this host."""
        return self._origin or f"http://localhost:{self.ports[0]}"

    @property
    def _origin(self) -> str:
        if self.mode == LAN:  # any address that reaches it
            return ""
        host = "localhost" if self.mode == LOCAL else self.domain
        return f"https://{host}" + ("" if self.ports[1] == "443" else f":{self.ports[1]}")

    def _sign_in(self) -> "dict[str, str]":
        if not self.issuer:
            return {"AUTH_MODE": "local"}
        return {
            "AUTH_MODE": "oidc",
            "OIDC_ISSUER": self.issuer,
            "OIDC_CLIENT_ID": self.client_id,
            "OIDC_CLIENT_SECRET": self.client_secret,
        }

    def _database(self) -> "dict[str, str]":
        return {"DATABASE_URL": self.database_url} if self.database_url else {}


def of_file(values: "Mapping[str, str]") -> Answers:
    """The answers that a file's network settings stand for."""
    site = values.get("LAZYIT_SITE_ADDRESS", ":80")
    mode = LAN if site.startswith(":") else LOCAL if site == "localhost" else REAL
    return Answers(
        mode=mode,
        domain=site if mode == REAL else "",
        tls_email=values.get("LAZYIT_TLS_EMAIL", ""),
        http_port=values.get("LAZYIT_HTTP_PORT", ""),
        https_port=values.get("LAZYIT_HTTPS_PORT", ""),
    )
