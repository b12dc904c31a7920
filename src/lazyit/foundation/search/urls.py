from django.urls import path

from lazyit.foundation.search import views

urlpatterns = [path("search", views.search_page, name="search")]
