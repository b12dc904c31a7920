"""The settings file is read strictly, line by line, and written once."""

import stat
from pathlib import Path

import pytest

from lazyit.instance import environment
from lazyit.instance.environment import EnvironmentFile
from lazyit.instance.failures import RefusedError


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("A=plain", "plain"),
        ("A=with space", "with space"),
        ("A=trailing   ", "trailing"),
        ("A=a#b", "a#b"),
        ("A=a # comment", "a"),
        ("A='single $x # kept'", "single $x # kept"),
        ("A='x' # comment", "x"),
        ('A="double \\"quoted\\" \\\\ \\$ # kept"', 'double "quoted" \\ $ # kept'),
        ('A="two\\nlines"', "two\nlines"),
        ("A=a$$b", "a$b"),
        ("A=a=b", "a=b"),
    ],
)
def test_a_good_line_has_its_value(line: str, value: str) -> None:
    file = EnvironmentFile.parse(line + "\n")
    assert (file.values, file.problems) == ({"A": value}, [])


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("A=x\r", "carriage return"),
        ("A=", "blank"),
        ("A=''", "blank"),
        ("A= # nothing", "# where its value begins"),
        ("A=a$b#c", "unescaped $"),
        ('A="a${B}"', "unescaped $"),
        ("A=CHANGE_ME", "placeholder"),
        ("A='open", "unfinished"),
        ('A="open', "unfinished"),
        ("A='x' y", "text after it"),
        ("A=x'y'", "quotation mark"),
        ("export A=x", "not NAME=value"),
        ("A", "not NAME=value"),
        ("1A=x", "not NAME=value"),
    ],
)
def test_a_bad_line_is_named_by_number_and_never_quoted(line: str, problem: str) -> None:
    file = EnvironmentFile.parse(f"# a comment\n\n{line}\n")
    assert len(file.problems) == 1
    assert file.problems[0].startswith("line 3: ")
    assert problem in file.problems[0]


def test_a_repeated_name_points_to_the_first() -> None:
    file = EnvironmentFile.parse("A=1\nB=2\nA=3\n")
    assert file.problems == ["line 3: A was already given in line 1"]


def test_every_problem_is_reported_at_once() -> None:
    assert len(EnvironmentFile.parse("A=\nB=$x\nC\n").problems) == 3


def test_a_file_that_is_not_text_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "env").write_bytes(b"B=1\nA=\xff\n")
    assert EnvironmentFile.read(tmp_path / "env").problems == [
        "line 2: has bytes that are not UTF-8"
    ]


def test_a_fresh_file_is_closed_to_others_and_reads_back(tmp_path: Path) -> None:
    values = environment.fresh_values({"WEB_ORIGIN": "http://a.example", "LAZYIT_LISTEN": "a$b"})
    environment.write_fresh(tmp_path / "env", values)
    assert stat.S_IMODE((tmp_path / "env").stat().st_mode) == 0o600
    assert EnvironmentFile.read(tmp_path / "env").values == values
    assert [path.name for path in tmp_path.iterdir()] == ["env"]


def test_an_existing_file_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "env").write_text("A=1\n")
    with pytest.raises(RefusedError):
        environment.write_fresh(tmp_path / "env", {"A": "2"})
    assert (tmp_path / "env").read_text() == "A=1\n"


def test_generated_secrets_are_safe_everywhere_and_never_the_same() -> None:
    one, two = environment.fresh_values({}), environment.fresh_values({})
    assert one["AUTH_SECRET"] != two["AUTH_SECRET"]
    assert one["AUTH_SECRET"].replace("-", "a").replace("_", "a").isalnum()
