"""A migration that takes an hour is named while it runs, not when it is over."""

from __future__ import annotations

import subprocess
import sys

from lazyit.instance.upgrade.listening import begun_in, lines_of

# As Django writes; what comes after each pause is written when somebody has answered.
PROGRAM = """
import sys
def pause(text):
    sys.stdout.write(text)
    sys.stdout.flush()
    sys.stdin.readline()
pause("Running migrations:\\n  Applying assets.0006_colour...")
pause(" OK\\n  Applying assets.0007_höhe...")
sys.stdout.write("lazyit: the rows are half written\\nno end")
"""


def test_a_migration_is_told_when_it_begins() -> None:
    command = [sys.executable, "-X", "utf8", "-c", PROGRAM]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
        assert program.stdin
        assert program.stdout
        said, begun = [], []
        for line in lines_of(program.stdout):
            said.append(line)
            if name := begun_in(line):
                begun.append(name)
                program.stdin.write(b"\n")  # it goes on only now
                program.stdin.flush()
    assert begun == ["assets.0006_colour", "assets.0007_höhe"]
    assert said == [
        "Running migrations:\n",
        "  Applying assets.0006_colour...",
        " OK\n",
        "  Applying assets.0007_höhe...",
        "lazyit: the rows are half written\n",
        "no end",
    ]
