from django.urls import path

from lazyit.domains.assets.views import (
    asset_bulk,
    asset_form,
    asset_life,
    asset_list,
    asset_record,
    pickers,
)

urlpatterns = [
    path("assets", asset_list.asset_list, name="assets"),
    path("assets/filters/<slug:name>", asset_list.asset_filter),
    path("assets/people/pick", pickers.people),
    path("assets/new", asset_form.new, name="asset-new"),
    path("assets/new/specs", asset_form.specs_rows),
    path("assets/bulk/<slug:name>", asset_bulk.change),
    path("assets/<opaque:asset_id>", asset_record.record, name="asset"),
    path("assets/<opaque:asset_id>/preview", asset_record.preview),
    path("assets/<opaque:asset_id>/menu", asset_record.row_menu),
    path("assets/<opaque:asset_id>/status", asset_record.set_status),
    path("assets/<opaque:asset_id>/facts/<slug:name>", asset_record.fact),
    path("assets/<opaque:asset_id>/facts/<slug:name>/shown", asset_record.fact_shown),
    path("assets/<opaque:asset_id>/archive", asset_life.archive),
    path("assets/<opaque:asset_id>/restore", asset_life.restore),
    path("assets/<opaque:asset_id>/assign", asset_life.assign),
    path("assets/<opaque:asset_id>/release", asset_life.release),
    path("assets/<opaque:asset_id>/hand-back/<uuid:person_id>", asset_life.hand_back),
    path("asset-assignments/<opaque:assignment_id>/release", asset_life.release_one),
    path("asset-assignments/<opaque:assignment_id>/notes", asset_life.edit_notes),
    path("asset-assignments/<opaque:assignment_id>/acknowledge", asset_life.acknowledge),
    path("assets/<opaque:asset_id>/edit", asset_form.edit),
    path("assets/<opaque:asset_id>/clone", asset_form.clone),
    path("asset-models/pick", pickers.models),
    path("locations/pick", pickers.locations),
    path("settings/asset-categories/pick", pickers.categories),
]
