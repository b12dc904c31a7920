"""Where an instance is reached from: any host of a network, this machine, or the internet."""

from collections.abc import Mapping
from ipaddress import ip_address

LAN, LOCAL, REAL = "lan", "local", "real"
# Names that no public authority vouches for (RFC 6761, 6762, 8375, and what routers hand out).
LOCAL_ENDINGS = (".localhost", ".local", ".lan", ".home.arpa", ".internal", ".home", ".test")


def mode_of(values: Mapping[str, str]) -> str:
    """Whether the proxy serves any host without TLS, a local name, or a real one."""
    address = values.get("LAZYIT_SITE_ADDRESS", ":80")
    if address.startswith(":"):
        return LAN
    return LOCAL if _is_local(host_of(address)) else REAL


def host_of(address: str) -> str:
    """The host of `host`, `host:port`, `[address]` or `[address]:port`."""
    if address.startswith("["):
        return address[1:].partition("]")[0].lower()
    return address.partition(":")[0].rstrip(".").lower()


def _is_local(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith(LOCAL_ENDINGS)
