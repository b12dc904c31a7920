from django.urls import path

from lazyit.foundation.operations import views
from lazyit.foundation.operations.probe import probe

urlpatterns = [
    path("health/live", views.live, name="health_live"),
    path("health/ready", views.ready, name="health_ready"),
    path("health/probe", probe, name="health_probe"),
    path("setup", views.set_up, name="set_up"),
    path("settings/instance", views.instance_page, name="instance"),
    path("settings/instance/backups", views.instance_backups, name="instance-backups"),
    path("settings/instance/backups/new", views.new_backup, name="instance-backup-new"),
    path("settings/instance/updates", views.instance_updates, name="instance-updates"),
    path("settings/instance/updates/notes", views.instance_notes, name="instance-notes"),
    path("settings/instance/health", views.instance_health, name="instance-health"),
]
