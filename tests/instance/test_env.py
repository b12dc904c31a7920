"""`lazyit env` on the file of an instance of containers, from a checkout with nothing installed."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lazyit.instance import example
from lazyit.instance.environment import EnvironmentFile, fresh_values, render
from lazyit.instance.registry import BY_NAME, COMPOSE, LEGACY, SETTINGS

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "infra/env/.env.prod.example"


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The script and the two rooms that it needs, without any package in reach."""
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copy(ROOT / "lazyit", folder)
    for room in ("cli", "instance"):
        shutil.copytree(ROOT / "src/lazyit" / room, folder / "src/lazyit" / room)
    shutil.copy(ROOT / "src/lazyit/__init__.py", folder / "src/lazyit")
    return folder


class Env:
    """`lazyit env` and one file."""

    def __init__(self, checkout: Path, path: Path) -> None:
        self.checkout, self.path = checkout, path
        self.write(fresh_values({}, COMPOSE))

    def write(self, values: dict[str, str]) -> None:
        self.path.write_text(render(values))
        self.path.chmod(0o600)

    def give(self, **values: str | None) -> None:
        """Change the file: a name without a value loses its line."""
        now = {**EnvironmentFile.read(self.path).values, **values}
        self.write({name: value for name, value in now.items() if value is not None})

    def run(self, *words: str, code: int = 0, text: str = "") -> tuple[str, str]:
        before = self.path.read_bytes() if self.path.exists() else b""
        command = [sys.executable, "-I", "-S", str(self.checkout / "lazyit"), "env", *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, input=text)
        assert done.returncode == code, done.stdout + done.stderr
        assert (self.path.read_bytes() if self.path.exists() else b"") == before
        return done.stdout, done.stderr

    def check(self, code: int = 1) -> str:
        return self.run("check", "--file", str(self.path), code=code)[0]

    def missing(self, code: int = 0) -> tuple[str, str]:
        return self.run("missing", "--file", str(self.path), code=code)


@pytest.fixture
def env(checkout: Path, tmp_path: Path) -> Env:
    return Env(checkout, tmp_path / ".env.prod")


def test_a_fresh_file_is_good_and_lacks_nothing(env: Env) -> None:
    assert env.check(code=0).splitlines() == [f"{env.path}: good"]
    assert env.missing() == ("", "")


def test_what_is_missing_is_appended_as_it_stands(env: Env) -> None:
    gone = ["REDIS_URL", "AUTH_SECRET", "SESSION_SIGNING_SECRET", "DATABASE_URL"]
    password = EnvironmentFile.read(env.path).values["POSTGRES_PASSWORD"]
    env.give(**dict.fromkeys(gone))
    lines, _ = env.missing()
    comments = [line for line in lines.splitlines() if line.startswith("# ")]
    assert [re.findall(r"# (\w+), since \d+\.\d+\.\d+: ", line) for line in comments] == [
        [name] for name in ("DATABASE_URL", "REDIS_URL", "AUTH_SECRET", "SESSION_SIGNING_SECRET")
    ]
    env.path.write_text(env.path.read_text() + lines)
    values = EnvironmentFile.read(env.path).values
    assert values["REDIS_URL"] == "redis://valkey:6379"
    assert values["DATABASE_URL"] == f"postgresql://lazyit:{password}@db:5432/lazyit"
    assert env.check(code=0).endswith("good\n")
    assert env.missing() == ("", "")


def test_a_file_without_a_last_line_end_is_not_broken_by_appending(env: Env) -> None:
    env.give(REDIS_URL=None)
    env.path.write_text(env.path.read_text().rstrip("\n"))
    env.path.write_text(env.path.read_text() + env.missing()[0])
    assert env.check(code=0).endswith("good\n")


def test_a_password_that_an_address_holds_is_not_made_anew(env: Env) -> None:
    env.give(
        POSTGRES_PASSWORD=None, DATABASE_URL="postgresql://lazyit:p%40ss-word-of-old@db/lazyit"
    )
    assert "POSTGRES_PASSWORD=p@ss-word-of-old\n" in env.missing()[0]


def test_a_key_that_is_newly_needed_is_made_with_a_warning(env: Env) -> None:
    env.give(WORKFLOW_ENGINE_ENABLED="true", WORKFLOW_SECRET_KEY=None)
    lines, aside = env.missing()
    assert re.search(r"^WORKFLOW_SECRET_KEY=[0-9a-f]{64}$", lines, re.MULTILINE)
    assert "put that one back" in lines
    assert "put that one back" in aside


