"""Query counts kept in a JSON file beside the tests, so that a slow-down shows as a diff.

Run with REWRITE_QUERY_COUNTS=1 to write the numbers anew, on purpose.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext


def assert_query_count(kept: Path, name: str, run: Callable[[], object]) -> None:
    """Run something twice and compare the queries of the second time with the number kept."""
    run()
    with CaptureQueriesContext(connection) as captured:
        run()
    counts = json.loads(kept.read_text()) if kept.exists() else {}
    if os.environ.get("REWRITE_QUERY_COUNTS"):
        kept.write_text(
            json.dumps({**counts, name: len(captured)}, indent=2, sort_keys=True) + "\n"
        )
        return
    statements = "\n".join(query["sql"] for query in captured)
    assert len(captured) == counts.get(name), f"{name}: {len(captured)} queries\n{statements}"
