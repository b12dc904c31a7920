"""A fresh clone becomes an instance"""

import json
import re
import stat

from tests.compose.operator import COMPOSE, ENV, UP, Operator
from tests.compose.production import ALWAYS, Production

MEBI = 1024 * 1024
MOST_MEMORY = 600 * MEBI
LARGEST_IMAGE = 350 * 1000 * 1000
SIZES = {"B": 1, "KiB": 1024, "MiB": MEBI, "GiB": 1024 * MEBI}


def test_the_published_line_brings_it_up(server: Operator, production: Production) -> None:
    """The published line brings up a fresh clone; migrate ends before the API begins"""
    server.types(f"install -D -m 600 /dev/null {ENV}")
    server.types(f"./lazyit env missing --file {ENV} >> {ENV}")
    server.types(f'echo "TWO_FACTOR_SECRET_KEY=$(openssl rand -hex 32)" >> {ENV}')
    production.fits_this_machine()
    server.transcript.note(
        "The address is set to `:80`, without `WEB_ORIGIN`, and the ports to free ones."
    )
    done = server.types(UP)
    migrate, api = server.container("migrate")["State"], server.container("api")["State"]
    assert migrate["ExitCode"] == 0
    assert migrate["FinishedAt"] <= api["StartedAt"]
    server.transcript.measured("first `up -d --build`, images not built", f"{done.seconds:.0f} s")
    server.types(f"{COMPOSE} up -d --wait --wait-timeout 120")
    server.types(f"{COMPOSE} ps --format 'table {{{{.Service}}}}\t{{{{.State}}}}\t{{{{.Health}}}}'")
    assert set(server.states()) >= ALWAYS
    assert production.stranger().get("/health/ready").status == 200
    assert production.stranger().get("/api/health/ready").json["status"] == "ok"


def test_the_same_line_again_has_nothing_to_do(operator: Operator) -> None:
    """The same line again: migrate has nothing to do, and nothing else is touched"""
    before = {name: row["ID"] for name, row in operator.services().items()}
    done = operator.types(UP)
    operator.transcript.measured("`up -d --build` again", f"{done.seconds:.1f} s")
    after = {name: row["ID"] for name, row in operator.services().items()}
    assert {**after, "migrate": ""} == {**before, "migrate": ""}
    assert operator.container("migrate")["State"]["ExitCode"] == 0


def test_nothing_pending_takes_two_seconds_at_most(operator: Operator) -> None:
    """Migrate with nothing pending: the quickest of three, since this machine does other things"""
    thrice = "for turn in 1 2 3; do time lazyit migrate; done"
    done = operator.types(
        f"{COMPOSE} run --rm --no-deps -T --entrypoint bash migrate -c '{thrice}'"
    )
    told = re.findall(r"real\s+(\d+)m\s*([\d.]+)s", done.output)
    assert len(told) == 3
    took = min(int(minutes) * 60 + float(seconds) for minutes, seconds in told)
    operator.transcript.measured(
        "`migrate` with nothing pending, quickest of three", f"{took:.1f} s", "2 s"
    )
    assert took <= 2


def test_only_the_proxy_is_published_and_only_where_asked(operator: Operator) -> None:
    """Only the proxy has ports, on the address that was asked for"""
    published = {}
    for name, row in operator.services().items():
        bound = [port for port in row["Publishers"] or [] if port["PublishedPort"]]
        if bound:
            published[name] = {port["URL"] for port in bound}
    assert published == {"caddy": {"127.0.0.1"}}


def test_every_container_is_confined(operator: Operator) -> None:
    """No container may write its root, keeps a capability or runs as root"""
    for name in ALWAYS | {"migrate"}:
        container = operator.container(name)
        host = container["HostConfig"]
        assert host["ReadonlyRootfs"], name
        assert host["CapDrop"] == ["ALL"], name
        assert not host["CapAdd"], name
        assert not host["Privileged"], name
        assert container["Config"]["User"] not in {"", "root", "0"}, name
        assert any("no-new-privileges" in option for option in host["SecurityOpt"]), name
        assert host["Memory"], name
        assert host["LogConfig"] == {
            "Type": "json-file",
            "Config": {"max-file": "3", "max-size": "10m"},
        }, name


def test_the_database_is_as_portable_as_an_embedded_one(operator: Operator) -> None:
    """The database has the same locale and provider as an embedded one"""
    sql = "SELECT datcollate, datlocprovider FROM pg_database WHERE datname = current_database()"
    assert operator.psql(sql) in {"C.UTF-8|b", "C|b"}
    assert operator.psql("SHOW data_checksums") == "on"


def test_the_environment_file_is_private(operator: Operator) -> None:
    """The environment file is its owner's alone"""
    assert stat.S_IMODE(operator.env.stat().st_mode) == 0o600


def test_an_idle_stack_takes_600_mb_at_most(operator: Operator) -> None:
    """Memory of the idle stack"""
    operator.types("docker stats --no-stream --format '{{.Name}}\t{{.MemUsage}}'")
    rows = operator.engine.run("stats", "--no-stream", "--format", "{{.MemUsage}}").splitlines()
    total = sum(in_bytes(row.partition(" / ")[0]) for row in rows)
    operator.transcript.measured("memory of the idle stack", f"{total / MEBI:.0f} MiB", "600 MB")
    assert len(rows) == len(ALWAYS)
    assert total <= MOST_MEMORY


def test_the_image_has_350_mb_at_most(operator: Operator) -> None:
    """Size of the application's image"""
    image = operator.container("api")["Image"]
    size = json.loads(operator.engine.run("inspect", image))[0]["Size"]
    operator.types("docker images lazyit --format 'table {{.Repository}}\t{{.Tag}}\t{{.Size}}'")
    operator.transcript.measured("application image", f"{size / 1e6:.0f} MB", "350 MB")
    assert size <= LARGEST_IMAGE


def in_bytes(text: str) -> float:
    found = re.fullmatch(r"([\d.]+)([A-Za-z]+)", text.strip())
    assert found, text
    return float(found[1]) * SIZES[found[2]]
