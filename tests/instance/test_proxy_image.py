"""What the proxy's image tells Caddy, judged by Caddy itself."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from lazyit.instance import components, network

START = Path(__file__).parents[2] / "infra/proxy/start.sh"
MB = 1024 * 1024


def adapted(*, code: int = 0, **environ: str) -> Any:
    """Caddy's configuration for an environment, in its own JSON."""
    path = f"{components.caddy().parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", START, "adapt"], env={"PATH": path, **environ}, capture_output=True, text=True
    )
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout)["apps"] if code == 0 else done.stderr


def listening(apps: Any) -> dict[str, Any]:
    return {server["listen"][0]: server for server in apps["http"]["servers"].values()}


@pytest.mark.parametrize(
    "address",
    [":80", "localhost", "lazyit.lan", "it.local", "server", "lazyit.example.org", "A.Example.Org"],
)
def test_who_vouches_for_a_name_follows_from_where_it_is(address: str) -> None:
    apps = adapted(LAZYIT_SITE_ADDRESS=address, LAZYIT_TLS_EMAIL="ana@example.org")
    mode = network.mode_of({"LAZYIT_SITE_ADDRESS": address})
    if mode == network.LAN:
        assert "tls" not in apps
        assert set(listening(apps)) == {"127.0.0.1:2021", ":8080"}
        return
    (policy,) = apps["tls"]["automation"]["policies"]
    (issuer,) = policy["issuers"]
    assert policy["subjects"] == [address.lower()]
    assert issuer["module"] == ("acme" if mode == network.REAL else "internal")


@pytest.mark.parametrize("address", ["203.0.113.5", "192.168.1.5", "[2001:db8::1]:443"])
def test_addresses_have_a_certificate_of_our_own(address: str) -> None:
    apps = adapted(LAZYIT_SITE_ADDRESS=address, LAZYIT_TLS_EMAIL="ana@example.org")
    assert apps["tls"]["automation"]["policies"][0]["issuers"] == [{"module": "internal"}]


def test_without_an_address_to_write_to_nobody_outside_is_asked() -> None:
    apps = adapted(LAZYIT_SITE_ADDRESS="lazyit.example.org", LAZYIT_TLS_EMAIL="")
    assert apps["tls"]["automation"]["policies"][0]["issuers"] == [{"module": "internal"}]


@pytest.mark.parametrize(("port", "suffix"), [("8443", ":8443"), ("443", "")])
def test_http_leads_to_the_published_port(port: str, suffix: str) -> None:
    apps = adapted(
        LAZYIT_SITE_ADDRESS="it.example.org", LAZYIT_HTTP_PORT="80", LAZYIT_HTTPS_PORT=port
    )
    (route,) = listening(apps)[":80"]["routes"]
    assert f'"https://it.example.org{suffix}{{http.request.uri}}"' in json.dumps(route)
    assert f":{port}" in listening(apps)


@pytest.mark.parametrize(
    ("given", "least"),
    [
        ({}, 8 * MB),
        ({"MAX_IMPORT_SIZE_MB": "40"}, 40 * MB),
        ({"JSON_BODY_LIMIT": "20 MB"}, 20 * MB),
        ({"JSON_BODY_LIMIT": "9000000"}, 9_000_000),
    ],
)
def test_bodies_are_as_large_as_the_application_accepts(given: Any, least: int) -> None:
    text = json.dumps(adapted(LAZYIT_SITE_ADDRESS=":80", **given))
    assert f'"max_size": {least + 4 * MB}' in text
    assert text.count(f'"request_buffers": {least + 4 * MB}') == 2


def test_an_unreadable_size_is_named() -> None:
    assert "JSON_BODY_LIMIT" in adapted(code=3, JSON_BODY_LIMIT="eight")


def test_requests_wait_and_share_no_connection() -> None:
    text = json.dumps(adapted())
    assert text.count('"try_duration": 120000000000') == 2
    assert text.count('"keep_alive": {"enabled": false}') == 2
    for role in ("web", "api"):
        assert f'"dial": "unix//run/lazyit/{role}.sock"' in text