def test_a_key_that_nothing_needs_is_never_made(env: Env) -> None:
    env.give(TWO_FACTOR_SECRET_KEY=None, WORKFLOW_SECRET_KEY=None)
    lines, aside = env.missing()
    assert lines == ""
    assert "TWO_FACTOR_SECRET_KEY (optional, since 0.2.0)" in aside
    assert "openssl rand -hex 32" in aside


def test_what_only_a_person_knows_is_left_to_them(env: Env) -> None:
    env.give(AUTH_MODE="oidc")
    lines, aside = env.missing(code=1)
    assert "OIDC_CLIENT_ID=CHANGE_ME\n" in lines
    assert "OIDC_CLIENT_ID: give it a value" in aside
    env.path.write_text(env.path.read_text() + lines)
    assert "OIDC_CLIENT_ID still has its placeholder" in env.check()


def test_a_blank_line_is_pointed_at_and_not_doubled(env: Env) -> None:
    env.give(REDIS_URL=None)
    env.path.write_text("REDIS_URL=\n" + env.path.read_text())
    lines, aside = env.missing(code=1)
    assert lines == ""
    assert "line 1: REDIS_URL has no usable value" in aside


def test_nothing_is_appended_to_an_open_quotation(env: Env) -> None:
    env.path.write_text(env.path.read_text() + "GIT_SHA='open\n")
    out, error = env.missing(code=3)
    assert out == ""
    assert "unfinished quotation" in error


def test_no_redis_is_a_warning_and_the_rest_runs(env: Env) -> None:
    env.give(REDIS_URL=None)
    found = env.check(code=0)
    assert found.startswith("warning: REDIS_URL: missing (lazyit env missing prints the line)")


def test_every_problem_is_named_at_once_with_its_line_and_no_value(env: Env) -> None:
    lines = [
        "AUTH_SECRET=hush",
        "AUTH_MODE=shim",
        "WORKFLOW_ENGINE_ENABLED=true",
        "WORKFLOW_SECRET_KEY=" + "k" * 31,
        "BACKUP_CRON=61 2 * * *",
        "BACKUP_CRON=0 2 * * *",
        "OIDC_ISSUER=http://id.example.org",
        "POSTGRES_PASSWORD=pa$word-and-more#1",
        "DATABASE_URL=postgresql://lazyit:p@ss/w:rd@db:5432/lazyit",
        "REDIS_URL=",
        "SESSION_SIGNING_SECRET=CHANGE_ME",
        "TRUST_PROXY=1\r",
    ]
    env.path.write_text("\n".join(lines) + "\n")
    found = env.check()
    for expected in (
        "line 1: AUTH_SECRET: has 4 characters, needs at least 32",
        "line 2: AUTH_MODE: is not one of local, oidc",
        "line 4: WORKFLOW_SECRET_KEY: has 31 characters",
        "line 6: BACKUP_CRON was already given in line 5",
        "line 7: OIDC_ISSUER: is not an address starting with https://",
        "line 8: POSTGRES_PASSWORD has an unescaped $",
        "line 9: DATABASE_URL: has one of @ / # : ? unescaped",
        "line 10: REDIS_URL is blank",
        "line 11: SESSION_SIGNING_SECRET still has its placeholder",
        "line 12: ends with a carriage return",
        "problem: LAZYIT_SITE_ADDRESS: missing",
    ):
        assert expected in found, found
    assert found.endswith("not usable\n")
    assert not re.search(r"hush|shim|kkkk|pa\$|w:rd|id\.example", found)


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"POSTGRES_PASSWORD": "another-password"}, "DATABASE_URL: its password is not the one"),
        ({"POSTGRES_USER": "another"}, "DATABASE_URL: its user is not the one"),
        ({"POSTGRES_DB": "another"}, "DATABASE_URL: its database is not the one"),
        ({"LAZYIT_SITE_ADDRESS": "a.example.org"}, "WEB_ORIGIN: names another host"),
        ({"WEB_ORIGIN": "http://localhost:8080"}, "WEB_ORIGIN: starts with http://"),
        ({"LAZYIT_HTTPS_PORT": "8080"}, "LAZYIT_HTTPS_PORT: is the same port"),
        ({"LAZYIT_SITE_ADDRESS": "https://localhost"}, "LAZYIT_SITE_ADDRESS: is not"),
        ({"ZITADEL_MASTERKEY": "m" * 31}, "ZITADEL_MASTERKEY: has 31 characters"),
        ({"BACKUP_CRON": "0 25 * * *"}, "BACKUP_CRON: has a hour outside 0 to 23"),
        ({"LAZYIT_TLS_EMAIL": "nobody"}, "LAZYIT_TLS_EMAIL: is not an e-mail address"),
        ({"AUTH_SECRET_FILE": "/run/secrets/a"}, "AUTH_SECRET: given twice"),
    ],
)
def test_a_contradiction_is_named_with_its_line(
    env: Env, values: dict[str, str], problem: str
) -> None:
    env.give(**values)
    assert re.search(rf"^problem: line \d+: {re.escape(problem)}", env.check(), re.MULTILINE)


