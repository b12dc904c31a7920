"""lazyit admin create | reset-password | unlink | token"""

import argparse

from lazyit.cli import managed
from lazyit.cli.options import add_action

NAME = "admin"
HELP = (
    "Create an administrator, reset one's password, unlink somebody from the identity provider's "
    "account, or mint a service account's token."
)
EXAMPLE = (
    "lazyit admin create --email ana@example.org --name Ana --password-stdin < password.txt\n"
    "         lazyit admin token --name monitoring --permissions asset:read,location:read"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What admin takes."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    create = add_action(actions, "create", "create an administrator")
    create.add_argument("--email", required=True)
    create.add_argument("--name", required=True)
    create.add_argument("--password-stdin", action="store_true", help="read the password's line")
    reset = add_action(actions, "reset-password", "set a temporary password")
    reset.add_argument("email")
    reset.add_argument("--two-factor-off", action="store_true", help="also forget the device")
    unlink = add_action(actions, "unlink", "let somebody be linked to another account anew")
    unlink.add_argument("email")
    token = add_action(actions, "token", "print a service account's token")
    token.add_argument("--name", required=True)
    token.add_argument("--permissions", required=True, metavar="A,B")


def run(arguments: argparse.Namespace) -> int:
    """Hand over."""
    return managed.run(arguments, "admin", arguments.action, *_words(arguments))


def _words(arguments: argparse.Namespace) -> "list[str]":
    if arguments.action == "reset-password":
        return [arguments.email, *(["--two-factor-off"] if arguments.two_factor_off else [])]
    if arguments.action == "unlink":
        return [arguments.email]
    if arguments.action == "token":
        return ["--name", arguments.name, "--permissions", arguments.permissions]
    words = ["--email", arguments.email, "--name", arguments.name]
    return [*words, *(["--password-stdin"] if arguments.password_stdin else [])]
