"""Every address of the product; pages at the root, the API under /api/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from lazyit.config.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", api.urls),
    path("", include("lazyit.foundation.pages.urls")),
    path("", include("lazyit.foundation.rbac.urls")),
    path("", include("lazyit.foundation.accounts.urls")),
    path("", include("lazyit.foundation.operations.urls")),
    path("", include("lazyit.foundation.jobs.urls")),
    path("", include("lazyit.foundation.listing.urls")),
    path("", include("lazyit.foundation.imports.urls")),
    path("", include("lazyit.foundation.search.urls")),
    path("", include("lazyit.domains.assets.urls")),
    path("", include("lazyit.domains.dashboard.urls")),
    path("", include("lazyit.domains.people.urls")),
]

handler400 = "lazyit.foundation.pages.problems.bad_request"
handler403 = "lazyit.foundation.pages.problems.forbidden"
handler404 = "lazyit.foundation.pages.problems.not_found"
handler500 = "lazyit.foundation.pages.problems.server_error"
