"""Addresses of imports."""

from __future__ import annotations

from django.urls import path

from lazyit.foundation.imports import views

app_name = "imports"
urlpatterns = [
    path("imports", views.index, name="index"),
    path("imports/<opaque:session_id>", views.show, name="session"),
    path("imports/<opaque:session_id>/progress", views.progress, name="progress"),
    path("imports/<opaque:session_id>/mapping", views.map_columns, name="mapping"),
    path("imports/<opaque:session_id>/decisions", views.decide, name="decisions"),
    path("imports/<opaque:session_id>/commit", views.commit, name="commit"),
    path("imports/<opaque:session_id>/discard", views.discard, name="discard"),
    path("imports/<opaque:session_id>/errors.csv", views.errors, name="errors"),
]
