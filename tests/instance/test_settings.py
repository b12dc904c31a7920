"""Settings are judged as a whole, by name, without ever showing a value."""

from pathlib import Path

import pytest

from lazyit.instance import formats, registry
from lazyit.instance.settings import (
    DatabaseAddress,
    SettingsError,
    describe,
    find_legacy,
    load_settings,
)

SECRET = "s" * 43
GOOD = {
    "DATABASE_URL": "postgresql://lazyit:p%40ss@/lazyit?host=/run/lazyit",
    "AUTH_MODE": "local",
    "AUTH_SECRET": SECRET,
    "SESSION_SIGNING_SECRET": SECRET,
}


def test_defaults_are_typed() -> None:
    settings = load_settings(GOOD)
    assert settings.json_body_limit_bytes == 8 * 1024 * 1024
    assert (settings.max_import_bytes, settings.max_import_rows) == (5 * 1024 * 1024, 50_000)
    assert (settings.redis_url, settings.web_origin, settings.trust_proxy) == (None, None, 0)


def test_every_problem_is_reported_at_once_without_values() -> None:
    broken = {**GOOD, "AUTH_SECRET": "hush", "TRUST_PROXY": "many", "LAZYIT_TIME_ZONE": "Mars/X"}
    del broken["SESSION_SIGNING_SECRET"]
    with pytest.raises(SettingsError) as raised:
        load_settings(broken)
    named = {problem.partition(":")[0] for problem in raised.value.problems}
    assert named == {"AUTH_SECRET", "TRUST_PROXY", "LAZYIT_TIME_ZONE", "SESSION_SIGNING_SECRET"}
    assert not any(text in str(raised.value) for text in ("hush", "many", "Mars"))


@pytest.mark.parametrize(
    "environ", [{"DATABASE_URL": GOOD["DATABASE_URL"]}, {"LAZYIT_ROLE": "web"}]
)
def test_nothing_that_serves_runs_on_placeholders(environ: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="AUTH_SECRET: missing"):
        load_settings(environ)


def test_without_a_database_and_a_role_gates_can_load_the_settings() -> None:
    assert load_settings({}).database.host == "/nonexistent"


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("f" * 40 + "\n")
    environ = {**GOOD, "AUTH_SECRET": "", "AUTH_SECRET_FILE": str(tmp_path / "secret")}
    assert load_settings(environ).auth_secret == "f" * 40


def test_a_secret_given_twice_or_in_an_absent_file_is_a_problem(tmp_path: Path) -> None:
    absent = str(tmp_path / "absent")
    with pytest.raises(SettingsError) as raised:
        load_settings({**GOOD, "AUTH_SECRET_FILE": absent, "REDIS_URL_FILE": absent})
    assert "AUTH_SECRET: given twice, also as AUTH_SECRET_FILE" in raised.value.problems
    assert "REDIS_URL_FILE: the file cannot be read" in raised.value.problems


def test_a_renamed_setting_is_still_read_and_warned_of() -> None:
    environ = {**GOOD, "NEXT_PUBLIC_DEFAULT_TIME_ZONE": "Europe/Madrid", "MEILI_HOST": "x"}
    assert load_settings(environ).time_zone == "Europe/Madrid"
    assert find_legacy(environ) == [
        "NEXT_PUBLIC_DEFAULT_TIME_ZONE: renamed to LAZYIT_TIME_ZONE since 0.1.0",
        "MEILI_HOST: no longer read since 0.1.0",
    ]


@pytest.mark.parametrize("text", ["8mb", "8 MB", "8192kb", "8388608"])
def test_sizes_take_units(text: str) -> None:
    assert load_settings({**GOOD, "JSON_BODY_LIMIT": text}).json_body_limit_bytes == 8 * 1024 * 1024


