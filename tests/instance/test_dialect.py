"""Our reading of an environment file against the real Compose's: the same value, or a problem."""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from lazyit.instance.environment import EnvironmentFile, written

COMPOSE = Path(sys.executable).with_name("docker-compose")  # `config` needs no engine
CORPUS = (
    b"A=plain",
    b"A=with space",
    b"A=trailing   ",
    b"A=a  b",
    b"A= x",
    b"A=\tx",
    b"A=x\ty",
    b"A=a=b",
    b"A==x",
    b"A=a#b",
    b"A=x#",
    b"A=a # comment",
    b"A=a #comment",
    b"A=a\t# kept",
    b"A=x  #y#z",
    b"A= # kept",
    b"A=#kept",
    b"A='x' # comment",
    b"A='x'\t# comment",
    b"A='x'#c",
    b'A="x"#c',
    b"A='x' y",
    b'A="x"y',
    b"A=x'y'",
    b'A=x"y',
    b"A= 'x'",
    b"A=x # it's a comment",
    b"A=",
    b"A=''",
    b'A=""',
    b"A='   '",
    b"A",
    b"A=$$",
    b"A=a$$b",
    b"A=a$$$$b",
    b"A=a$$$b",
    b"A=a$b#c",
    b"A=a$",
    b"A=a$1",
    b"A=a$ b",
    b"A=a$(id)b",
    b"A=${B}",
    b"A=${B:-x}",
    b"B=q\nA=a${B}c",
    b"A=a\\$b",
    b'A="a$b"',
    b'A="a$$b"',
    b'A="a\\$b"',
    b'A="a\\\\$$b"',
    b'A="a\\$$b"',
    b"A='a$$b'",
    b"A='a$b # kept'",
    b'A="double \\"quoted\\" \\\\ \\$ # kept"',
    b'A="two\\nlines\\tand\\rmore"',
    b'A="\\a\\b\\f\\v\\0"',
    b'A="\\101\\u00e9"',
    b'A="a\\xb"',
    b"A=a\\nb",
    b"A=x\\",
    b"A='\\n'",
    b"A='a\\\\'",
    b"A='a\\'",
    b"A='it\\'s'",
    b"A='a\"b'",
    b'A="a\'b"',
    b"A='open",
    b'A="open',
    b"A='two\nlines'",
    b'A="two\nlines"',
    b"A=x\r",
    b"A='x'\r",
    b"A=x\rB=y",
    b"A=1\nA=2",
    b"export A=x",
    b" A=x",
    b"A =x",
    b"A: x",
    b"1A=x",
    b"A.B=y\nA=x",
    b"A B=y\nA=x",
    b"!A=y\nA=x",
    b"   # comment\nA=x",
    b"\xef\xbb\xbfA=x",
    b"A=\xc3\xa9",
    b"A=x\xff",
    b"A=x\x00",
    b"A=x\x1f",
    b"A=\x1cx",
    b"A=x\xc2\x85",
    b"A=\xe2\x80\x83x",
    b"A=x\xc2\xa0",
    b"A=x;y`z`!*~&|<>()[]{}%^",
)


def compose_reads(folder: Path, text: bytes, names: list[str]) -> dict[str, str] | None:
    """What Compose hands to a container; nothing if it refuses the file."""
    environment = "".join(f"      {name}: ${{{name}-}}\n" for name in names)
    (folder / "compose.yaml").write_text(
        f"name: corpus\nservices:\n  one:\n    image: none\n    environment:\n{environment}"
    )
    (folder / "env").write_bytes(text)
    words = ["-f", "compose.yaml", "--env-file", "env", "config", "--format", "json"]
    done = subprocess.run([COMPOSE, *words], cwd=folder, capture_output=True, env={})
    if done.returncode:
        return None
    given: dict[str, str] = json.loads(done.stdout)["services"]["one"]["environment"]
    return {name: value.replace("$$", "$") for name, value in given.items()}  # as it prints $


@pytest.mark.parametrize("text", CORPUS, ids=repr)
def test_a_line_is_read_as_compose_reads_it_or_complained_about(
    tmp_path: Path, text: bytes
) -> None:
    (tmp_path / "ours").write_bytes(text + b"\n")
    ours = EnvironmentFile.read(tmp_path / "ours")
    if not ours.problems:
        theirs = compose_reads(tmp_path, text + b"\n", ["A"])
        assert theirs == {"A": ours.values["A"]}


@pytest.mark.parametrize(
    "line", [b"A=a$b#c", b'A="a${B}"', b"A=a\\$b", b"A='it\\'s'", b"A='x' y", b"A=x\xff"], ids=repr
)
def test_what_compose_mangles_in_silence_is_named_by_its_line(tmp_path: Path, line: bytes) -> None:
    (tmp_path / "ours").write_bytes(b"# first\nB=kept\n" + line + b"\n")
    found = EnvironmentFile.read(tmp_path / "ours")
    assert [problem[:7] for problem in found.problems] == ["line 3:"]
    assert compose_reads(tmp_path, line + b"\n", ["A"]) != {"A": line.decode("latin-1")[2:]}


def test_whatever_we_write_compose_reads_back(tmp_path: Path) -> None:
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    pieces = "ab =#$'\"\\{}\n\t\r é`!@/:%"
    values = {
        f"V{number}": "x" + "".join(chance.choices(pieces, k=chance.randrange(12)))
        for number in range(300)
    }
    text = "".join(f"{name}={written(value)}\n" for name, value in values.items())
    file = EnvironmentFile.parse(text)
    assert (file.values, file.problems) == (values, []), seed
    assert compose_reads(tmp_path, text.encode(), list(values)) == values, seed


def test_whatever_we_accept_compose_reads_the_same(tmp_path: Path) -> None:
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    pieces = ["a", "b", " ", " #", "#", "$$", "'", '"', "\\", "\\n", "=", "\t", "{", "é"]
    drawn = ("".join(chance.choices(pieces, k=chance.randrange(1, 9))) for _ in range(3000))
    tried = [f"V{number}={rest}" for number, rest in enumerate(drawn)]
    accepted = [line for line in tried if not EnvironmentFile.parse(line).problems]
    text = "\n".join(accepted) + "\n"
    ours = EnvironmentFile.parse(text)
    assert len(accepted) > 300, seed
    assert compose_reads(tmp_path, text.encode(), list(ours.values)) == ours.values, seed
