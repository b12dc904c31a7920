from django.urls import path

from lazyit.domains.assets.views import asset_list

urlpatterns = [
    path("assets", asset_list.asset_list, name="assets"),
    path("assets/new", asset_list.asset_list, name="asset-new"),
    path("assets/filters/<slug:name>", asset_list.asset_filter),
]
