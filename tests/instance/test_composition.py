"""What compose itself makes of compose.yaml: who gets what, who is reachable, who may do what."""

import json
import os
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import pytest

from lazyit.instance.registry import BY_NAME, COMPOSE, SETTINGS

ROOT = Path(__file__).parents[2]
PROGRAM = Path(sysconfig.get_path("scripts")) / "docker-compose"
PRODUCTION = ("-f", "compose.yaml", "-f", "infra/docker-compose.prod.yaml", "--profile", "*")
ROLES = {"caddy": "proxy", "valkey": "broker", "restore": "backup"}
ONE_SHOT = {"migrate", "restore"}
APPLICATION = ["web", "api", "worker", "migrate", "backup"]
EVERYBODY = ["db", "valkey", "caddy", "restore", *APPLICATION]
# What the images of others read, and no file of ours says.
FIXED = {"db": {"POSTGRES_INITDB_ARGS"}}


def composed(tmp_path: Path, *words: str, text: str = "") -> dict[str, Any]:
    file = tmp_path / "env"
    file.write_text(text)
    command = [str(PROGRAM), *words, "--env-file", str(file), "config", "--format", "json"]
    environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    services: dict[str, Any] = json.loads(done.stdout)["services"]
    return services


@pytest.fixture
def production(tmp_path: Path) -> dict[str, Any]:
    return composed(tmp_path, *PRODUCTION)


@pytest.mark.parametrize("service", EVERYBODY)
def test_each_service_gets_what_its_role_reads_and_nothing_else(
    production: dict[str, Any], service: str
) -> None:
    role = ROLES.get(service, service)
    read = {s.name for s in SETTINGS if role in s.roles and COMPOSE in s.kinds and not s.later}
    given = set(production[service].get("environment") or {})
    assert given == read | FIXED.get(service, set())


def test_a_file_reaches_those_who_read_it_as_it_is(tmp_path: Path) -> None:
    text = "AUTH_SECRET='a$b#c'\nPOSTGRES_PASSWORD=only-the-database\n"
    services = composed(tmp_path, *PRODUCTION, text=text)
    assert services["web"]["environment"]["AUTH_SECRET"] == "a$$b#c"  # as compose writes an $
    assert services["db"]["environment"]["POSTGRES_PASSWORD"] == "only-the-database"
    told = [name for name in EVERYBODY if "only-the-database" in json.dumps(services[name])]
    assert told == ["db"]


def test_the_broker_has_no_address_of_its_own_choosing(production: dict[str, Any]) -> None:
    assert [production[name]["environment"]["REDIS_URL"] for name in ("web", "api", "worker")] == [
        ""
    ] * 3


def test_without_a_profile_there_are_the_servers_alone(tmp_path: Path) -> None:
    services = composed(tmp_path, "-f", "compose.yaml")
    assert sorted(services) == ["db", "valkey"]
    assert [name for name in services if services[name].get("ports")] == []


def test_the_proxy_alone_is_published_and_alone_outside(production: dict[str, Any]) -> None:
    published = {
        name: service["ports"] for name, service in production.items() if "ports" in service
    }
    assert list(published) == ["caddy"]
    assert {port["host_ip"] for port in published["caddy"]} == {BY_NAME["LAZYIT_BIND"].default}
    assert (
        list(production["db"]["networks"]) == list(production["valkey"]["networks"]) == ["inside"]
    )


@pytest.mark.parametrize("service", EVERYBODY)
def test_every_service_is_confined(production: dict[str, Any], service: str) -> None:
    facts = production[service]
    assert facts["read_only"] is True
    assert facts["cap_drop"] == ["ALL"]
    assert "cap_add" not in facts
    assert facts["security_opt"] == ["no-new-privileges:true"]
    assert int(facts["mem_limit"]) <= 1024**3
    assert facts["logging"]["options"] == {"max-size": "10m", "max-file": "3"}
    if service not in ONE_SHOT:
        assert facts["restart"] == "unless-stopped"
        assert facts["healthcheck"]["test"]


def test_whatever_reads_a_new_value_comes_with_the_api(production: dict[str, Any]) -> None:
    needed = production["api"]["depends_on"]
    assert set(needed) == {"web", "worker", "migrate"}
    assert needed["migrate"]["condition"] == "service_completed_successfully"
    assert "depends_on" not in production["caddy"]


def test_every_image_and_the_network_of_builds_can_be_others(tmp_path: Path) -> None:
    names = [name for name in BY_NAME if name.endswith("_IMAGE")]
    text = "".join(f"{name}=other/{name.lower()}:1\n" for name in names)
    services = composed(tmp_path, *PRODUCTION, text=text + "LAZYIT_BUILD_NETWORK=host\n")
    builds = [service["build"] for service in services.values() if "build" in service]
    named = {service["image"] for service in services.values()}
    named |= {image for build in builds for image in build["args"].values() if "other/" in image}
    assert named == {f"other/{name.lower()}:1" for name in names}
    assert {build["network"] for build in builds} == {"host"}


def test_secrets_in_files_reach_whoever_reads_them(tmp_path: Path) -> None:
    """The example of docs/operate/services.md, as compose understands it."""
    page = (ROOT / "docs/operate/services.md").read_text()
    (tmp_path / "secrets.yaml").write_text(page.split("```yaml\n")[1].split("```")[0])
    text = "AUTH_SECRET_FILE=/run/secrets/auth_secret\n"
    words = ("-f", "compose.yaml", "-f", str(tmp_path / "secrets.yaml"), "--profile", "prod")
    services = composed(tmp_path, *words, text=text)
    for name in ("DATABASE_URL", "AUTH_SECRET"):
        readers = {role for role in BY_NAME[name].roles if role in services}
        path = f"/run/secrets/{name.lower()}"
        told = {
            role for role in services if name + "_FILE" in services[role].get("environment", {})
        }
        assert told == readers
        for role in readers:
            assert services[role]["environment"][name] == ""
            assert services[role]["environment"][name + "_FILE"] == path
            assert name.lower() in [secret["source"] for secret in services[role]["secrets"]]
