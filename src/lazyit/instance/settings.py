"""The environment, read once, typed, and judged as a whole."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from lazyit import __version__
from lazyit.instance import registry
from lazyit.instance.registry import Legacy, Setting

# Well formed and useless: what gates and type checks see without an environment.
PLACEHOLDERS = {
    "DATABASE_URL": "postgresql://lazyit@/lazyit?host=/nonexistent",
    "AUTH_SECRET": "no-environment-was-given-so-nothing-is-served",
    "SESSION_SIGNING_SECRET": "no-environment-was-given-so-nothing-is-served",
    "AUTH_MODE": "local",
}


class SettingsError(Exception):
    """Every problem found in the environment, each naming its setting, never a value."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("The settings have problems:\n" + "\n".join(f"  {p}" for p in problems))


@dataclass(frozen=True)
class DatabaseAddress:
    """The parts of DATABASE_URL."""

    name: str
    user: str
    password: str
    host: str
    port: str

    @classmethod
    def parse(cls, url: str) -> "DatabaseAddress":
        """Take apart postgresql://user:password@host:port/name or …/name?host=/socket/folder."""
        parts = urlsplit(url)
        query = parse_qs(parts.query)
        return cls(
            name=unquote(parts.path.lstrip("/")),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            host=query.get("host", [parts.hostname or ""])[0],
            port=query.get("port", [str(parts.port or "")])[0],
        )


@dataclass(frozen=True)
class Settings:
    """What the application reads from its environment."""

    database_url: str
    redis_url: str | None
    auth_secret: str
    session_signing_secret: str
    auth_mode: str
    web_origin: str | None
    trust_proxy: int
    time_zone: str
    json_body_limit_bytes: int
    max_import_bytes: int
    max_import_rows: int
    import_child_heap_mb: int
    attachments_dir: Path | None
    setup_code_file: Path | None
    static_root: Path | None
    app_version: str
    git_sha: str

    @property
    def database(self) -> DatabaseAddress:
        """DATABASE_URL in parts."""
        return DatabaseAddress.parse(self.database_url)

    @property
    def broker_url(self) -> str | None:
        """REDIS_URL in the words of Celery, which has its own for unix sockets."""
        if self.redis_url is None or not self.redis_url.startswith("unix://"):
            return self.redis_url
        parts = urlsplit(self.redis_url)
        password = quote(unquote(parts.password or ""), safe="")
        number = parse_qs(parts.query).get("db", ["0"])[0]
        return f"redis+socket://:{password}@{parts.path}?virtual_host={number}"


def read_values(
    environ: Mapping[str, str],
    read_file: Callable[[str], str] = lambda path: Path(path).read_text(),
) -> tuple[dict[str, str], list[str]]:
    """The known names that have a value, `NAME_FILE` variants read, and the problems met."""
    values: dict[str, str] = {}
    problems: list[str] = []
    for setting in registry.SETTINGS:
        direct, path = environ.get(setting.name, ""), _file_of(setting, environ)
        if direct and path:
            problems.append(f"{setting.name}: given twice, also as {setting.name}_FILE")
        if path:
            try:
                direct = read_file(path).strip()
            except (OSError, UnicodeDecodeError):
                problems.append(f"{setting.name}_FILE: the file cannot be read")
        if direct:
            values[setting.name] = direct
    _take_renamed(environ, values)
    return values, problems


def _file_of(setting: Setting, environ: Mapping[str, str]) -> str:
    return environ.get(setting.name + "_FILE", "") if setting.secret else ""


def _take_renamed(environ: Mapping[str, str], values: dict[str, str]) -> None:
    for legacy in registry.LEGACY:
        if legacy.renamed_to and environ.get(legacy.name):
            values.setdefault(legacy.renamed_to, environ[legacy.name])


def find_problems(values: Mapping[str, str], role: str = "web") -> list[str]:
    """What is missing or malformed for a role: names and reasons, never values."""
    problems = []
    for setting in registry.for_role(role):
        text = values.get(setting.name)
        if text is None:
            if setting.required(values):
                problems.append(f"{setting.name}: missing ({setting.format.words})")
            continue
        try:
            setting.format.read(text)
        except ValueError as reason:
            problems.append(f"{setting.name}: {reason}")
    return problems


def find_legacy(environ: Mapping[str, str]) -> list[str]:
    """One warning for each name of earlier versions that is still set."""
    return [describe_legacy(legacy) for legacy in registry.LEGACY if environ.get(legacy.name)]


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Read the environment, or raise SettingsError with every problem at once.

    Without a database and a role nothing can be served: then required values are
    placeholders, so that type checks and `makemigrations --check` need no environment.
    """
    values, problems = read_values(environ)
    if "DATABASE_URL" not in values and not environ.get("LAZYIT_ROLE"):
        values = {**PLACEHOLDERS, **values}
    problems += find_problems(values)
    if problems:
        raise SettingsError(problems)
    return _typed(values)


def _typed(values: Mapping[str, str]) -> Settings:
    def read(name: str) -> Any:
        setting = registry.BY_NAME[name]
        text = values.get(name, setting.default)
        return None if text is None else setting.format.read(text)

    def path(name: str) -> Path | None:
        text = read(name)
        return Path(text) if text else None

    return Settings(
        database_url=read("DATABASE_URL"),
        redis_url=read("REDIS_URL"),
        auth_secret=read("AUTH_SECRET"),
        session_signing_secret=read("SESSION_SIGNING_SECRET"),
        auth_mode=read("AUTH_MODE"),
        web_origin=read("WEB_ORIGIN"),
        trust_proxy=read("TRUST_PROXY"),
        time_zone=read("LAZYIT_TIME_ZONE"),
        json_body_limit_bytes=read("JSON_BODY_LIMIT"),
        max_import_bytes=read("MAX_IMPORT_SIZE_MB") * 1024 * 1024,
        max_import_rows=read("MAX_IMPORT_ROWS"),
        import_child_heap_mb=read("IMPORT_CHILD_HEAP_MB"),
        attachments_dir=path("ATTACHMENTS_DIR"),
        setup_code_file=path("LAZYIT_SETUP_CODE_FILE"),
        static_root=path("LAZYIT_STATIC_ROOT"),
        app_version=read("APP_VERSION") or __version__,
        git_sha=read("GIT_SHA") or "unknown",
    )


def describe(setting: Setting) -> dict[str, str]:
    """A setting for people: what it is for, its form, who reads it; never its value."""
    local = {"AUTH_MODE": "local"}
    needed = "always" if setting.required({}) else "with AUTH_MODE=local"
    facts = {
        "name": setting.name,
        "help": setting.help,
        "format": setting.format.words,
        "required": needed if setting.required(local) else "no",
        "default": setting.default or ("generated" if setting.generate else "none"),
        "secret": f"yes; {setting.name}_FILE may name a file" if setting.secret else "no",
        "read by": ", ".join(sorted(setting.roles)),
        "since": setting.since,
    }
    return {**facts, "key": "a new value makes stored data unreadable"} if setting.key else facts


def describe_legacy(legacy: Legacy) -> str:
    """What became of a name of earlier versions."""
    now = f"renamed to {legacy.renamed_to}" if legacy.renamed_to else "no longer read"
    return f"{legacy.name}: {now} since {legacy.removed_in}"
