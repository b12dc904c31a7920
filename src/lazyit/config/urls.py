"""Every address of the product; pages at the root, the API under /api/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from lazyit.config.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", api.urls),
]
