"""The REST API: every area's routes under /api/."""

from __future__ import annotations

from lazyit.foundation.rest.application import create_api

api = create_api()
