"""The instance that the trial looks after: set up once, as it should be before each test."""

import secrets
import socket
import time
from functools import cached_property

from tests.compose.caller import Caller
from tests.compose.operator import COMPOSE, ENV, UP, Operator

ADMINISTRATOR = "ana@example.org"
PROXY_WITHIN = 30
ALWAYS = {"db", "valkey", "web", "api", "worker", "caddy", "backup"}


class Production:
    """One instance of the compose kind, with an administrator."""

    def __init__(self, operator: Operator) -> None:
        self.operator = operator
        self.port = free_port()
        self._file = b""
        self._runs_with_another = False
        operator.transcript.replace(str(self.port), "8080")

    def fits_this_machine(self) -> None:
        """Take any host of the network for its name, and ports that are free here."""
        self.operator.sets(
            LAZYIT_SITE_ADDRESS=":80",
            LAZYIT_HTTP_PORT=str(self.port),
            LAZYIT_HTTPS_PORT=str(free_port()),
            WEB_ORIGIN=None,
        )
        self._file = self.operator.env.read_bytes()

    def runs_as_it_should(self) -> None:
        """Bring it up if it is not, or not with its own file."""
        if not self._file:
            self.operator.asks(f"install -D -m 600 /dev/null {ENV}")
            self.operator.asks(f"./lazyit env missing --file {ENV} >> {ENV}")
            self.operator.sets(TWO_FACTOR_SECRET_KEY=secrets.token_hex(32))
            self.fits_this_machine()
        self.restores_its_file()
        if self._runs_with_another or not self.serves():
            self.operator.asks(UP)
            self._runs_with_another = False
            assert self.serves(), self.operator.asks(f"{COMPOSE} ps --all")

    def restores_its_file(self) -> None:
        """Put the environment file back; what runs may have started with another."""
        if self.operator.env.read_bytes() != self._file:
            self.operator.env.write_bytes(self._file)
            self._runs_with_another = True

    def serves(self) -> bool:
        """Whether both roles answer, for which a request waits at the door, and all else runs."""
        answers = {self._answer(path) for path in ("/health/ready", "/api/health/ready")}
        states = self.operator.states()
        return answers == {200} and all(states.get(name) == "running" for name in ALWAYS)

    def _answer(self, path: str) -> int:
        deadline = time.monotonic() + PROXY_WITHIN
        while True:
            try:
                return self.stranger().get(path).status
            except OSError:
                if time.monotonic() > deadline:
                    return 0
                time.sleep(0.2)

    def administrator(self) -> Caller:
        """A program that is signed in; each test has its own headers."""
        return Caller(self.port, dict(self._signed_in.headers))

    def stranger(self) -> Caller:
        return Caller(self.port)

    @cached_property
    def _signed_in(self) -> Caller:
        password = f"{secrets.token_urlsafe(16)}-aA1!"
        self.operator.types(
            f"{COMPOSE} exec -T api lazyit admin create --email {ADMINISTRATOR} --name Ana"
            " --password-stdin",
            typed=f"{password}\n",
        )
        caller = Caller(self.port)
        caller.sign_in(ADMINISTRATOR, password)
        return caller


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
