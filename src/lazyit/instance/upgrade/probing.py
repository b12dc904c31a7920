"""What a release on trial is asked before anybody else may ask it anything."""

import http
import http.client
import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lazyit.instance import health
from lazyit.instance.failures import InstanceError
from lazyit.instance.upgrade import proof

JOB_SECONDS = 60.0  # for a job that does nothing
LOOK_EVERY = 0.05
STYLES = re.compile(r'href="(/static/[^"]+\.css)"')
PAGES = ("/sign-in", "/setup")  # the second one as long as nobody has set the instance up
Ask = Callable[[str, str, Mapping[str, str]], "tuple[int, bytes]"]  # method, path, headers


@dataclass(frozen=True)
class Trial:
    """A release that runs for an upgrade alone, and what it has to be."""

    ask: Ask
    secret: str
    run: str
    version: str
    origin: str  # the address that people type
    with_worker: bool = True

    def question(self) -> "dict[str, Any]":
        """Ask everything; returns how long answers took, raises InstanceError at a wrong one."""
        begin = time.monotonic()
        self._is_ready()
        self._is_itself()
        self._shows_sign_in()
        job = self._does_a_job() if self.with_worker else 0.0
        self._is_ready()  # it may have died of the questions
        return {"job": round(job, 2), "questions": round(time.monotonic() - begin, 2)}

    def _is_ready(self) -> None:
        status, body = self.ask("GET", "/health/ready", {})
        if status != http.HTTPStatus.OK or json.loads(body)["status"] == "error":
            raise self._wrong(f"it is not ready (answer {status or 'none'})")

    def _is_itself(self) -> None:
        found = self._probe("GET")
        for name, wanted in (("version", self.version), ("run", self.run), ("schema", True)):
            if found.get(name) != wanted:
                raise self._wrong(f"its {name} is {found.get(name)}, and should be {wanted}")
        if found.get("wrongKeys"):
            raise self._wrong(f"its keys {', '.join(found['wrongKeys'])} are not the instance's")

    def _shows_sign_in(self) -> None:
        """As a client outside sees it, by way of the address that people type."""
        for path in PAGES:
            status, body = self.ask("GET", path, self._from_outside)
            if status == http.HTTPStatus.OK:
                self._has_style(path, body.decode(errors="replace"))
                return
            if status != http.HTTPStatus.FOUND:
                raise self._wrong(f"its page {path} does not come (answer {status or 'none'})")
        raise self._wrong("it shows neither a sign-in page nor the first set-up")

    def _has_style(self, path: str, page: str) -> None:
        if "</html>" not in page:
            raise self._wrong(f"its page {path} is not whole")
        for style in STYLES.findall(page):
            status, _ = self.ask("GET", style, self._from_outside)
            if status != http.HTTPStatus.OK:
                raise self._wrong(f"{style} of its page {path} does not come (answer {status})")

    @property
    def _from_outside(self) -> "dict[str, str]":
        parts = urlsplit(self.origin)
        return {
            "Host": parts.netloc,
            "X-Forwarded-Proto": parts.scheme,
            "X-Forwarded-For": "127.0.0.1",
            "Accept": "text/html",
        }

    def _does_a_job(self) -> float:
        """From the web role by way of the broker to the worker, and back by the database."""
        begin = time.monotonic()
        job = self._probe("POST")["job"]
        try:
            while (found := self._probe("GET", f"?job={job}"))["state"] in {"QUEUED", "RUNNING"}:
                if time.monotonic() - begin > JOB_SECONDS:
                    raise self._wrong(f"its worker did no job within {JOB_SECONDS:.0f} s")
                time.sleep(LOOK_EVERY)
        finally:
            self._forget_jobs()
        if found["state"] != "DONE" or found["result"] != {"version": self.version}:
            raise self._wrong(f"its worker failed at a job: {found['error'] or found['state']}")
        return time.monotonic() - begin

    def _forget_jobs(self) -> None:
        self.ask("DELETE", "/health/probe", self._proof)

    def _probe(self, method: str, query: str = "") -> "dict[str, Any]":
        status, body = self.ask(method, f"/health/probe{query}", self._proof)
        if status != http.HTTPStatus.OK:
            raise self._wrong(f"it does not say what it is (answer {status or 'none'})")
        found: dict[str, Any] = json.loads(body)
        return found

    @property
    def _proof(self) -> "dict[str, str]":
        return {proof.HEADER: proof.of_run(self.secret, self.run)}

    def _wrong(self, what: str) -> InstanceError:
        return InstanceError(f"lazyit {self.version} does not pass its trial: {what}.", "")


def through_socket(gate: Path) -> Ask:
    """Ask by a unix socket that nobody else knows."""

    def ask(method: str, path: str, headers: "Mapping[str, str]") -> "tuple[int, bytes]":
        connection = health.UnixConnection(gate)
        try:
            connection.request(method, path, headers={"Accept": "application/json", **headers})
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            connection.close()

    return ask
