"""The REST API: every area's routes under /api/."""

from __future__ import annotations

from lazyit.domains.assets.api import ROUTERS as ASSETS
from lazyit.foundation.accounts.api import ROUTERS as ACCOUNTS
from lazyit.foundation.imports.api import ROUTERS as IMPORTS
from lazyit.foundation.operations.api import ROUTERS as OPERATIONS
from lazyit.foundation.rest.application import create_api

api = create_api()

for prefix, router in (*ASSETS, *ACCOUNTS, *OPERATIONS, *IMPORTS):
    api.add_router(prefix, router)
