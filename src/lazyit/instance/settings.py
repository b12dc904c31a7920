"""The environment, read once, typed, and judged as a whole."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from lazyit import __version__
from lazyit.instance import network, registry
from lazyit.instance.registry import APPLICATION, EMBEDDED, Legacy, Setting

# Well formed and useless: what gates and type checks see without an environment.
PLACEHOLDERS = {
    "DATABASE_URL": "postgresql://lazyit@/lazyit?host=/nonexistent",
    "AUTH_SECRET": "no-environment-was-given-so-nothing-is-served",
    "SESSION_SIGNING_SECRET": "no-environment-was-given-so-nothing-is-served",
    "AUTH_MODE": "local",
}
ROTATION = {"R": "may be given a new value", "N": "never"}
# They leave judging keys to the roles that serve: those say at start what is wrong.
JOBS = frozenset({"migrate", "backup"})


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

    @property
    def url(self) -> str:
        """The parts as one address again."""
        who = f"{quote(self.user, safe='')}:{quote(self.password, safe='')}"
        host = quote(self.host, safe="/")
        name = quote(self.name, safe="")
        if self.host.startswith("/"):
            port = f"&port={self.port}" if self.port else ""
            return f"postgresql://{who}@/{name}?host={host}{port}"
        return f"postgresql://{who}@{host}{f':{self.port}' if self.port else ''}/{name}"


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
    backup_counter: Path | None
    static_root: Path | None
    keys: Mapping[str, bytes]
    app_version: str
    git_sha: str
    run: str | None
    kind: str
    network_mode: str
    workflow_engine_enabled: bool
    oidc_issuer: str | None
    oidc_client_id: str | None
    oidc_client_secret: str | None
    oidc_jwks_uri: str | None

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
    return renamed({**environ, **values}, values), problems


def _file_of(setting: Setting, environ: Mapping[str, str]) -> str:
    return environ.get(setting.name + "_FILE", "") if setting.secret else ""


def renamed(environ: Mapping[str, str], values: Mapping[str, str] | None = None) -> dict[str, str]:
    """The values, with what only an earlier name says under its present one."""
    earlier = {
        legacy.renamed_to: environ[legacy.name]
        for legacy in registry.LEGACY
        if legacy.renamed_to and environ.get(legacy.name)
    }
    return {**earlier, **(environ if values is None else values)}


def find_problems(values: Mapping[str, str], role: str = "web") -> list[str]:
    """What is missing or malformed for a role: names and reasons, never values."""
    judged = (setting for setting in registry.SETTINGS if _judges(role, setting))
    return [
        problem
        for setting in judged
        if (problem := find_problem(setting, values, needed=role in setting.roles))
    ]


def find_problem(setting: Setting, values: Mapping[str, str], needed: bool = True) -> str | None:
    """What is wrong with one setting, given the others."""
    text = values.get(setting.name)
    if text is None:
        absent = needed and setting.required(values)
        return f"{setting.name}: missing ({setting.format.words})" if absent else None
    try:
        setting.format.read(text)
    except ValueError as reason:
        return f"{setting.name}: {reason}"
    return None


def _judges(role: str, setting: Setting) -> bool:
    """A role of the application judges what any of them reads, but only misses its own."""
    if setting.key and role in JOBS:
        return False
    return role in setting.roles or (role in APPLICATION and bool(setting.roles & APPLICATION))


def find_legacy(environ: Mapping[str, str]) -> list[str]:
    """One warning for each name of earlier versions that is still set."""
    return [describe_legacy(legacy) for legacy in registry.LEGACY if environ.get(legacy.name)]


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Read the environment, or raise SettingsError with every problem at once.

    Without a database and a role nothing can be served: then required values are
    placeholders, so that type checks and `makemigrations --check` need no environment.
    """
    values, problems = read_values(environ)
    role = values.get("LAZYIT_ROLE", "web")
    if "DATABASE_URL" not in values and "LAZYIT_ROLE" not in values:
        values = {**PLACEHOLDERS, **values}
    problems += find_problems(values, role if role in APPLICATION else "web")
    if problems:
        raise SettingsError(problems)
    unread = {n: text for n, text in PLACEHOLDERS.items() if role not in registry.BY_NAME[n].roles}
    return _typed({**unread, **values})


def _typed(values: Mapping[str, str]) -> Settings:
    kind = values.get("LAZYIT_KIND", "")

    def read(name: str) -> Any:
        setting = registry.BY_NAME[name]
        text = values.get(name, setting.default_for(kind))
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
        backup_counter=path("LAZYIT_BACKUP_COUNTER"),
        static_root=path("LAZYIT_STATIC_ROOT"),
        keys=read_keys(values),
        app_version=read("APP_VERSION") or __version__,
        git_sha=read("GIT_SHA") or "unknown",
        run=read("LAZYIT_RUN"),
        kind=kind or EMBEDDED,
        network_mode=network.mode_of(values),
        workflow_engine_enabled=read("WORKFLOW_ENGINE_ENABLED"),
        oidc_issuer=read("OIDC_ISSUER"),
        oidc_client_id=read("OIDC_CLIENT_ID"),
        oidc_client_secret=read("OIDC_CLIENT_SECRET"),
        oidc_jwks_uri=read("OIDC_JWKS_URI"),
    )


def read_keys(values: Mapping[str, str]) -> dict[str, bytes]:
    """Every key that was given, as bytes; a malformed one is a problem told elsewhere."""
    keys = {}
    for setting in registry.SETTINGS:
        if setting.key and find_problem(setting, values, needed=False) is None:
            key = setting.format.read(values[setting.name]) if setting.name in values else b""
            keys[setting.name] = key if isinstance(key, bytes) else key.encode()
    return {name: key for name, key in keys.items() if key}


def describe(setting: Setting) -> dict[str, str]:
    """A setting for people: what it is for, its form, who reads it; never its value."""
    made = setting.generate and (setting.secret or not setting.default)
    facts = {
        "name": setting.name,
        "help": setting.help,
        "format": setting.format.words,
        "required": setting.required.words,
        "default": setting.default or ("generated" if made else "none"),
        "secret": f"yes; {setting.name}_FILE may name a file" if setting.secret else "no",
        "read by": ", ".join(sorted(setting.roles)) or "nothing of this version",
        "since": setting.since,
    }
    extra = {
        "by kind": ", ".join(f"{kind}: {text}" for kind, text in setting.defaults.items()),
        "written in": " and ".join(sorted(setting.kinds)) or "no file: lazyit sets it itself",
        "key": "a new value makes stored data unreadable" if setting.key else None,
        "rotate": ROTATION.get(setting.rotate),
    }
    return {**facts, **{label: text for label, text in extra.items() if text}}


def describe_legacy(legacy: Legacy) -> str:
    """What became of a name of earlier versions."""
    now = f"renamed to {legacy.renamed_to}" if legacy.renamed_to else "no longer read"
    return f"{legacy.name}: {now} since {legacy.removed_in}"
