"""For a process that a server of the instance forks."""

import os
from multiprocessing import parent_process

from lazyit.instance.child import die_with_parent


def die_with_server() -> None:
    """End when the server's main process does, even if that has happened already."""
    die_with_parent()
    server = parent_process()
    if server and server.pid != os.getppid():
        os._exit(1)