def test_a_secret_kept_in_a_file_is_not_missing(env: Env) -> None:
    env.give(AUTH_SECRET=None, AUTH_SECRET_FILE="/run/secrets/auth")
    assert env.check(code=0).endswith("good\n")
    assert env.missing() == ("", "")


def test_an_external_database_needs_no_password_of_the_bundled_one(env: Env) -> None:
    env.give(POSTGRES_PASSWORD=None, DATABASE_URL="postgresql://u:p@db.example.org/lazyit")
    assert env.check(code=0).endswith("good\n")


def test_odd_names_are_warned_of_and_later_ones_accepted(env: Env) -> None:
    env.give(
        REDIS_ULR="x", MEILI_HOST="x", GIT_SHA="x", LAZYIT_LISTEN="::1", LAZYIT_UPDATE_REPO="a/b"
    )
    env.path.chmod(0o644)
    found = env.check(code=0)
    for expected in (
        "REDIS_ULR: not a setting of this version; REDIS_URL is one",
        "MEILI_HOST: no longer read since",
        "GIT_SHA: set by lazyit itself",
        "LAZYIT_LISTEN: read by embedded instances only",
        f"others can read the file: chmod 600 {env.path}",
    ):
        assert expected in found, found
    assert "UPDATE_REPO" not in found


def test_programs_get_data(env: Env) -> None:
    env.give(REDIS_URL=None, AUTH_SECRET="hush")
    judged = json.loads(env.run("check", "--file", str(env.path), "--json", code=1)[0])
    assert [len(judged["problems"]), len(judged["warnings"])] == [1, 1]
    lacking = json.loads(env.run("missing", "--file", str(env.path), "--json")[0])
    assert [line["name"] for line in lacking["missing"]] == ["REDIS_URL"]
    assert "redis://" not in json.dumps(lacking)


def test_a_file_that_is_not_there_is_refused(env: Env) -> None:
    env.path.unlink()
    for action in ("check", "missing"):
        assert "start.sh" in env.run(action, "--file", str(env.path), code=3)[1]


def test_a_pull_is_told_by_its_example(env: Env) -> None:
    earlier = EXAMPLE.read_text().replace("\nREDIS_URL=redis://valkey:6379", "")
    earlier = earlier.replace("#JSON_BODY_LIMIT=8mb", "#JSON_BODY_LIMIT=4mb")
    earlier += "#NEXT_PUBLIC_DEFAULT_TIME_ZONE=UTC\nMEILI_HOST=x\n"
    told = env.run("diff", "-", text=earlier)[0]
    assert [line.split(": ")[0].split() for line in told.splitlines()] == [
        ["added", "REDIS_URL"],
        ["renamed", "NEXT_PUBLIC_DEFAULT_TIME_ZONE"],
        ["removed", "MEILI_HOST"],
        ["changed", "JSON_BODY_LIMIT"],
    ]
    assert "4mb became 8mb" in told
    assert env.run("diff", str(EXAMPLE))[0] == "Nothing changed.\n"
    assert json.loads(env.run("diff", "-", "--json", text=earlier)[0])[0]["what"] == "added"
    assert "cannot be read" in env.run("diff", "/nonexistent", code=3)[1]


def test_the_example_is_the_one_in_the_repository_and_wants_only_secrets(env: Env) -> None:
    assert env.run("example")[0] == EXAMPLE.read_text()
    env.path.write_text(EXAMPLE.read_text().replace("CHANGE_ME", "s" * 40))
    env.path.chmod(0o600)
    assert env.check(code=0).endswith("good\n")
    env.path.write_text(EXAMPLE.read_text())
    assert len(re.findall(r"still has its placeholder", env.check())) == 4


def test_the_example_says_every_setting_of_its_kind_once() -> None:
    shown = re.findall(r"^#?([A-Z][A-Z0-9_]*)=", example.render(), re.MULTILINE)
    wanted = [s.name for s in SETTINGS if COMPOSE in s.kinds and not s.later]
    assert sorted(shown) == sorted(wanted)


def test_every_name_of_the_specification_is_known() -> None:
    legacy = {old.name for old in LEGACY}
    assert not legacy & set(BY_NAME)
    for name in ("PORT", "AUTH_ISSUER", "SETUP_CSRF_SECRET", "MEILI_MASTER_KEY"):
        assert name in legacy
    for name in ("ZITADEL_MASTERKEY", "OIDC_JWKS_URI", "LAZYIT_DOMAIN", "BACKUP_CRON"):
        assert name in BY_NAME