def test_a_database_address_comes_apart() -> None:
    assert load_settings(GOOD).database == DatabaseAddress(
        "lazyit", "lazyit", "p@ss", "/run/lazyit", ""
    )
    assert DatabaseAddress.parse("postgresql://u:p@db:5433/x").port == "5433"


def test_a_broker_on_a_socket_is_named_in_celery_s_words() -> None:
    settings = load_settings({**GOOD, "REDIS_URL": "unix://:pw@/run/valkey.sock?db=2"})
    assert settings.broker_url == "redis+socket://:pw@/run/valkey.sock?virtual_host=2"


@pytest.mark.parametrize("setting", registry.SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_explains_itself_and_has_a_valid_default(setting: registry.Setting) -> None:
    assert describe(setting)["help"].endswith(".")
    made = setting.generate and setting.generate(
        {"LAZYIT_KIND": "compose", "POSTGRES_PASSWORD": "x", "LAZYIT_SITE_ADDRESS": "a.b"}
    )
    for text in filter(None, (setting.default, *setting.defaults.values(), made)):
        setting.format.read(text)


COMPOSE = {
    **GOOD,
    "LAZYIT_KIND": "compose",
    "LAZYIT_SITE_ADDRESS": ":80",
    "DATABASE_URL": "postgresql://lazyit:p@db:5432/lazyit",
}


@pytest.mark.parametrize("role", ["web", "api", "worker"])
@pytest.mark.parametrize(("key", "found"), [("", "missing"), ("k" * 31, "31 characters")])
def test_workflows_without_their_key_are_refused(role: str, key: str, found: str) -> None:
    environ = {**COMPOSE, "LAZYIT_ROLE": role, "WORKFLOW_ENGINE_ENABLED": "true"}
    with pytest.raises(SettingsError, match=rf"WORKFLOW_SECRET_KEY: .*{found}") as raised:
        load_settings({**environ, "WORKFLOW_SECRET_KEY": key})
    assert not key or key not in str(raised.value)


def test_a_job_leaves_keys_to_the_roles_that_serve() -> None:
    environ = {"DATABASE_URL": COMPOSE["DATABASE_URL"], "AUTH_MODE": "local"}
    wrong = {**environ, "LAZYIT_ROLE": "migrate", "WORKFLOW_SECRET_KEY": "short"}
    assert load_settings(wrong).database.host == "db"


@pytest.mark.parametrize("key", ["ab" * 32, "q" * 43 + "="])
def test_a_key_is_hexadecimal_or_base64_of_32_bytes(key: str) -> None:
    environ = {**COMPOSE, "WORKFLOW_ENGINE_ENABLED": "true", "WORKFLOW_SECRET_KEY": key}
    assert load_settings(environ).workflow_engine_enabled


@pytest.mark.parametrize("key", ["ab" * 16, "ab" * 31, "a" * 32, "cQ==", "q" * 44 + "==="])
def test_a_key_of_another_length_is_refused_with_the_length_found(key: str) -> None:
    with pytest.raises(ValueError, match=f"has {len(key)} characters"):
        formats.KEY.read(key)


def test_sign_in_by_a_provider_needs_its_settings() -> None:
    with pytest.raises(SettingsError) as raised:
        load_settings({**GOOD, "AUTH_MODE": "oidc", "OIDC_ISSUER": "http://id.example.org"})
    named = {problem.partition(":")[0] for problem in raised.value.problems}
    assert named == {"OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "WEB_ORIGIN"}


@pytest.mark.parametrize(
    ("address", "mode"),
    [
        (":80", "lan"),
        ("localhost", "local"),
        ("lazyit.lan:8443", "local"),
        ("[::1]:443", "local"),
        ("192.168.1.20", "local"),
        ("inventory", "local"),
        ("lazyit.example.org", "real"),
        ("lazyit.example.org:444", "real"),
    ],
)
def test_the_address_tells_the_network_mode(address: str, mode: str) -> None:
    assert load_settings({**GOOD, "LAZYIT_SITE_ADDRESS": address}).network_mode == mode
