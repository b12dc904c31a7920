"""A child for the sandbox's tests: does what it is asked and tells what came of it."""

import json
import os
import socket
import sys
import tempfile
import time
from typing import Any

from lazyit.foundation.files.confinement import confine


def main() -> None:
    options = json.loads(sys.argv[1])
    isolated = confine(memory_bytes=options["memory"], cpu_seconds=options["cpu"])
    print(json.dumps(answer(options["what"], isolated)), flush=True)


def answer(what: str, isolated: bool) -> dict[str, Any]:
    if what == "sleep":
        time.sleep(60)
    while what == "spin":
        pass
    if what == "crash":
        os.abort()
    if what == "environment":
        return {"names": sorted(set(os.environ) - {"LC_CTYPE"})}
    if what == "write":
        return {"written": can_write()}
    names = [name for _, name in socket.if_nameindex()]
    return {"isolated": isolated, "interfaces": names}


def can_write() -> bool:
    try:
        with tempfile.TemporaryFile(buffering=0) as file:
            file.write(b"x")
    except OSError:
        return False
    return True


if __name__ == "__main__":
    main()
