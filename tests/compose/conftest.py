"""One engine, one remote and one clone for the whole trial; the transcript at its end."""

import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from tests.compose import page, stand_ins
from tests.compose.caller import Caller
from tests.compose.engine import Engine
from tests.compose.operator import Operator
from tests.compose.production import Production
from tests.compose.remote import Remote
from tests.trial.transcript import Transcript

TRANSCRIPT = Transcript()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write down what was tried: into the documents only if it was everything."""
    if TRANSCRIPT.sections:
        page.write(TRANSCRIPT, session)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note how each test of the trial ended."""
    report = yield
    if "compose" in item.path.parts and (report.when == "call" or report.failed):
        TRANSCRIPT.end(report.outcome)
    return report


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    engine = Engine()
    engine.start()
    try:
        stand_ins.make(engine)
        yield engine
    finally:
        engine.stop()


@pytest.fixture(scope="session")
def workplace() -> Iterator[Path]:
    """An empty directory."""
    with tempfile.TemporaryDirectory(prefix="lz-trial-") as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def remote(workplace: Path, pytestconfig: pytest.Config) -> Remote:
    remote = Remote(workplace)
    if pytestconfig.option.markexpr == page.UPGRADES:
        remote.goes_back_to_the_release_before()
    return remote


@pytest.fixture(scope="session")
def server(engine: Engine, remote: Remote, workplace: Path) -> Iterator[Operator]:
    """A fresh clone on a server with nothing else; no environment file yet."""
    server = Operator(remote.clone(workplace / "lazyit"), engine, TRANSCRIPT)
    TRANSCRIPT.replace(str(workplace), "~")
    yield server
    server.removes_everything()


@pytest.fixture(autouse=True)
def section(request: pytest.FixtureRequest) -> None:
    """What a test types is told under its own words."""
    TRANSCRIPT.begin(page.title_of(request.node), page.part_of(request.node))


@pytest.fixture(scope="session")
def production(server: Operator) -> Production:
    """The instance of the trial, brought up once."""
    return Production(server)


@pytest.fixture
def operator(section: None, production: Production) -> Iterator[Operator]:
    """The person at the server, whose instance runs as it should."""
    production.runs_as_it_should()
    yield production.operator
    production.restores_its_file()


@pytest.fixture
def caller(operator: Operator, production: Production) -> Caller:
    """An administrator's program."""
    return production.administrator()
