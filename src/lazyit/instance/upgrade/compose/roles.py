"""The application's services: stopped gently, started from a version, watched until they serve."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lazyit.instance.failures import InstanceError
from lazyit.instance.registry import BY_NAME, COMPOSE
from lazyit.instance.upgrade.compose import engine
from lazyit.instance.upgrade.compose.versions import Compose, Image, Version

# Background work ends before anybody has to wait.
BEHIND, SERVING = ("worker", "backup"), ("web", "api")
OURS = SERVING + BEHIND
ONE_SHOT = "migrate"
GRACE = {BEHIND: "60", SERVING: "45"}  # seconds, as in compose.yaml
LOOK_EVERY = 0.2
STARTS_WITHIN = 180.0  # a role that is not ready by then has said why, and ended
TAIL = "30"  # lines
ONE_OFF = "com.docker.compose.oneoff"  # what `compose run` made


@dataclass(frozen=True)
class Roles:
    """The containers of the application's services, by what the engine says of them."""

    compose: Compose

    def inspected(self) -> "list[dict[str, Any]]":
        """What the engine knows of each container of a service, running or not."""
        listed = self.compose.do("ps", "--all", "--quiet").split()
        if not listed:
            return []
        found: list[dict[str, Any]] = json.loads(engine.do("docker", "inspect", *listed))
        return [each for each in found if each["Config"]["Labels"].get(ONE_OFF) != "True"]

    def stop(self) -> None:
        """Let everybody finish, and stop them; whoever waits outside goes on waiting."""
        there = self.inspected()
        for names in (BEHIND, SERVING):
            running = [
                each["Id"]
                for each in there
                if service_of(each) in names and each["State"]["Status"] != "exited"
            ]
            if running:
                engine.do("docker", "stop", "--time", GRACE[names], *running)

    def image(self) -> "Image | None":
        """The image that the serving roles were made from."""
        found = next((e for e in self.inspected() if service_of(e) in SERVING), None)
        return Image(found["Config"]["Image"], found["Image"]) if found else None

    def settings(self) -> "dict[str, str]":
        """What they were told of the settings file as it was when they were made."""
        found: dict[str, str] = {}
        for each in self.inspected():
            if service_of(each) in OURS:
                given = dict(pair.split("=", 1) for pair in each["Config"]["Env"] if "=" in pair)
                found |= {name: text for name, text in given.items() if _is_setting(name)}
        return found


def start(version: Version, *names: str) -> None:
    """Start services from a version's own image and files; those that run so already go on."""
    version.compose.do("up", "--detach", "--no-deps", "--no-build", *names)


def has_noted(version: Version, roles: Roles) -> bool:
    """Whether the one-shot service is that of a version already: it ends by itself."""
    there = (e for e in roles.inspected() if service_of(e) == ONE_SHOT)
    return any(each["Image"] == version.image.id for each in there)


def wait(roles: Roles, asks: "Sequence[Any]") -> None:
    """Wait until both answer; raises InstanceError with what one said that ended instead."""
    deadline = time.monotonic() + STARTS_WITHIN
    while not all(ask("GET", "/health/ready", {})[0] == 200 for ask in asks):
        _refuse_ended(roles, is_late=time.monotonic() > deadline)
        time.sleep(LOOK_EVERY)


def _refuse_ended(roles: Roles, *, is_late: bool) -> None:
    there = [each for each in roles.inspected() if service_of(each) in SERVING]
    for each in there:
        state = each["State"]
        ended = state["Status"] != "running" or each["RestartCount"]
        if ended or is_late:
            what = f"ended with code {state['ExitCode']}" if ended else "does not answer"
            done = engine.run("docker", "logs", "--tail", TAIL, each["Id"])
            said = (done.stdout + done.stderr).strip()
            raise InstanceError(f"{service_of(each)} did not start, it {what}:\n{said}", "")


def service_of(container: "dict[str, Any]") -> str:
    """Which service of compose a container belongs to."""
    return str(container["Config"]["Labels"].get("com.docker.compose.service", ""))


def _is_setting(name: str) -> bool:
    setting = BY_NAME.get(name)
    return setting is not None and COMPOSE in setting.kinds
