"""Carry the pins of infra/components.toml to where they are used.

tools/components.py update      write them into compose.yaml and the Dockerfiles
tools/components.py check       exit 1 if one is out of step
tools/components.py digests     ask the registry, through the container engine, what a pin is
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import lazyit

ROOT = Path(__file__).resolve().parent.parent
PINS = ROOT / "infra/components.toml"
USERS = ("compose.yaml", "infra/Dockerfile", "infra/proxy/Dockerfile")
PROXY = ROOT / "infra/proxy"
DIGEST = re.compile(r"@(sha256:[0-9a-f]{64})$")

Components = dict[str, dict[str, Any]]


def main(arguments: list[str]) -> int:
    """Run one command and return the exit code."""
    if arguments == ["digests"]:
        PINS.write_text(with_digests(PINS.read_text()))
    if arguments in (["update"], ["digests"]):
        PINS.write_text(with_proxy_contents(PINS.read_text()))
        for path, text in wanted().items():
            path.write_text(text)
        return 0
    stale = [path for path, text in wanted().items() if path.read_text() != text]
    stale += [PINS] if with_proxy_contents(PINS.read_text()) != PINS.read_text() else []
    print("\n".join(f"{path}: run tools/components.py update" for path in stale) or "Up to date.")
    return 1 if stale else 0


def components() -> Components:
    """What the file says."""
    return tomllib.loads(PINS.read_text())


def name_of(component: dict[str, Any]) -> str:
    """The name of an image, with its digest once that is known."""
    digest = f"@{component['digest']}" if component["digest"] else ""
    return f"{component['image']}:{component['version']}{digest}"


def defaults() -> dict[str, str]:
    """The default of each setting that names an image."""
    pinned = components()
    proxy = pinned.pop("proxy")
    version = pinned["caddy"]["version"].partition("-")[0]
    return {
        **{component["setting"]: name_of(component) for component in pinned.values()},
        "LAZYIT_IMAGE": f"lazyit:{lazyit.__version__}",
        "LAZYIT_PROXY_IMAGE": f"lazyit-proxy:{version}-{proxy['revision']}",
    }


def wanted() -> dict[Path, str]:
    """Each file that uses a pin, as it should be."""
    return {ROOT / name: pinned((ROOT / name).read_text()) for name in USERS}


def pinned(text: str) -> str:
    """A file with the defaults in it, as compose and Dockerfiles write them."""
    for setting, name in defaults().items():
        text = re.sub(rf"\$\{{{setting}:-[^}}]*\}}", f"${{{setting}:-{name}}}", text)
        text = re.sub(rf"^ARG {setting}=.*$", f"ARG {setting}={name}", text, flags=re.MULTILINE)
    return text


def with_proxy_contents(text: str) -> str:
    """Give the proxy's image a new revision if its sources are not those of the last one."""
    proxy = tomllib.loads(text)["proxy"]
    if proxy["contents"] == (now := proxy_contents()):
        return text
    revision = proxy["revision"] + bool(proxy["contents"])
    text = re.sub(r"^revision = \d+$", f"revision = {revision}", text, flags=re.MULTILINE)
    return re.sub(r'^contents = ".*"$', f'contents = "{now}"', text, flags=re.MULTILINE)


def proxy_contents() -> str:
    """What the proxy's image is made from, in short; its base has a pin of its own."""
    digest = hashlib.sha256()
    for path in sorted(PROXY.iterdir()):
        text = re.sub(r"^ARG CADDY_IMAGE=.*$", "", path.read_text(), flags=re.MULTILINE)
        digest.update(f"{path.name}\n{text}\n".encode())
    return digest.hexdigest()[:16]


def with_digests(text: str) -> str:
    """The file with the digest of every pin; all of them, or none."""
    found = {
        name: digest_of(f"{component['image']}:{component['version']}")
        for name, component in tomllib.loads(text).items()
        if "image" in component
    }
    for name, digest in found.items():
        block = re.compile(rf"(^\[{name}\]\n(?:.+\n)*?digest = )\".*\"$", re.MULTILINE)
        text = block.sub(rf'\g<1>"{digest}"', text)
    return text


def digest_of(name: str) -> str:
    """Pull an image and read what it was pulled as; ends this program where that fails."""
    _docker("pull", "--quiet", name)
    listed = _docker("image", "inspect", "--format", '{{join .RepoDigests "\\n"}}', name)
    digests = {match[1] for line in listed.split() if (match := DIGEST.search(line))}
    if len(digests) != 1:
        sys.exit(f"{name}: pulled, but what it is stays uncertain. Nothing was written.")
    return digests.pop()


def _docker(*words: str) -> str:
    try:
        done = subprocess.run(["docker", *words], check=False, capture_output=True, text=True)
    except FileNotFoundError:
        sys.exit("There is no docker here; nothing was written.")
    if done.returncode:
        sys.exit(f"docker {' '.join(words)}: {done.stderr.strip()}\nNothing was written.")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
