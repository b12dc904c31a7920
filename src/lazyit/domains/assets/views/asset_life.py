"""Archiving and restoring an asset; who holds it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lazyit.domains.assets.access import get_asset, get_assignment, own_assignment
from lazyit.domains.assets.actions import assignments as actions
from lazyit.domains.assets.actions import bulk
from lazyit.domains.assets.actions.assets import archive_asset, restore_asset
from lazyit.domains.assets.forms.holding import (
    AcknowledgeForm,
    ArchiveForm,
    AssignForm,
    NotesForm,
    ReleaseForm,
)
from lazyit.domains.assets.models import Asset, Assignment
from lazyit.foundation.accounts.gatekeeper import SignedRequest
from lazyit.foundation.pages.dialogs import done, refused
from lazyit.foundation.pages.forms import posted
from lazyit.foundation.rbac.requirements import requires, signed_in
from lazyit.kernel.errors import Conflict, DomainError

METHODS = ["GET", "POST"]


@requires("asset:delete")
@require_http_methods(METHODS)
def archive(request: SignedRequest, asset_id: str) -> HttpResponse:
    """Say what archiving means here, then do it."""
    asset = get_asset(request.actor, asset_id)
    held = _held(asset)
    form = ArchiveForm(posted(request))
    if not (held and request.actor.may("asset:write")):
        del form.fields["release"]
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data.get("release"):
            bulk.archive_assets(actor=request.actor, ids=[asset.pk], release=True)
        else:
            archive_asset(actor=request.actor, asset_id=asset.pk)
        text = _("“%(name)s” was archived.") % {"name": asset.name}
        record = f"/assets/{asset.pk}"
        return done(request, "/assets", text, undo=f"{record}/restore", gone=record)
    return render(request, "assets/archive.html", {"asset": asset, "held": held, "form": form})


@requires("asset:delete")
@require_POST
def restore(request: SignedRequest, asset_id: str) -> HttpResponse:
    """Bring an archived asset back."""
    try:
        asset = restore_asset(actor=request.actor, asset_id=asset_id)
    except Conflict as refusal:
        return refused(request, "/assets?archived=only", refusal.message)
    text = _("“%(name)s” is in use again.") % {"name": asset.name}
    return done(request, f"/assets/{asset_id}", text)


@requires("asset:write")
@require_http_methods(METHODS)
def assign(request: SignedRequest, asset_id: str) -> HttpResponse:
    """Give an asset to a person."""
    request.actor.require("user:read")  # the form names people
    asset = get_asset(request.actor, asset_id)
    form = AssignForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            hold = actions.assign_asset(actor=request.actor, asset_id=asset.pk, **form.arguments())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return done(request, f"/assets/{asset.pk}", _given(hold, asset))
    return render(request, "assets/assign.html", {"asset": asset, "form": form})


@requires("asset:write")
@require_http_methods(METHODS)
def release(request: SignedRequest, asset_id: str) -> HttpResponse:
    """Take an asset back from those who hold it."""
    asset = get_asset(request.actor, asset_id)
    return _release(request, asset, _held(asset))


@requires("asset:write")
@require_http_methods(METHODS)
def release_one(request: SignedRequest, assignment_id: str) -> HttpResponse:
    """Take an asset back from one person."""
    hold = get_assignment(request.actor, assignment_id)
    return _release(request, hold.asset, [] if hold.released_at else [hold])


@requires("asset:write")
@require_POST
def hand_back(request: SignedRequest, asset_id: str, person_id: UUID) -> HttpResponse:
    """Undo a release by assigning anew."""
    asset = get_asset(request.actor, asset_id)
    try:
        hold = actions.assign_asset(actor=request.actor, asset_id=asset.pk, user_id=person_id)
    except DomainError as refusal:
        return refused(request, f"/assets/{asset_id}", refusal.message)
    return done(request, f"/assets/{asset_id}", _given(hold, asset))


@requires("asset:write")
@require_http_methods(METHODS)
def edit_notes(request: SignedRequest, assignment_id: str) -> HttpResponse:
    """Change the notes of an assignment, also of a past one."""
    hold = get_assignment(request.actor, assignment_id)
    form = NotesForm(posted(request), initial={"notes": hold.notes})
    if request.method == "POST" and form.is_valid():
        actions.edit_assignment_notes(
            actor=request.actor, assignment_id=hold.pk, notes=form.values()["notes"]
        )
        return done(request, f"/assets/{hold.asset_id}", _("The notes were saved."))
    return render(request, "assets/assignment_notes.html", {"hold": hold, "form": form})


@signed_in
@require_http_methods(METHODS)
def acknowledge(request: SignedRequest, assignment_id: str) -> HttpResponse:
    """Let an owner confirm having received an asset."""
    hold = own_assignment(request.actor, assignment_id)
    form = AcknowledgeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.acknowledge_assignment(
                actor=request.actor, assignment_id=hold.pk, note=form.values()["note"]
            )
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            to = f"/assets/{hold.asset_id}" if request.actor.may("asset:read") else "/profile"
            return done(request, to, _("Thank you. Your receipt is on record."))
    return render(request, "assets/acknowledge.html", {"hold": hold, "form": form})


def _release(request: SignedRequest, asset: Asset, held: list[Assignment]) -> HttpResponse:
    record = f"/assets/{asset.pk}"
    if not held:
        return refused(request, record, _("Nobody holds this asset any more."))
    form = ReleaseForm(held, posted(request))
    if request.method == "POST" and form.is_valid():
        chosen, notes = form.cleaned_data["holds"], form.values()["notes"]
        try:
            actions.release_assignments(
                actor=request.actor, assignment_ids=chosen, values={"notes": notes} if notes else {}
            )
        except DomainError as refusal:
            return refused(request, record, refusal.message)
        undo = f"{record}/hand-back/{held[0].user_id}" if len(held) == 1 else ""
        text = _("“%(name)s” was released.") % {"name": asset.name}
        return done(request, record, text, undo=undo)
    return render(request, "assets/release.html", {"asset": asset, "held": held, "form": form})


def _held(asset: Asset) -> list[Assignment]:
    rows = Assignment.objects.active().filter(asset=asset).select_related("user")
    return list(rows.order_by("assigned_at", "pk"))


def _given(hold: Assignment, asset: Asset) -> str:
    return _("%(person)s now has “%(name)s”.") % {"person": hold.user.name, "name": asset.name}
