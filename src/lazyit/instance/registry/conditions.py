"""When a setting is needed, in words and as a judgement of the other values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from lazyit.instance import network

Values = Mapping[str, str]


@dataclass(frozen=True)
class Condition:
    """A judgement of the values, with its words for people."""

    words: str
    holds: "Callable[[Values], bool]"

    def __call__(self, values: Values) -> bool:
        """Whether it holds for these values."""
        return self.holds(values)


def is_compose(values: Values) -> bool:
    """Whether this is an instance of containers."""
    return values.get("LAZYIT_KIND") == "compose"


def is_on(values: Values, name: str) -> bool:
    """Whether a switch is on."""
    return values.get(name, "").lower() == "true"


def has_bundled_database(values: Values) -> bool:
    """Whether DATABASE_URL names the database of compose, or nothing is said otherwise."""
    if not is_compose(values) or "DATABASE_URL" not in values:
        return True
    try:
        return urlsplit(values["DATABASE_URL"]).hostname == "db"
    except ValueError:
        return True


def switched_on(name: str) -> Condition:
    """Needed when a switch is on."""
    return Condition(f"with {name}=true", lambda values: is_on(values, name))


def signing_in_by(mode: str) -> Condition:
    """Needed in one mode of sign-in."""
    return Condition(f"with AUTH_MODE={mode}", lambda values: values.get("AUTH_MODE") == mode)


always = Condition("always", lambda _values: True)
never = Condition("no", lambda _values: False)
in_compose = Condition("in production (compose)", is_compose)
with_bundled_database = Condition("with the bundled database", has_bundled_database)
at_one_address = Condition(
    "in production, unless LAZYIT_SITE_ADDRESS starts with a colon, and with AUTH_MODE=oidc",
    lambda values: (
        (is_compose(values) and network.mode_of(values) != network.LAN)
        or values.get("AUTH_MODE") == "oidc"
    ),
)
