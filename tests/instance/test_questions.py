"""The guided questions, answered at a terminal: well, badly, and not to their end."""

import stat
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.instance.checkout import Checkout
from tests.instance.conftest import free_port, ports
from tests.instance.keyboard import CTRL_C, CTRL_D, Keyboard, at_a_terminal

SECRET, ADDRESS = "the-client's-secret", "postgresql://lazyit:pass%40word@10.0.0.5/lazyit"
Start = Callable[..., Keyboard]


@pytest.fixture
def start(checkout: Checkout) -> Iterator[Start]:
    """Type `./infra/start.sh …` at a terminal."""
    with ExitStack() as stack:

        def type_it(*words: str) -> Keyboard:
            surroundings = {**checkout.surroundings, "TERM": "dumb"}
            command = [str(checkout.root / "infra/start.sh"), *words]
            return stack.enter_context(at_a_terminal(command, checkout.root, surroundings))

        yield type_it


def untouched(checkout: Checkout) -> bool:
    """No file of an environment, whole or not, and nothing started."""
    files = [path.name for path in checkout.env.parent.iterdir()]
    return files == [".env.prod.example"] and "up" not in checkout.asked.split()


def test_enter_takes_what_stands_in_brackets(checkout: Checkout, start: Start) -> None:
    person = start(*ports())
    for question in ("Mode: [local]", "Port for http: [", "Port for https: [", "Sign-in", "Data"):
        person.reads(question)
        person.types("")
    assert person.ends() == 0, person.shown
    values = checkout.values()
    assert values["LAZYIT_SITE_ADDRESS"] == "localhost"
    assert values["AUTH_MODE"] == "local"
    assert "@db:5432/lazyit" in values["DATABASE_URL"]
    assert stat.S_IMODE(checkout.env.stat().st_mode) == 0o600
    assert f"running at {values['WEB_ORIGIN']}" in person.shown
    assert "set-up code: ABCD-EFGH-2345" in person.shown


def test_wrong_answers_are_asked_again_with_the_reason(checkout: Checkout, start: Start) -> None:
    http, https = str(free_port()), str(free_port())
    told = [
        ("Mode:", "internet", "That is not one of local, lan, real."),
        ("Mode:", "real", ""),
        ("Domain:", "", "That is empty."),
        ("Domain:", "https://it.example.org", "That is not a host"),
        ("Domain:", "it.example.org", ""),
        ("E-mail for Let's Encrypt", "ops", "That is not an e-mail address."),
        ("E-mail for Let's Encrypt", "ops@example.org", ""),
        ("Port for http: [80]", "99999", "That is not a whole number from 1 to 65535."),
        ("Port for http: [80]", http, ""),
        ("Port for https: [443]", https, ""),
        ("Sign-in", "ldap", "That is not one of local, oidc."),
        ("Sign-in", "oidc", ""),
        ("Issuer", "http://id.example.org", "That is not an address starting with https://"),
        ("Issuer", "https://id.example.org", ""),
        ("Client id:", "lazyit", ""),
        ("Client secret:", SECRET, ""),
        ("Database", "external", ""),
        ("Its address", "postgresql://lazyit:p@ss@10.0.0.5/lazyit", "unescaped"),
        ("Its address", ADDRESS, ""),
    ]
    person = start()
    for question, answer, reason in told:
        person.reads(question)
        person.types(answer)
        if reason:
            person.reads(reason)
    assert person.ends() == 0, person.shown
    assert SECRET not in person.shown
    assert "p@ss" not in person.shown
    assert "pass%40word" not in person.shown
    expected = {
        "LAZYIT_SITE_ADDRESS": "it.example.org",
        "LAZYIT_TLS_EMAIL": "ops@example.org",
        "WEB_ORIGIN": f"https://it.example.org:{https}",
        "LAZYIT_HTTP_PORT": http,
        "OIDC_ISSUER": "https://id.example.org",
        "OIDC_CLIENT_SECRET": SECRET,
        "DATABASE_URL": ADDRESS,
    }
    values = checkout.values()
    assert expected.items() <= values.items()
    assert values["POSTGRES_PASSWORD"] not in ADDRESS  # the bundled server idles, with its own


@pytest.mark.parametrize(
    ("last", "keys", "code", "words"),
    [
        ("Mode:", CTRL_C, 130, "Nothing was written."),
        ("Database", CTRL_C, 130, "Nothing was written."),
        ("Its address", CTRL_C, 130, "Nothing was written."),
        ("Database", CTRL_D, 3, "The questions ended before the last answer."),
    ],
)
def test_who_leaves_in_the_middle_leaves_nothing(
    checkout: Checkout, start: Start, last: str, keys: str, code: int, words: str
) -> None:
    person = start(*ports())
    for question in ("Mode:", "Port for http:", "Port for https:", "Sign-in", "Database", "Its"):
        person.reads(question)
        if last.startswith(question):
            person.presses(keys)
            break
        person.types("external" if question == "Database" else "")
    assert person.ends() == code
    assert words in person.shown
    assert "Traceback" not in person.shown
    assert untouched(checkout)
    checkout.start("--yes", *ports())  # and nothing stands in the way of another try


def test_reconfiguring_asks_for_the_network_alone(checkout: Checkout, start: Start) -> None:
    checkout.start("--yes", "--mode", "real", "--domain", "lazyit.lan", *ports())
    before = checkout.values()
    person = start("--reconfigure")
    for question, answer in (
        ("Mode: [real]", ""),
        ("Domain: [lazyit.lan]", "it.example.org"),
        ("E-mail", ""),
        (f"Port for http: [{before['LAZYIT_HTTP_PORT']}]", ""),
        (f"Port for https: [{before['LAZYIT_HTTPS_PORT']}]", ""),
    ):
        person.reads(question)
        person.types(answer)
    assert person.ends() == 0, person.shown
    changed = {"LAZYIT_SITE_ADDRESS", "WEB_ORIGIN"}
    after = checkout.values()
    assert after["LAZYIT_SITE_ADDRESS"] == "it.example.org"
    assert {n: v for n, v in after.items() if n not in changed} == {
        n: v for n, v in before.items() if n not in changed
    }


def test_leaving_while_reconfiguring_keeps_the_file(checkout: Checkout, start: Start) -> None:
    checkout.start("--yes", *ports())
    before = checkout.env.read_bytes()
    person = start("--reconfigure")
    person.reads("Mode:")
    person.types("lan")
    person.reads("Port for http:")
    person.presses(CTRL_C)
    assert person.ends() == 130
    assert checkout.env.read_bytes() == before
    assert len(list(checkout.env.parent.iterdir())) == 2
