from __future__ import annotations

import json
import subprocess
import sys

SCRIPT = """
import logging, os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "lazyit.config.settings"
django.setup()
import structlog
log = structlog.get_logger("test")
log.info("one", authorization="Bearer x", Cookie="y", path="/assets", new_password="z")
logging.getLogger("library").warning("two %s", "words")
try:
    raise ValueError("no\\nDETAIL:  Key (email)=(ana@example.org) already exists.")
except ValueError:
    local_secret = "hunter2"
    log.exception("three")
"""


def lines() -> list[dict[str, str]]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, timeout=60
    )
    assert not done.stdout
    return [json.loads(line) for line in done.stderr.splitlines()]


def test_every_line_is_json_without_secrets_or_personal_data() -> None:
    one, two, three = lines()
    assert (one["event"], one["path"], one["level"]) == ("one", "/assets", "info")
    assert {one["authorization"], one["Cookie"], one["new_password"]} == {"[redacted]"}
    assert (two["event"], two["logger"]) == ("two words", "library")
    assert "ValueError: no" in three["exception"]
    assert "ana@example.org" not in three["exception"]
    assert "hunter2" not in three["exception"]
