from django.urls import path

from lazyit.foundation.rbac import views

urlpatterns = [path("settings/roles", views.roles, name="roles")]
