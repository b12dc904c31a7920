"""lazyit open"""

import argparse
import webbrowser

from lazyit.instance import control
from lazyit.instance.layout import Layout

NAME = "open"
HELP = "Open the instance in the browser."
EXAMPLE = "lazyit open"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing of its own."""


def run(arguments: argparse.Namespace) -> None:
    """Print the address, and open it where there is a browser."""
    url = control.ask(Layout.at(arguments.data), "status")["url"]
    print(url)
    webbrowser.open(url)
