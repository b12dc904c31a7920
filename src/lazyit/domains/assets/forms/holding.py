"""Forms about who holds an asset."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from lazyit.domains.assets import choosing
from lazyit.domains.assets.forms.fields import DayField, TextField
from lazyit.domains.assets.models import Assignment
from lazyit.foundation.pages import formats
from lazyit.foundation.pages.forms import PageForm
from lazyit.foundation.pages.pickers import PickerField


class AssignForm(PageForm):
    """Who gets an asset, since when."""

    user = PickerField(
        label=_("Person"),
        url="/assets/people/pick",
        resolve=choosing.owner_option,
        first=choosing.first_people,
    )
    assigned_at = DayField(label=_("Since"), help_text=_("Left blank, from now on."))
    notes = TextField(label=_("Notes"), max_length=2000, rows=2)

    def arguments(self) -> dict[str, Any]:
        """Return what the action takes."""
        given = self.values()
        day = given["assigned_at"]
        since = datetime.combine(day, time(), formats.zone()) if day else None
        return {"user_id": UUID(given["user"]), "assigned_at": since, "notes": given["notes"]}


class ReleaseForm(PageForm):
    """Whose hold ends; with one owner there is nothing to choose."""

    holds = forms.MultipleChoiceField(
        label=_("Take back from"), widget=forms.CheckboxSelectMultiple
    )
    notes = TextField(label=_("Notes"), max_length=2000, rows=2)

    def __init__(self, held: Sequence[Assignment], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holds"].choices = [(h.pk, h.user.name) for h in held]  # type: ignore[attr-defined]  # a choice field
        if len(held) == 1:
            self.fields["holds"].widget = forms.MultipleHiddenInput()
            self.initial["holds"] = [held[0].pk]


class NotesForm(PageForm):
    """The notes of an assignment."""

    notes = TextField(label=_("Notes"), max_length=2000, rows=4)


class AcknowledgeForm(PageForm):
    """What the owner says on receipt."""

    note = TextField(label=_("Note"), max_length=2000, rows=2)


class ArchiveForm(PageForm):
    """Whether those who hold what is archived give it back."""

    release = forms.BooleanField(label=_("Also release it from them"), required=False)
