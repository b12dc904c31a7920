"""The confined child: what it may do, and what is told when it dies."""

import sys

import pytest

from lazyit.foundation.files.sandbox import Limits, SandboxError, run_confined
from lazyit.foundation.files.tabular import Reading, read_table, refused_extension

PROBE = "lazyit.foundation.files.tests.probe_child"


def failure(content: bytes, limits: Limits | None = None, max_rows: int = 100) -> SandboxError:
    with pytest.raises(SandboxError) as failed:
        list(read(content, limits, max_rows).records())
    return failed.value


def read(content: bytes, limits: Limits | None = None, max_rows: int = 100) -> Reading:
    return read_table(content, version="1.0.0", max_rows=max_rows, limits=limits)


def probe(what: str, limits: Limits | None = None) -> dict[str, object]:
    return next(run_confined(PROBE, b"", {"what": what}, limits))


def test_rows_arrive_with_their_lines() -> None:
    reading = read(b"a,b\n1,2\n\n3\n")
    assert [(row.line, row.cells) for row in reading.records()] == [(2, ["1", "2"]), (4, ["3", ""])]
    assert reading.columns == ["a", "b"]
    assert reading.damage["padded"] == 1


def test_a_refusal_keeps_its_code_and_parameters() -> None:
    error = failure(b'a,b\n1,"2\n')
    assert (error.code, error.params) == ("open-quote", {"line": 2})


def test_too_many_rows() -> None:
    assert failure(b"a\n" + b"1\n" * 101).code == "too-many-rows"
    assert len(list(read(b"a\n" + b"1\n" * 100).records())) == 100


def test_a_header_without_rows() -> None:
    assert failure(b"a,b\n").code == "no-rows"


def test_memory_is_limited() -> None:
    content = b"a,b\n" + b"some words,1\n" * 3_000_000
    limits = Limits(memory_bytes=64 * 2**20)
    assert failure(content, limits, 10**9).code == "too-much-memory"


def test_time_is_limited() -> None:
    with pytest.raises(SandboxError, match="parser-timeout"):
        probe("sleep", Limits(wall_seconds=1))
    with pytest.raises(SandboxError, match="parser-timeout"):
        probe("spin", Limits(cpu_seconds=1, wall_seconds=30))


def test_a_crash_is_told_as_such() -> None:
    with pytest.raises(SandboxError, match="parser-crashed"):
        probe("crash")


def test_the_child_sees_no_environment_and_writes_no_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AUTH_SECRET", "hidden")
    assert probe("environment") == {"names": ["LANG"]}
    assert probe("write") == {"written": False}


@pytest.mark.skipif(sys.platform != "linux", reason="namespaces are Linux's")
def test_the_child_has_no_network_where_the_kernel_lets_it() -> None:
    found = probe("network")
    assert found["isolated"] is (found["interfaces"] == ["lo"])


@pytest.mark.parametrize(
    ("name", "code"),
    [("a.csv", None), ("A.CSV", None), ("a.xlsx", "spreadsheet"), ("a.exe", "extension")],
)
def test_extensions(name: str, code: str | None) -> None:
    assert refused_extension(name) == code
