"""What lists say of a bundle, also of a damaged one."""

from datetime import datetime, timezone
from typing import Any

from lazyit.instance.backup import verify
from lazyit.instance.backup.bundle import Bundle
from lazyit.instance.failures import InstanceError

VERIFIED, FAILED, UNVERIFIED = "verified", "failed", "unverified"


def about(found: Bundle) -> dict[str, Any]:
    """Its age and size, what came of its proof, and what its manifest adds."""
    proof = verify.last(found)
    state = UNVERIFIED if proof is None else VERIFIED if proof.ok else FAILED
    seconds = (datetime.now(timezone.utc) - found.made).total_seconds()
    facts = {
        "name": found.name,
        "madeAt": found.made.isoformat(),
        "ageSeconds": round(seconds),
        "size": found.size,
        "state": state,
        "verifiedAt": proof.at if proof else None,
        "problems": proof.problems if proof else [],
    }
    return {**facts, **_told(found)}


def _told(found: Bundle) -> dict[str, Any]:
    """What its manifest adds, if that can be read."""
    try:
        manifest = found.manifest
    except InstanceError as error:
        return {"why": "", "who": "", "damaged": error.what}
    return {
        "why": manifest["why"],
        "who": manifest["who"],
        "version": manifest["version"],
        "databases": [held["database"] for held in found.databases.values()],
        "attachments": len(found.attachments),
        "keys": manifest["keys"],
        "environmentInside": manifest["environment"]["inside"],
        "note": manifest["environment"]["note"],
    }
