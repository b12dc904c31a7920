from django.urls import path

from lazyit.foundation.pages import views

urlpatterns = [
    path("preferences", views.preferences, name="preferences"),
    path("palette", views.palette_results, name="palette"),
    path("settings", views.settings_home, name="settings"),
]
