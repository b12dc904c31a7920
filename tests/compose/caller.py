"""A program that talks to the instance through its published port, as anybody would."""

import http.client
import json
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

JSON = "application/json"
PATIENCE = 130.0
IMPORT_WITHIN = 90.0
OPEN = {"QUEUED", "RUNNING"}


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Caller:
    """One client; signed in if it has a token."""

    port: int
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Answer:
        return self.send("GET", path, None, **headers)

    def post(self, path: str, body: object = None, **headers: str) -> Answer:
        content = b"" if body is None else json.dumps(body).encode()
        return self.send("POST", path, content, **{"Content-Type": JSON, **headers})

    def send(self, method: str, path: str, body: bytes | None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, {**self.headers, **headers})
            answer = connection.getresponse()
            given = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, given, answer.read())
        finally:
            connection.close()

    def sign_in(self, email: str, password: str) -> None:
        """Carry the token of a session from now on."""
        body = {"identifier": email, "password": password}
        answer = self.post("/api/auth/login", body)
        assert answer.status == 200, answer.body
        self.headers["Authorization"] = f"Bearer {answer.json['token']}"

    def ends(self, job: str) -> dict[str, Any]:
        """Wait for a job; what came of it."""
        deadline = time.monotonic() + IMPORT_WITHIN
        while (found := self.get(f"/api/jobs/{job}").json)["state"] in OPEN:
            assert time.monotonic() < deadline, found
            time.sleep(0.5)
        return dict(found)

    # -- imports --------------------------------------------------------------------------------

    def upload(self, content: str) -> Answer:
        """Send a file of assets for import."""
        boundary = uuid.uuid4().hex
        form = "Content-Disposition: form-data; name="
        parts = [
            f'--{boundary}\r\n{form}"entity"\r\n\r\nassets\r\n',
            f'--{boundary}\r\n{form}"file"; filename="a.csv"\r\nContent-Type: text/csv\r\n',
            f"\r\n{content}\r\n--{boundary}--\r\n",
        ]
        kind = f"multipart/form-data; boundary={boundary}"
        return self.send("POST", "/api/imports", "".join(parts).encode(), **{"Content-Type": kind})

    def finish_import(self, session: str, columns: dict[str, str]) -> dict[str, Any]:
        """Take an uploaded file all the way; what the import counted."""
        address = f"/api/imports/{session}"
        self._wait(address, "PARSED")
        targets = {name: {"target": target} for name, target in columns.items()}
        mapped = self.post(f"{address}/mapping", {"columns": targets})
        assert mapped.status == 200, mapped.body
        for step, state in (("dry-run", "DRY_RUN"), ("commit", "COMMITTED")):
            assert self.post(f"{address}/{step}").status == 202
            self._wait(address, state)
        counts: dict[str, Any] = self.get(f"{address}/result").json["counts"]
        return counts

    def _wait(self, address: str, state: str) -> None:
        deadline = time.monotonic() + IMPORT_WITHIN
        while (found := self.get(address).json["status"]) != state:
            assert time.monotonic() < deadline, f"{address} stays {found}, not {state}"
            time.sleep(0.2)
