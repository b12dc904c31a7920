"""About six questions, asked at a terminal."""

import getpass
from collections.abc import Callable
from dataclasses import replace

from lazyit.instance import formats
from lazyit.instance.bootstrap.answers import Answers
from lazyit.instance.formats import Format
from lazyit.instance.network import LAN, LOCAL, REAL
from lazyit.instance.registry import BY_NAME

MODES = {
    LOCAL: "this machine only, https with a certificate of its own",
    LAN: "any address of the local network, without https: passwords cross it in clear",
    REAL: "a domain of yours, https with a public certificate",
}
Ask = Callable[[str], str]


def ask_all(proposed: Answers, ask: Ask = input, ask_secret: Ask = getpass.getpass) -> Answers:
    """Every question; Enter takes what stands in brackets."""
    answers = ask_network(proposed, ask)
    answers = _ask_sign_in(answers, ask, ask_secret)
    if _ask(ask, "Database: bundled or external?", "bundled", CHOICES["database"]) == "external":
        question = "Its address (postgresql://user:password@host/name):"
        url = _setting(ask_secret, question, "DATABASE_URL")
        answers = replace(answers, database_url=url)
    return answers


def ask_network(proposed: Answers, ask: Ask = input) -> Answers:
    """The questions about where the instance is reached."""
    print("How is lazyit reached?")
    for mode, words in MODES.items():
        print(f"  {mode:<6} {words}")
    mode = _ask(ask, "Mode:", proposed.mode, CHOICES["mode"])
    answers = (
        proposed
        if mode == proposed.mode
        else replace(proposed, mode=mode, http_port="", https_port="")
    )
    if mode == REAL:
        domain = _ask(ask, "Domain:", answers.domain, formats.HOST)
        email = _ask(
            ask,
            "E-mail for Let's Encrypt (empty: an own authority):",
            answers.tls_email,
            formats.EMAIL,
            may_be_empty=True,
        )
        answers = replace(answers, domain=domain, tls_email=email)
    return _ask_ports(answers, ask)


def _ask_ports(answers: Answers, ask: Ask) -> Answers:
    http, https = answers.ports
    http = _ask(ask, "Port for http:", http, formats.PORT)
    if answers.mode != LAN:
        https = _ask(ask, "Port for https:", https, formats.PORT)
    return replace(answers, http_port=http, https_port=https)


def _ask_sign_in(answers: Answers, ask: Ask, ask_secret: Ask) -> Answers:
    question = "Sign-in: local passwords, or oidc for an identity provider of yours?"
    if _ask(ask, question, "local", CHOICES["sign-in"]) == "local":
        return answers
    return replace(
        answers,
        issuer=_setting(ask, "Issuer (https://…):", "OIDC_ISSUER"),
        client_id=_setting(ask, "Client id:", "OIDC_CLIENT_ID"),
        client_secret=_setting(ask_secret, "Client secret:", "OIDC_CLIENT_SECRET"),
    )


CHOICES = {
    "mode": formats.choice(*MODES),
    "sign-in": formats.choice("local", "oidc"),
    "database": formats.choice("bundled", "external"),
}


def _setting(ask: Ask, question: str, name: str) -> str:
    return _ask(ask, question, "", BY_NAME[name].format)


def _ask(
    ask: Ask, question: str, proposed: str, form: Format, *, may_be_empty: bool = False
) -> str:
    """Ask until the answer is one; raises EOFError where nobody answers."""
    bracket = f" [{proposed}]" if proposed else ""
    while True:
        answer = ask(f"{question}{bracket} ").strip() or proposed
        if not answer and may_be_empty:
            return ""
        reason = reason_against(answer, form)
        if not reason:
            return answer
        print(f"  That {reason}.")


def reason_against(answer: str, form: Format) -> str:
    """Why an answer would not do, as the end of a sentence; empty for one that does."""
    if not answer:
        return "is empty"
    if not answer.isprintable():
        return "has control characters"
    try:
        form.read(answer)
    except ValueError as reason:
        return str(reason)
    return ""
