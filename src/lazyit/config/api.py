"""The REST API: every area's routes under /api/."""

from __future__ import annotations

from lazyit.domains.assets.api import ROUTERS as ASSETS
from lazyit.foundation.rest.application import create_api

api = create_api()

for prefix, router in (*ASSETS,):
    api.add_router(prefix, router)
