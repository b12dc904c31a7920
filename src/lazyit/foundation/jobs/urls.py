from django.urls import path

from lazyit.foundation.jobs import views

urlpatterns = [
    path("jobs", views.jobs, name="jobs"),
    path("jobs/<opaque:job_id>", views.job, name="job"),
    path("jobs/<opaque:job_id>/cancel", views.cancel),
]
