"""What the registry knows of one environment value."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lazyit.instance import formats
from lazyit.instance.formats import Format
from lazyit.instance.registry.conditions import Condition, never

EMBEDDED, COMPOSE = "embedded", "compose"
BOTH = frozenset({EMBEDDED, COMPOSE})
ONLY_EMBEDDED = frozenset({EMBEDDED})
ONLY_COMPOSE = frozenset({COMPOSE})
NOBODY: "frozenset[str]" = frozenset()  # set by the image, the supervisor or the shell

SERVING = frozenset({"web", "api"})
RUNNING = SERVING | {"worker"}
APPLICATION = RUNNING | {"migrate", "backup"}
PROXY = frozenset({"proxy"})
DATABASE = frozenset({"db"})
ENGINE = frozenset({"engine"})  # the supervisor of an embedded instance
COMMAND = frozenset({"command"})  # the command itself
FILE = frozenset({"compose"})  # compose itself, when it reads its files

Values = Mapping[str, str]


@dataclass(frozen=True)
class Setting:
    """One environment value."""

    name: str
    help: str
    format: Format = formats.TEXT
    required: Condition = never  # without it the instance does not start
    wanted: Condition = never  # without it something stays off: `env missing` prints it
    default: "str | None" = None
    defaults: "Mapping[str, str]" = field(default_factory=dict)  # where a kind has its own
    generate: "Callable[[Values], str | None] | None" = None  # for a fresh file
    secret: bool = False
    key: bool = False  # a new value would make stored data unreadable
    rotate: str = ""  # R: may be changed, N: never
    roles: "frozenset[str]" = APPLICATION
    kinds: "frozenset[str]" = BOTH  # of instance, whose file may say it
    later: bool = False  # of a feature to come: accepted in silence
    section: str = ""
    since: str = "0.1.0"

    def default_for(self, kind: str) -> "str | None":
        """What holds where the file says nothing."""
        return self.defaults.get(kind, self.default)


@dataclass(frozen=True)
class Legacy:
    """A name of earlier versions: read no more, or under a new name."""

    name: str
    renamed_to: "str | None" = None
    removed_in: str = "0.1.0"
