"""The guided set-up, as an operator types it; tests/compose runs it on a real engine."""

import socket
import stat

import pytest

from lazyit.instance.registry import BY_NAME
from tests.instance.checkout import Checkout
from tests.instance.conftest import free_port, ports

PORTS = ("LAZYIT_HTTP_PORT", "LAZYIT_HTTPS_PORT")


def test_a_fresh_host_gets_secrets_and_the_published_command(checkout: Checkout) -> None:
    done = checkout.start("--yes", *ports())
    values = checkout.values()
    assert stat.S_IMODE(checkout.env.stat().st_mode) == 0o600
    assert not list(checkout.env.parent.glob("*partial"))
    assert values["POSTGRES_PASSWORD"] in values["DATABASE_URL"]
    assert values["REDIS_URL"] == "redis://valkey:6379"
    assert values["WEB_ORIGIN"] == f"https://localhost:{values['LAZYIT_HTTPS_PORT']}"
    assert "up -d --build" in checkout.asked
    assert values["WEB_ORIGIN"] in done.stdout
    assert "ABCD-EFGH-2345" in done.stdout
    for name, value in values.items():
        assert not BY_NAME[name].secret or value not in done.stdout + done.stderr


def test_a_second_run_starts_and_changes_nothing(checkout: Checkout) -> None:
    checkout.start("--yes", *ports())
    before = checkout.env.read_bytes()
    checkout.start("--yes", "--mode", "lan")
    assert checkout.env.read_bytes() == before
    assert checkout.asked.count("up -d --build") == 2


def test_a_dry_run_writes_and_starts_nothing(checkout: Checkout) -> None:
    shown = checkout.start("--yes", "--dry-run", *ports()).stdout
    assert "POSTGRES_PASSWORD='********'" in shown or "POSTGRES_PASSWORD=********" in shown
    assert "LAZYIT_SITE_ADDRESS=localhost" in shown
    assert not checkout.env.exists()
    assert "up" not in checkout.asked.split()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--mode", "lan"), {"LAZYIT_SITE_ADDRESS": ":80", "LAZYIT_BIND": "0.0.0.0"}),
        (
            ("--mode", "real", "--domain", "it.example.org", "--tls-email", "ops@example.org"),
            {"LAZYIT_SITE_ADDRESS": "it.example.org", "LAZYIT_TLS_EMAIL": "ops@example.org"},
        ),
    ],
)
def test_a_mode_decides_the_address(
    checkout: Checkout, words: tuple[str, ...], expected: dict[str, str]
) -> None:
    checkout.start("--yes", *words, *ports())
    values = checkout.values()
    assert expected.items() <= values.items()
    assert ("WEB_ORIGIN" in values) == ("real" in words)


def test_reconfiguring_keeps_every_secret_and_unknown_line(checkout: Checkout) -> None:
    checkout.start("--yes", *ports())
    checkout.env.write_text(checkout.env.read_text() + "# mine\nMY_OWN=1\n")
    before = checkout.values()
    checkout.start("--yes", "--reconfigure", "--mode", "lan", *ports())
    after = checkout.values()
    network = {"LAZYIT_SITE_ADDRESS", "WEB_ORIGIN", "LAZYIT_BIND", *PORTS}
    assert {n: v for n, v in after.items() if n not in network} == {
        n: v for n, v in before.items() if n not in network
    }
    assert after["LAZYIT_SITE_ADDRESS"] == ":80"
    assert "# mine\nMY_OWN=1" in checkout.env.read_text()
    assert stat.S_IMODE(checkout.env.stat().st_mode) == 0o600
    assert len(list(checkout.env.parent.glob(".env.prod.before-*"))) == 1


@pytest.mark.parametrize(
    ("words", "environ", "reason"),
    [
        (("--yes",), {"WITHOUT_VOLUME": "0"}, "New secrets would not open this data"),
        (("--yes", "--mode", "real"), {}, "needs a domain"),
        (("--yes", "--mode", "real", "--domain", "a b"), {}, "--domain is not a host"),
        (("--yes", "--mode", "real", "--domain", "a.b:1"), {}, "no port"),
        (("--yes", "--http-port", "99999"), {}, "LAZYIT_HTTP_PORT"),
        (("--reconfigure",), {}, "There is no infra/env/.env.prod to reconfigure"),
        ((), {}, "Nobody can answer here"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(
    checkout: Checkout, words: tuple[str, ...], environ: dict[str, str], reason: str
) -> None:
    done = checkout.start(*words, code=3, **environ)
    assert reason in done.stderr
    assert not checkout.env.exists()
    assert "up" not in checkout.asked.split()


def test_a_taken_port_is_named(checkout: Checkout) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = str(taken.getsockname()[1])
        done = checkout.start(
            "--yes", "--http-port", number, "--https-port", str(free_port()), code=3
        )
    assert f"Port {number} (LAZYIT_HTTP_PORT)" in done.stderr
    assert not checkout.env.exists()


def test_without_an_engine_nothing_is_written(checkout: Checkout) -> None:
    (checkout.tools / "docker").write_text('#!/bin/sh\necho "cannot connect" >&2\nexit 1\n')
    done = checkout.start("--yes", code=3)
    assert "cannot connect" in done.stderr
    assert not checkout.env.exists()
