"""Fifty requests a second from a process of its own, until its input ends: load.py PORT TOKEN"""

import json
import sys

from tests.instance.outside import Client


def main() -> None:
    """Say `ready`, send until told to stop, print what came of it."""
    port, token = int(sys.argv[1]), sys.argv[2]
    with Client(port, token, rate=50.0, threads=100) as client:
        print("ready", flush=True)
        sys.stdin.read()
    found = {
        "sent": sum(client.outcomes.values()),
        "failures": client.failures,
        "confirmed": len(client.confirmed),
        "slowest": round(client.slowest, 1),
    }
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
