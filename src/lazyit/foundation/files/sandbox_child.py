"""A confined child that reads nothing and tells how far it is confined (see `sandbox`)."""

import json
import sys

from lazyit.foundation.files.confinement import confine, granted


def main() -> None:
    """Confine this process, then look around."""
    options = json.loads(sys.argv[1])
    limits = {"memory_bytes": options["memory"], "cpu_seconds": options["cpu"]}
    isolated = confine(**limits)
    sys.stdout.write(json.dumps({"granted": granted(**limits, isolated=isolated)}) + "\n")


if __name__ == "__main__":
    main()
