from django.urls import path

from lazyit.domains.people.views import editing, holding, joining, leaving, people_list, record
from lazyit.domains.people.views import profile as own

urlpatterns = [
    path("people", people_list.people_list, name="people"),
    path("people/new", joining.create_person, name="person-new"),
    path("people/pick", people_list.pick_person, name="person-pick"),
    path("people/pick-asset", people_list.pick_asset, name="person-pick-asset"),
    path("people/<uuid:person_id>", record.person_record, name="person"),
    path("people/<uuid:person_id>/preview", record.person_preview),
    path("people/<uuid:person_id>/edit", editing.edit_person),
    path("people/<uuid:person_id>/facts/<slug:name>", editing.edit_fact),
    path("people/<uuid:person_id>/facts/<slug:name>/shown", editing.leave_fact),
    path("people/<uuid:person_id>/role/<slug:role>", editing.set_role),
    path("people/<uuid:person_id>/activate", editing.activate),
    path("people/<uuid:person_id>/deactivate", editing.deactivate),
    path("people/<uuid:person_id>/two-step/off", editing.turn_two_factor_off),
    path("people/<uuid:person_id>/reset-password", joining.reset),
    path("people/<uuid:person_id>/provision", joining.provision),
    path("people/<uuid:person_id>/assign", holding.assign),
    path("people/<uuid:person_id>/release/<opaque:assignment_id>", holding.release),
    path("people/<uuid:person_id>/assign-again/<opaque:asset_id>", holding.assign_again),
    path("people/<uuid:person_id>/offboard", leaving.offboard),
    path("people/<uuid:person_id>/restore", leaving.restore),
    path("profile", own.profile, name="profile"),
    path("profile/assets/<opaque:assignment_id>/acknowledge", own.acknowledge),
]
