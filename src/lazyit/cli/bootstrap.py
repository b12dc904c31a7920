"""lazyit bootstrap"""

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import lazyit
from lazyit.cli import terminal
from lazyit.instance import network
from lazyit.instance.bootstrap import host, questions, rendering, starting
from lazyit.instance.bootstrap.answers import Answers, of_file
from lazyit.instance.failures import RefusedError
from lazyit.instance.formats import HOST

NAME = "bootstrap"
HELP = "Set up and start a production instance of containers; ./infra/start.sh calls this."
EXAMPLE = "./infra/start.sh --mode real --domain lazyit.example.org --yes"
ENV = "infra/env/.env.prod"
NETWORK = (
    "LAZYIT_SITE_ADDRESS",
    "WEB_ORIGIN",
    "LAZYIT_TLS_EMAIL",
    "LAZYIT_BIND",
    "LAZYIT_HTTP_PORT",
    "LAZYIT_HTTPS_PORT",
    "TRUST_PROXY",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What bootstrap takes."""
    parser.add_argument(
        "--yes", "-y", "--non-interactive", action="store_true", help="ask nothing: defaults"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="print what would be written, secrets masked"
    )
    parser.add_argument(
        "--reconfigure", action="store_true", help="ask again where it is reached; keep the rest"
    )
    parser.add_argument("--mode", choices=tuple(questions.MODES), help="how it is reached")
    parser.add_argument("--domain", help="for --mode real")
    parser.add_argument("--tls-email", metavar="EMAIL", help="for Let's Encrypt")
    parser.add_argument("--http-port", metavar="N")
    parser.add_argument("--https-port", metavar="N")


def run(arguments: argparse.Namespace) -> None:
    """Render the file where there is none, start the stack, say where it is."""
    root = Path(lazyit.__file__).parents[2]
    env = root / ENV
    host.refuse_unready(root)
    if env.exists():
        _keep_or_reconfigure(arguments, env)
    else:
        _render(arguments, root, env)
    if not arguments.dry_run:
        _start(root, env)


def _render(arguments: argparse.Namespace, root: Path, env: Path) -> None:
    if arguments.reconfigure:
        raise RefusedError(f"There is no {ENV} to reconfigure.", go_on="./infra/start.sh")
    if host.has_data():
        raise RefusedError(
            f"This host holds the data of an instance (volume {host.DATA_VOLUME}), but {ENV} is "
            f"missing. New secrets would not open this data.",
            go_on=f"the kept copy of the file, put back as {ENV}, then ./infra/start.sh",
        )
    for shortage in host.shortages(root):
        terminal.say_aside(f"warning: {shortage}")
    answers = _given(arguments, Answers())
    chosen = answers if arguments.yes else _asked(questions.ask_all, answers)
    values = rendering.fresh(chosen.settings())
    rendering.refuse_unsound(values)
    host.refuse_taken_ports(values)
    if arguments.dry_run:
        print(rendering.masked(values), end="")
        return
    rendering.write(env, values)
    print(f"{ENV} is written, readable by you alone. Keep a copy of it outside this host.")


def _keep_or_reconfigure(arguments: argparse.Namespace, env: Path) -> None:
    if not arguments.reconfigure:
        print(f"{ENV} is there already and stays as it is.")
        return
    values = rendering.values_of(env)
    if values.get("AUTH_MODE") != "local":
        raise RefusedError(
            "Only an instance with local sign-in is reconfigured here: the identity provider "
            "knows the address too.",
            go_on=f"an editor on {ENV}, then ./infra/start.sh",
        )
    answers = _given(arguments, of_file(values))
    chosen = (answers if arguments.yes else _asked(questions.ask_network, answers)).network()
    if arguments.dry_run:
        print(rendering.masked({**values, **chosen}), end="")
        return
    kept = rendering.reconfigure(env, chosen, NETWORK)
    print(f"{ENV} is changed; the file before is {kept.name}.")


def _given(arguments: argparse.Namespace, answers: Answers) -> Answers:
    """What the command line says counts as answered."""
    names = ("mode", "domain", "tls_email", "http_port", "https_port")
    given = {name: value for name in names if (value := getattr(arguments, name))}
    if "mode" in given and given["mode"] != answers.mode:
        answers = replace(answers, http_port="", https_port="")
    answers = replace(answers, **given)
    if "domain" in given and (reason := questions.reason_against(given["domain"], HOST)):
        raise RefusedError(f"--domain {reason}.", go_on="./infra/start.sh --domain NAME …")
    if arguments.yes and answers.mode == network.REAL and not answers.domain:
        raise RefusedError("--mode real needs a domain.", go_on="./infra/start.sh --domain NAME …")
    return answers


def _asked(ask: "Callable[[Answers], Answers]", answers: Answers) -> Answers:
    """The answers of the person at the terminal, who may also leave."""
    if not sys.stdin.isatty():
        raise RefusedError(
            "Nobody can answer here: this is no terminal.", go_on="./infra/start.sh --yes"
        )
    try:
        return ask(answers)
    except KeyboardInterrupt:
        terminal.say_aside("\nNothing was written.")
        raise
    except EOFError:
        print()
        raise RefusedError(
            "The questions ended before the last answer.", go_on="./infra/start.sh"
        ) from None


def _start(root: Path, env: Path) -> None:
    values = rendering.values_of(env)
    starting.bring_up(root, terminal.say)
    starting.wait(root)
    answers = of_file(values)
    print(f"lazyit is running at {values.get('WEB_ORIGIN') or answers.address}")
    if code := starting.setup_code(root):
        print(f"set-up code: {code}")
