"""Single checks of the doctor on what a whole instance does not show by itself."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lazyit.instance.doctor import replaced
from lazyit.instance.doctor.commands import Commands
from lazyit.instance.registry import EMBEDDED

IN_A_NAMESPACE = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
LOOK_AT_DISK = """
import json, pathlib, sys
from lazyit.instance.doctor import disk
print(json.dumps([f.told() for f in disk.check([(disk.DATA, pathlib.Path(sys.argv[1]))])]))
"""
LOOK_AT_SANDBOX = """
import json
from lazyit.foundation.files.sandbox import parts_granted
print(json.dumps(parts_granted()))
"""
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="namespaces are Linux's")


def inside(preparation: str, script: str, *words: str) -> object:
    """What a script of ours prints where things were prepared so."""
    line = f'{preparation} && exec "$0" -c "$@"'
    command = [*IN_A_NAMESPACE, line, sys.executable, script, *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_full_volume_is_found(tmp_path: Path) -> None:
    found = inside(f"mount -t tmpfs -o size=8m none {tmp_path}", LOOK_AT_DISK, str(tmp_path))
    assert isinstance(found, list)
    (finding,) = found
    assert finding["level"] == "failure"
    assert finding["what"].startswith("Data: the volume is full, 8.4 MB free of 8.4 MB")


def test_a_kernel_without_user_namespaces_is_found() -> None:
    granted = inside("echo 0 > /proc/sys/user/max_user_namespaces", LOOK_AT_SANDBOX)
    assert isinstance(granted, dict)
    assert [name for name, there in granted.items() if not there] == ["network"]


def test_a_program_that_was_replaced_is_found(tmp_path: Path) -> None:
    program = tmp_path / "server"
    shutil.copy("/bin/sleep", program)
    commands = Commands(EMBEDDED, "/srv/x")
    with subprocess.Popen([program, "60"]) as process:
        assert [*replaced.check("valkey", process.pid, commands)] == []
        program.unlink()
        (finding,) = replaced.check("valkey", process.pid, commands)
        process.kill()
    assert finding.level == "warning"
    assert finding.fix == "lazyit down --data /srv/x && lazyit up --data /srv/x"
    assert [*replaced.check("valkey", process.pid, commands)] == []
