"""The REST API: every area's routes under /api/."""

from __future__ import annotations

from lazyit.domains.assets.api import ROUTERS as ASSETS
from lazyit.domains.dashboard.api import ROUTERS as DASHBOARD
from lazyit.domains.people.api import ROUTERS as PEOPLE
from lazyit.foundation.accounts.api import ROUTERS as ACCOUNTS
from lazyit.foundation.imports.api import ROUTERS as IMPORTS
from lazyit.foundation.jobs.api import ROUTERS as JOBS
from lazyit.foundation.operations.api import ROUTERS as OPERATIONS
from lazyit.foundation.rbac.api import ROUTERS as ROLES
from lazyit.foundation.rest.application import create_api
from lazyit.foundation.search.api import ROUTERS as SEARCH

api = create_api()

for prefix, router in (
    *ASSETS,
    *PEOPLE,
    *ROLES,
    *ACCOUNTS,
    *OPERATIONS,
    *IMPORTS,
    *JOBS,
    *SEARCH,
    *DASHBOARD,
):
    api.add_router(prefix, router)
