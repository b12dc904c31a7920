"""One embedded instance: its settings and the programs made from them."""

from collections.abc import Mapping
from dataclasses import dataclass

from lazyit.instance import environment, leftovers, registry, settings
from lazyit.instance.door import Door
from lazyit.instance.environment import EnvironmentFile
from lazyit.instance.failures import RefusedError
from lazyit.instance.judgement import in_order, oddities, open_to_others, with_lines
from lazyit.instance.layout import Layout
from lazyit.instance.postgres import Cluster
from lazyit.instance.program import Program
from lazyit.instance.proxy import LOOPBACK, Proxy
from lazyit.instance.registry import EMBEDDED
from lazyit.instance.releases import Release, Releases
from lazyit.instance.roles import Application
from lazyit.instance.valkey import Broker

DERIVED = ("DATABASE_URL", "REDIS_URL")


@dataclass(frozen=True)
class Instance:
    """A data directory with its settings read."""

    layout: Layout
    values: Mapping[str, str]

    @classmethod
    def load(cls, layout: Layout, **given: str | None) -> "Instance":
        """Read DATA/env; `given` values hold for this run only."""
        if not layout.env.exists():
            raise _without_settings(layout)
        file = EnvironmentFile.read(layout.env)
        values, unread = settings.read_values(file.values)
        instance = cls(layout, {**values, **_present(given)})
        instance._refuse([*file.problems, *with_lines(file, unread + instance.problems(file))])
        return instance

    @classmethod
    def prepare(cls, layout: Layout, **given: str | None) -> "Instance":
        """Like load, but makes the settings where there is neither a file nor data."""
        if not layout.env.exists() and not layout.has_data:
            remembered = {"LAZYIT_HTTP_PORT": "8080", **_present(given)}
            draft = cls(layout, environment.fresh_values(remembered))
            draft._refuse(draft.problems(EnvironmentFile(dict(draft.values))))
            draft.proxy.refuse_taken_port()
            environment.write_fresh(layout.env, draft.values)
        return cls.load(layout, **given)

    def _refuse(self, problems: list[str]) -> None:
        if problems:
            raise RefusedError(
                "The settings have problems:\n" + "\n".join(f"  {text}" for text in problems),
                go_on=f"an editor on {self.layout.env}, then lazyit env check",
            )

    @classmethod
    def examine(cls, layout: Layout) -> tuple[list[str], list[str]]:
        """Every problem and every warning of the settings file."""
        if not layout.env.exists():
            raise _without_settings(layout)
        file = EnvironmentFile.read(layout.env)
        values, unread = settings.read_values(file.values)
        found = unread + cls(layout, values).problems(file)
        problems = in_order([*file.problems, *with_lines(file, found)])
        return problems, [*oddities(file, EMBEDDED), *open_to_others(layout.env)]

    def problems(self, file: EnvironmentFile) -> list[str]:
        """What is wrong with the settings, beyond how their file is written."""
        found = [f"{name}: derived here; remove the line" for name in DERIVED if name in file.lines]
        for role in ("web", "engine"):
            given = self.environ if role == "web" else self.values
            found += settings.find_problems(given, role)
        return found

    @property
    def port(self) -> int:
        """Where the proxy listens."""
        return int(self.values.get("LAZYIT_HTTP_PORT", "8080"))

    @property
    def url(self) -> str:
        """The address to type."""
        return self.values.get("WEB_ORIGIN") or f"http://{self._host}:{self.port}"

    @property
    def _host(self) -> str:
        return "localhost" if self.proxy.listen in LOOPBACK else self.proxy.probe_host

    @property
    def cluster(self) -> Cluster:
        """The database."""
        password = self.values.get("POSTGRES_PASSWORD", "")
        return Cluster(self.layout.postgres, self.layout.postgres_sockets, password)

    @property
    def broker(self) -> Broker:
        """The broker."""
        password = self.values.get("VALKEY_PASSWORD", "")
        return Broker(self.layout.valkey, self.layout.socket("valkey"), password)

    @property
    def proxy(self) -> Proxy:
        """The proxy."""
        listen = self.values.get("LAZYIT_LISTEN", "127.0.0.1")
        largest = max(self._read("JSON_BODY_LIMIT"), self._read("MAX_IMPORT_SIZE_MB") * 1024**2)
        return Proxy(self.layout.caddy, self.layout.socket("web"), listen, self.port, largest)

    def _read(self, name: str) -> int:
        setting = registry.BY_NAME[name]
        number: int = setting.format.read(self.values.get(name, setting.default or ""))
        return number

    @property
    def door(self) -> Door:
        """The application's door."""
        return Door(self.layout.socket("gate"), self.layout.socket("web"))

    @property
    def application(self) -> Application:
        """The application as it runs here: of the current release, or of this environment."""
        return self.application_of(Releases(self.layout).current)

    def application_of(self, release: "Release | None", run: str = "") -> Application:
        """The application of a release, told which instance it belongs to."""
        marked = {**self.environ, **leftovers.mark(self.layout)}
        if release is None:
            return Application(self.layout.data, marked, run=run)
        marked = {**self.unknown, **marked, "LAZYIT_STATIC_ROOT": str(release.static)}
        return Application(self.layout.data, marked, str(release.python), is_release=True, run=run)

    @property
    def unknown(self) -> dict[str, str]:
        """What the settings file says now to another version alone."""
        former = {legacy.name for legacy in registry.LEGACY}
        known = {*registry.BY_NAME, *(f"{name}_FILE" for name in registry.BY_NAME), *former}
        said = EnvironmentFile.read(self.layout.env).values
        return {name: value for name, value in said.items() if name not in known}

    @property
    def environ(self) -> dict[str, str]:
        """What the application's roles read: derived addresses, then the file's values."""
        derived = {
            "DATABASE_URL": self.cluster.url,
            "REDIS_URL": self.broker.url,
            "TRUST_PROXY": "1",
            "ATTACHMENTS_DIR": str(self.layout.attachments),
            "LAZYIT_SETUP_CODE_FILE": str(self.layout.setup_code),
            "LAZYIT_STATIC_ROOT": str(self.layout.static),
            "DJANGO_SETTINGS_MODULE": "lazyit.config.settings",
            "LAZYIT_KIND": EMBEDDED,
            "LAZYIT_DATA": str(self.layout.data),
        }
        mine = (s for s in registry.SETTINGS if EMBEDDED in s.kinds)
        read = {s.name for s in mine if s.roles & registry.APPLICATION}
        chosen = {name: value for name, value in self.values.items() if name in read}
        return {**derived, **{n: v for n, v in chosen.items() if n not in DERIVED}}

    def postgres_program(self) -> Program:
        """PostgreSQL, after what an earlier one left has been cleared away."""
        leftovers.end_cluster(self.layout.postgres)
        leftovers.forget_dead_postmaster(self.layout.postgres, self.layout.postgres_sockets)
        return self.cluster.program()

    def valkey_program(self) -> Program:
        """Valkey, marked as this instance's."""
        return self.broker.program().marked(leftovers.mark(self.layout))

    def proxy_program(self) -> Program:
        """Caddy, marked as this instance's."""
        return self.proxy.program().marked(leftovers.mark(self.layout))


def _present(given: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in given.items() if value}


def _without_settings(layout: Layout) -> RefusedError:
    if layout.has_data:
        return RefusedError(
            f"{layout.data} holds data, but its settings file {layout.env} is missing. New secrets "
            f"would not open this data.",
            go_on=f"the kept copy of the file, put back as {layout.env}",
        )
    return RefusedError(
        f"There is no instance in {layout.data}.", go_on=f"lazyit up --data {layout.data}"
    )
