"""One web role as a container runs it: gate, health, door; told to end, it sees everybody out."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from lazyit.instance.registry import fresh_secret
from lazyit.instance.throwaway import ThrowawayServers
from tests.instance.conftest import COMMAND, SECONDS

pytestmark = pytest.mark.life

# A client in a network namespace of its own, as the proxy's container is.
ELSEWHERE = ["unshare", "--user", "--map-root-user", "--net"]
SLOW_CLIENT = """
import socket, sys
client = socket.socket(socket.AF_UNIX)
client.connect(sys.argv[1])
client.sendall(b"GET /health/live HTTP/1.1\\r\\n")
print("connected", flush=True)
sys.stdin.readline()
client.sendall(b"Host: localhost\\r\\nConnection: close\\r\\n\\r\\n")
print(client.recv(100).split()[1].decode(), flush=True)
"""


@dataclass
class Container:
    """The command with the environment of a container, and its sockets in a folder."""

    sockets: Path
    environ: dict[str, str]
    started: "list[subprocess.Popen[str]]" = field(default_factory=list)

    def start(self, *words: str, **environ: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [*COMMAND, *words],
            env={**self.environ, **environ},
            stderr=subprocess.PIPE,
            text=True,
        )
        self.started.append(process)
        return process

    def serve(self, role: str, **environ: str) -> "subprocess.Popen[str]":
        return self.start("serve", role, "--sockets", str(self.sockets), **environ)

    def is_healthy(self, *words: str) -> bool:
        words = (*words, "--sockets", str(self.sockets)) if words[0] == "serve" else words
        done = subprocess.run([*COMMAND, *words, "--health"], env=self.environ)
        return done.returncode == 0

    def public(self, role: str) -> Path:
        return self.sockets / f"{role}.sock"

    def open(self, role: str, **environ: str) -> "subprocess.Popen[str]":
        process = self.serve(role, **environ)
        deadline = time.monotonic() + SECONDS
        while not self.public(role).exists():
            assert process.poll() is None, process.stderr and process.stderr.read()
            assert time.monotonic() < deadline
            time.sleep(0.02)
        return process


@pytest.fixture(scope="module")
def prepared() -> Iterator[dict[str, str]]:
    """A migrated database and a broker, as the environment of a container names them."""
    servers = ThrowawayServers()
    servers.start()
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environ = {
        **kept,
        "LAZYIT_KIND": "compose",
        "LAZYIT_SITE_ADDRESS": ":80",
        "DJANGO_SETTINGS_MODULE": "lazyit.config.settings",
        "DATABASE_URL": servers.cluster.url,
        "BROKER": servers.broker.url,
        "AUTH_MODE": "local",
        "AUTH_SECRET": fresh_secret(),
        "SESSION_SIGNING_SECRET": fresh_secret(),
        "POSTGRES_PASSWORD": fresh_secret(),
    }
    migrate = [sys.executable, "-m", "lazyit.config.manage", "migrate", "--noinput"]
    done = subprocess.run(migrate, env={**environ, "LAZYIT_ROLE": "migrate"}, capture_output=True)
    assert done.returncode == 0, done.stderr
    yield environ
    servers.stop()


@pytest.fixture
def container(prepared: dict[str, str]) -> Iterator[Container]:
    folder = Path(tempfile.mkdtemp(prefix="lz-"))
    container = Container(folder, {**prepared, "TMPDIR": str(folder)})
    yield container
    for process in container.started:
        process.kill()
        process.wait()
    shutil.rmtree(folder)


def test_a_role_serves_behind_its_own_door(container: Container) -> None:
    assert not container.is_healthy("serve", "web")
    container.open("web")
    api = container.open("api")
    assert container.is_healthy("serve", "web")
    assert container.is_healthy("serve", "api")
    api.terminate()
    assert api.wait(SECONDS) == 0
    assert not container.public("api").exists()
    assert not container.is_healthy("serve", "api")
    assert container.is_healthy("serve", "web")
    assert sorted(path.name for path in container.sockets.glob("*.sock")) == ["web.sock"]


def test_who_is_inside_from_another_namespace_is_served_before_the_end(
    container: Container,
) -> None:
    web = container.open("web")
    client = subprocess.Popen(
        [*ELSEWHERE, sys.executable, "-c", SLOW_CLIENT, str(container.public("web"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert client.stdout
    assert client.stdout.readline() == "connected\n"
    web.terminate()
    deadline = time.monotonic() + SECONDS
    while container.public("web").exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    with pytest.raises(subprocess.TimeoutExpired):
        web.wait(2)
    answer, _ = client.communicate("go on\n", timeout=SECONDS)
    assert answer == "200\n"
    assert web.wait(SECONDS) == 0


def test_a_role_on_trial_stays_behind_its_gate_until_it_is_let_in(container: Container) -> None:
    trial, gate = container.sockets / "trial", container.sockets / "web.gate.sock"
    trial.write_text("0001-9.0.0-abcdef\n")
    web = container.serve("web")
    assert web.stderr
    lines = iter(web.stderr.readline, "")
    assert "web is ready, and on trial\n" in lines
    assert gate.exists()
    assert not container.is_healthy("serve", "web")
    gate.rename(container.public("web"))
    trial.unlink()
    assert "web serves\n" in lines
    assert container.is_healthy("serve", "web")
    web.terminate()
    assert web.wait(SECONDS) == 0
    assert not list(container.sockets.glob("*.sock"))


def test_a_role_opens_its_door_itself_when_its_trial_is_over(container: Container) -> None:
    trial = container.sockets / "trial"
    trial.write_text("0001-9.0.0-abcdef\n")
    web = container.serve("web")
    assert web.stderr
    lines = iter(web.stderr.readline, "")
    assert "web is ready, and on trial\n" in lines
    trial.unlink()
    assert "web serves\n" in lines
    assert container.is_healthy("serve", "web")


def test_a_role_whose_trial_fails_ends_without_having_served(container: Container) -> None:
    (container.sockets / "trial").write_text("0001-9.0.0-abcdef\n")
    web = container.serve("web")
    assert web.stderr
    assert "web is ready, and on trial\n" in iter(web.stderr.readline, "")
    web.terminate()
    assert web.wait(SECONDS) == 0
    assert "web serves" not in web.stderr.read()
    assert not container.public("web").exists()


def test_the_first_set_up_has_a_code_that_the_log_says(container: Container) -> None:
    code = container.sockets / "setup-code"
    web = container.open("web", LAZYIT_SETUP_CODE_FILE=str(code))
    assert web.stderr
    lines = iter(web.stderr.readline, "")
    said = next(line for line in lines if line.startswith("set-up code: "))
    assert said == f"set-up code: {code.read_text()}"
    assert code.stat().st_mode & 0o777 == 0o600


def test_settings_with_problems_are_refused_by_name(container: Container) -> None:
    refused = container.serve("web", AUTH_SECRET="short", TRUST_PROXY="many")
    assert refused.wait(SECONDS) == 3
    assert refused.stderr
    said = refused.stderr.read()
    assert "AUTH_SECRET: has 5 characters" in said
    assert "TRUST_PROXY" in said
    assert not list(container.sockets.glob("*.sock"))


def test_settings_that_contradict_each_other_are_refused(container: Container) -> None:
    """Each is well formed; what only the whole file shows is left to `env check`."""
    behind = {"LAZYIT_SITE_ADDRESS": "it.example.org", "TRUST_PROXY": "1"}
    refused = container.serve("api", **behind, WEB_ORIGIN="https://other.example.org")
    assert refused.wait(SECONDS) == 3
    assert refused.stderr
    said = refused.stderr.read()
    assert "WEB_ORIGIN: names another host than LAZYIT_SITE_ADDRESS" in said
    assert "infra/env/.env.prod" in said
    assert "other.example.org" not in said
    assert not list(container.sockets.glob("*.sock"))


@pytest.mark.parametrize("words", [("serve", "web"), ("worker",)], ids=["web", "worker"])
def test_who_refuses_to_start_ends_the_container_with_code_3(
    container: Container, words: tuple[str, ...]
) -> None:
    unknown = container.environ["DATABASE_URL"].replace("/lazyit?", "/postgres?")
    given = {"DATABASE_URL": unknown, "REDIS_URL": container.environ["BROKER"]}
    refused = (
        container.serve("web", **given) if words[0] == "serve" else container.start(*words, **given)
    )
    assert refused.wait(SECONDS) == 3
    assert refused.stderr
    assert "does not start" in refused.stderr.read()
    assert not list(container.sockets.glob("*.sock"))


def test_who_refuses_leaves_the_door_of_who_serves(container: Container) -> None:
    container.open("api")
    refused = container.serve("api", AUTH_MODE="oidc")
    assert refused.wait(SECONDS) == 3
    never_migrated = urlsplit(container.environ["DATABASE_URL"])._replace(path="/template1")
    other = container.serve("api", DATABASE_URL=never_migrated.geturl())
    assert other.wait(SECONDS) == 3
    assert container.is_healthy("serve", "api")


def test_a_worker_without_a_broker_idles_in_good_health(container: Container) -> None:
    worker = container.start("worker")
    assert worker.stderr
    assert "REDIS_URL is not set" in worker.stderr.readline()
    deadline = time.monotonic() + SECONDS
    while not container.is_healthy("worker"):
        assert time.monotonic() < deadline
    worker.terminate()
    assert worker.wait(SECONDS) == 0


def test_a_role_without_a_broker_says_once_what_is_off_and_how_to_turn_it_on(
    container: Container,
) -> None:
    web = container.open("web")
    web.terminate()
    assert web.wait(SECONDS) == 0
    assert web.stderr
    said = web.stderr.read()
    assert said.count("REDIS_URL is not set") == 1
    assert "echo 'REDIS_URL=redis://valkey:6379' >> infra/env/.env.prod" in said
    assert "up -d api" in said


def test_the_doctor_in_a_container_sees_the_application_alone(container: Container) -> None:
    done = subprocess.run(
        [*COMMAND, "doctor", "--json"],
        env={**container.environ, "LAZYIT_ROLE": "api"},
        capture_output=True,
        text=True,
    )
    findings = json.loads(done.stdout)["findings"]
    levels = {finding["check"]: finding["level"] for finding in findings}
    assert levels["database"] == levels["release"] == "ok"
    assert levels["broker"] == "warning"
    assert not {"instance", "permissions"} & set(levels)
    broken = subprocess.run(
        [*COMMAND, "doctor", "--json"],
        env={**container.environ, "LAZYIT_ROLE": "api", "AUTH_SECRET": "short"},
        capture_output=True,
        text=True,
    )
    assert broken.returncode == 2
    (finding,) = json.loads(broken.stdout)["findings"]
    assert "AUTH_SECRET: has 5 characters" in finding["what"]
