"""Whether the collected styles and scripts are those of the installed code."""

import hashlib
import sysconfig
from pathlib import Path

import lazyit
from lazyit.instance.layout import Layout

PACKAGE = Path(lazyit.__file__).parent


def fingerprint() -> str:
    """What collecting depends on: our sources, the settings, and which packages are installed."""
    sources = [PACKAGE / "config/settings.py", *PACKAGE.glob("**/static/**/*")]
    facts = [f"{path}:{path.stat().st_mtime_ns}" for path in sorted(sources)]
    installed = sorted(path.name for path in Path(sysconfig.get_path("purelib")).iterdir())
    return hashlib.sha256("\n".join([*facts, *installed]).encode()).hexdigest()


def is_current(layout: Layout) -> bool:
    """Whether they were collected from exactly this."""
    try:
        return _stamp(layout).read_text() == fingerprint()
    except OSError:
        return False


def remember(layout: Layout) -> None:
    """Note what was collected, once it was collected whole."""
    _stamp(layout).write_text(fingerprint())


def forget(layout: Layout) -> None:
    """Collecting begins: until it is remembered, nothing is known."""
    _stamp(layout).unlink(missing_ok=True)


def _stamp(layout: Layout) -> Path:
    return layout.run / "static-collected"
