from django.urls import path

from lazyit.foundation.listing import views

urlpatterns = [path("lists/<slug:name>/columns", views.columns, name="list-columns")]
