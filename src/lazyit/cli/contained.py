"""What verbs share that are one role of a container."""

import os

from lazyit.instance import crosschecks, ways
from lazyit.instance.failures import RefusedError
from lazyit.instance.settings import find_problems, read_values


def read_settings(role: str) -> "dict[str, str]":
    """The role's settings; raises RefusedError with everything that is wrong with them."""
    values, problems = read_values(os.environ)
    problems += find_problems(values, role) or crosschecks.find_for(values, role)
    if problems:
        raise RefusedError(
            "The settings have problems:\n" + "\n".join(f"  {text}" for text in problems),
            go_on=f"an editor on {ways.environment_file()}, then {ways.start()}",
        )
    return values
