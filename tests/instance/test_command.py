"""The command line on whole instances: start, refusals, stop."""

import http.client
import json
import os
import socket
import stat

import pytest

from tests.instance.conftest import Lazyit

pytestmark = pytest.mark.life


def get(port: int, path: str, host: str = "127.0.0.1") -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(host, port, timeout=20)
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, answer.read()


def test_up_prints_the_address_and_the_setup_code(lazyit: Lazyit) -> None:
    printed = lazyit.up().stdout
    code = (lazyit.data / "run/setup-code").read_text().strip()
    assert f"http://localhost:{lazyit.port}" in printed
    assert f"set-up code: {code}" in printed
    assert get(lazyit.port, "/health/ready")[0] == 200


def test_status_tells_what_runs(running: Lazyit) -> None:
    status = running.status
    states = {name: role["state"] for name, role in status["roles"].items()}
    assert status["phase"] == "running"
    assert set(states.values()) == {"running"}
    assert list(states) == ["postgres", "valkey", "web", "worker", "proxy"]


def test_everything_belongs_to_its_owner_alone(running: Lazyit) -> None:
    for name in ("env", "lock", "run/setup-code", "valkey/valkey.conf", "logs/web.log"):
        assert stat.S_IMODE((running.data / name).stat().st_mode) == 0o600, name
    for name in ("", "run", "logs", "postgres", "valkey", "caddy", "attachments"):
        assert stat.S_IMODE((running.data / name).stat().st_mode) == 0o700, name


def test_only_loopback_is_listened_on(running: Lazyit) -> None:
    own = socket.gethostbyname(socket.gethostname())
    if own.startswith("127."):
        pytest.skip("this host has no address of its own")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((own, running.port), timeout=5)


def test_no_secret_is_in_any_command_line(running: Lazyit) -> None:
    secrets = [
        line.partition("=")[2]
        for line in (running.data / "env").read_text().splitlines()
        if "SECRET=" in line or "PASSWORD=" in line
    ]
    assert len(secrets) == 4
    assert not [words for words in running.processes() for secret in secrets if secret in words]


def test_a_second_up_is_refused(running: Lazyit) -> None:
    refused = running.up(code=3)
    assert "already running" in refused.stderr
    assert running.status["phase"] == "running"


def test_a_taken_port_is_refused_by_its_number(lazyit: Lazyit) -> None:
    with socket.create_server(("127.0.0.1", lazyit.port)):
        refused = lazyit.up(code=3)
    assert f"Port {lazyit.port}" in refused.stderr
    assert "--port" in refused.stderr
    assert not (lazyit.data / "env").exists()
    assert not (lazyit.data / "postgres").exists()


def test_given_values_are_judged_before_they_are_written(lazyit: Lazyit) -> None:
    refused = lazyit.up("--listen", "example", "--origin", "example.org/x", code=3)
    assert "LAZYIT_LISTEN: is not an IP address" in refused.stderr
    assert "WEB_ORIGIN: is not an address" in refused.stderr
    assert not (lazyit.data / "env").exists()


def test_data_without_its_settings_is_refused(lazyit: Lazyit) -> None:
    (lazyit.data / "postgres").mkdir(parents=True)
    refused = lazyit.up(code=3)
    assert "settings file" in refused.stderr
    assert not (lazyit.data / "env").exists()


def test_broken_settings_are_all_named_before_anything_starts(lazyit: Lazyit) -> None:
    lazyit.data.mkdir()
    (lazyit.data / "env").write_text("AUTH_SECRET=hush\nAUTH_MODE=\r\nTRUST_PROXY=$x\n")
    refused = lazyit.up(code=3)
    for text in ("AUTH_SECRET: has 4", "line 2", "line 3", "POSTGRES_PASSWORD: missing"):
        assert text in refused.stderr
    assert "hush" not in refused.stderr
    assert not (lazyit.data / "postgres").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_folder_that_cannot_be_written_is_refused_by_name(lazyit: Lazyit) -> None:
    lazyit.data.mkdir(mode=0o500)
    assert str(lazyit.data) in lazyit.up(code=3).stderr


def test_a_file_in_the_place_of_the_folder_is_refused_by_name(lazyit: Lazyit) -> None:
    lazyit.data.write_text("")
    assert str(lazyit.data) in lazyit.up(code=3).stderr


@pytest.mark.parametrize(
    "words", [("down",), ("status",), ("open",), ("down", "web"), ("up", "web")]
)
def test_verbs_that_need_a_running_instance_name_the_command(
    lazyit: Lazyit, words: tuple[str, ...]
) -> None:
    refused = lazyit.run(*words, code=3)
    assert "No instance is running" in refused.stderr
    assert f"lazyit up --data {lazyit.data}" in refused.stderr
    assert not lazyit.data.exists()


def test_wrong_usage_is_told_apart(lazyit: Lazyit) -> None:
    lazyit.run("up", "--prot", "1", code=2)
    lazyit.run("up", "--port", "99999", code=2)
    lazyit.run("down", "postgres", code=2)


def test_a_role_alone_is_stopped_and_started(running: Lazyit) -> None:
    running.run("down", "worker")
    assert running.status["roles"]["worker"]["state"] == "stopped"
    running.run("up", "worker")
    assert running.status["roles"]["worker"]["state"] == "running"


def test_logs_show_what_a_role_said(running: Lazyit) -> None:
    assert "ready to accept connections" in running.run("logs", "postgres").stdout
    assert "There is no such log" in running.run("logs", "nobody", code=3).stderr


def test_env_check_judges_and_explain_explains(running: Lazyit) -> None:
    assert running.run("env", "check").stdout.endswith("good\n")
    assert "signs everyone out" in running.run("env", "explain", "AUTH_SECRET").stdout
    assert running.run("env", "explain", "NOPE", code=3).stderr


@pytest.mark.long
def test_a_moved_instance_starts_where_it_was_told_even_under_a_long_path(lazyit: Lazyit) -> None:
    lazyit.up("--listen", "127.0.0.2")
    before = (lazyit.data / "env").read_text()
    lazyit.down()
    longer = lazyit.data.parent / ("long-" * 30) / "instance with space"
    longer.parent.mkdir()
    lazyit.data = lazyit.data.rename(longer)
    lazyit.run("up", "--detach")
    assert lazyit.status["url"] == f"http://127.0.0.2:{lazyit.port}"
    assert get(lazyit.port, "/health/ready", host="127.0.0.2")[0] == 200
    assert (lazyit.data / "env").read_text() == before


def test_the_proxy_trusts_no_one_and_limits_bodies(running: Lazyit) -> None:
    configuration = json.loads((running.data / "caddy/caddy.json").read_text())
    server = configuration["apps"]["http"]["servers"]["lazyit"]
    assert "trusted_proxies" not in server
    assert server["routes"][0]["handle"][0]["max_size"] == 12 * 1024 * 1024
    assert configuration["admin"]["disabled"]
