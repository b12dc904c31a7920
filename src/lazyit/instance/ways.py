"""The command that goes on, in the words of each kind of instance."""

import os
import shlex

COMPOSE = (
    "docker compose -f compose.yaml -f infra/docker-compose.prod.yaml --profile prod "
    "--env-file infra/env/.env.prod"
)
ENVIRONMENT_FILE = "infra/env/.env.prod"  # of containers
ON_THE_HOST = ("upgrade",)  # what replaces the containers does not run inside one


def is_compose() -> bool:
    """Whether this process runs in a container of the compose kind."""
    return os.environ.get("LAZYIT_KIND") == "compose"


def remember(data: object) -> None:
    """The data directory that was given, for every command that is named later."""
    os.environ["LAZYIT_DATA"] = str(data)


def verb(*words: str) -> str:
    """A verb of the command on this instance, as its operator types it."""
    if is_compose() and words[0] in ON_THE_HOST:
        return " ".join(("./lazyit", *words))
    if is_compose():
        return " ".join((COMPOSE, "run --rm migrate lazyit", *words))
    data = os.environ.get("LAZYIT_DATA")
    return " ".join(("lazyit", *words, *(("--data", shlex.quote(data)) if data else ())))


def backup(words: str) -> str:
    """Do something with bundles: in compose one service has them in sight, and nobody migrates."""
    if is_compose():
        return f"{COMPOSE} run --rm --no-deps backup lazyit backup {words}"
    return verb("backup", *words.split())


def check_settings() -> str:
    """Judge the settings as a whole; those of containers, on the host."""
    return f"./lazyit env check --file {ENVIRONMENT_FILE}" if is_compose() else verb("env", "check")


def restore(what: str) -> str:
    """Restore a bundle, or let go of what one replaced: in compose, a service of its own does."""
    return f"{COMPOSE} run --rm restore {what}" if is_compose() else verb("restore", what)


def restore_elsewhere() -> str:
    """Restore where nothing is half-way: in place it would be refused in an embedded instance."""
    if is_compose():
        return f"{backup('list')}, then {restore('BUNDLE')} with the bundle of before"
    export = backup("export BUNDLE --to FOLDER")
    return (
        f"{export} with the bundle of before, then lazyit restore FILE "
        f"--env {environment_file()} --data EMPTY_FOLDER"
    )


def migrate() -> str:
    """Bring the database to this version: in compose, starting does it."""
    return start() if is_compose() else verb("migrate")


def start() -> str:
    """Start the instance."""
    return f"{COMPOSE} up -d" if is_compose() else verb("up")


def stop() -> str:
    """Stop whoever uses the database."""
    return f"{COMPOSE} stop web api worker backup" if is_compose() else verb("down")


def start_version(version: "str | None") -> str:
    """Start the instance with another version."""
    if is_compose():
        return f"git checkout v{version} && {start()}" if version else start()
    return f"{start()}, with lazyit {version or 'of before'}"


def environment_file() -> str:
    """Where the settings are written."""
    if is_compose():
        return ENVIRONMENT_FILE
    data = os.environ.get("LAZYIT_DATA")
    return f"{data}/env" if data else "the environment"
