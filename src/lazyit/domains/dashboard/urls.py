from django.urls import path

from lazyit.domains.dashboard.views import activity, home

urlpatterns = [
    path("", home.home, name="home"),
    path("attention/<slug:key>/dismiss", home.put_aside, name="attention-dismiss"),
    path("attention/<slug:key>/show", home.show_again, name="attention-show"),
    path("activity", activity.activity, name="activity"),
    path("activity/audit", activity.security_log, name="security-log"),
]
