"""The pages that models, categories and locations share: new, edit, archive, restore."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from lazyit.domains.assets.forms.record import RecordForm
from lazyit.domains.assets.specs import Specs
from lazyit.foundation.accounts.gatekeeper import SignedRequest
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.pages.dialogs import done, refused
from lazyit.foundation.pages.forms import posted
from lazyit.foundation.pages.notices import notify
from lazyit.foundation.pages.pickers import Option, created_response, is_inline
from lazyit.foundation.records.record import Record
from lazyit.kernel.errors import Conflict, DomainError, Stale

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text


@dataclass(frozen=True)
class CataloguePages:
    """What differs between models, categories and locations.

    ``uses`` says in numbers what archiving means; the actions take the record's id as ``key``.
    """

    area: str
    path: str
    plural: Text
    new_title: Text
    form: type[RecordForm]
    get: Callable[[Actor, str], Any]
    create: Callable[..., Any]
    update: Callable[..., Any]
    archive: Callable[..., Any]
    restore: Callable[..., Any]
    key: str
    option: Callable[[str], Option | None]
    uses: Callable[[Any], str]
    has_record: bool = True

    def rights(self, actor: Actor) -> dict[str, bool]:
        """Return what templates ask about the actor."""
        return {
            "may_write": actor.may(f"{self.area}:write"),
            "may_archive": actor.may(f"{self.area}:delete"),
        }

    def new(self, request: SignedRequest) -> HttpResponse:
        """Create a record, on its page or from a picker."""
        kept = {name: request.GET[name] for name in self.form.base_fields if name in request.GET}
        form = self.form(posted(request), initial=kept)
        form.limit_to(request.actor)
        if request.method == "POST" and form.is_valid():
            try:
                record = self.create(actor=request.actor, values=form.columns())
            except DomainError as refusal:
                form.refuse(refusal)
            else:
                return self._created(request, record)
        return self._draw(request, form, {"title": self.new_title, "inline": is_inline(request)})

    def edit(self, request: SignedRequest, record_id: str) -> HttpResponse:
        """Change a record; if somebody else did meanwhile, show where it differs."""
        record = self.get(request.actor, record_id)
        stored: dict[str, Specs] = {"stored": record.specs} if hasattr(record, "specs") else {}
        form = self.form(posted(request), initial=self.form.initial_of(record), **stored)
        form.limit_to(request.actor)
        if request.method == "POST" and form.is_valid() and self._saved(request, form, record):
            notify(request, _("“%(name)s” was saved.") % {"name": form.cleaned_data["name"]})
            return HttpResponseRedirect(self.place(record))
        title = _("Edit %(name)s") % {"name": record.name}
        return self._draw(request, form, {"title": title, "record": record})

    def remove(self, request: SignedRequest, record_id: str) -> HttpResponse:
        """Say what archiving means here, then do it."""
        record = self.get(request.actor, record_id)
        if request.method == "POST":
            self.archive(actor=request.actor, **{self.key: record.pk})
            text = _("“%(name)s” was archived.") % {"name": record.name}
            here = f"{self.path}/{record.pk}"
            return done(request, self.path, text, undo=f"{here}/restore", gone=here)
        context = {"record": record, "uses": self.uses(record), "pages": self}
        return render(request, "assets/catalogue_archive.html", context)

    def bring_back(self, request: SignedRequest, record_id: str) -> HttpResponse:
        """Restore a record."""
        try:
            record = self.restore(actor=request.actor, **{self.key: record_id})
        except Conflict as refusal:
            return refused(request, f"{self.path}?archived=only", refusal.message)
        text = _("“%(name)s” is in use again.") % {"name": record.name}
        return done(request, self.place(record), text)

    def place(self, record: Record) -> str:
        """Return the address of a record, or of the list where there are no records to open."""
        return f"{self.path}/{record.pk}" if self.has_record else self.path

    def _created(self, request: SignedRequest, record: Any) -> HttpResponse:
        option = self.option(record.pk)
        if is_inline(request) and option:
            return created_response(option)
        notify(request, _("“%(name)s” was created.") % {"name": record.name})
        return HttpResponseRedirect(self.place(record))

    def _saved(self, request: SignedRequest, form: RecordForm, record: Any) -> bool:
        try:
            self.update(
                actor=request.actor,
                values=form.changes(record),
                expected_version=form.expected_version(),
                **{self.key: record.pk},
            )
        except Stale:
            form.stale(version=str(record.version), current=form.words_of(record))
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return True
        return False

    def _draw(
        self, request: SignedRequest, form: RecordForm, context: dict[str, Any]
    ) -> HttpResponse:
        status = 400 if form.errors else 412 if form.differences else 200
        context = {**context, **self.rights(request.actor), "form": form, "pages": self}
        return render(request, "assets/catalogue_form.html", context, status=status)
