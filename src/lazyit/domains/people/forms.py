"""The forms about people."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from lazyit.domains.people.choosing import asset_option, person_option
from lazyit.domains.people.schemas import columns
from lazyit.foundation.accounts.models import ROLE_LABELS, Person
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.pages.forms import PageForm
from lazyit.foundation.pages.pickers import PickerField
from lazyit.foundation.rbac.catalogue import VIEWER


def _manager_field() -> PickerField:
    return PickerField(
        label=_("Manager"), url="/people/pick", resolve=person_option, required=False
    )


class VersionedForm(PageForm):
    """A form that knows which version of the record it began with."""

    @property
    def expected_version(self) -> int | None:
        """The version that was shown; a text that is none counts as out of date."""
        version = self.cleaned_data["version"]
        if not version:
            return None
        return int(version) if version.isdecimal() and len(version) < 10 else 0

    def begin_with(self, version: int) -> None:
        """Take another version as the one that was shown, for the next time it is sent."""
        self.data = {name: self[name].value() for name in self.fields} | {"version": str(version)}


class PersonForm(VersionedForm):
    """A person's profile."""

    first_name = forms.CharField(label=_("First name"), max_length=100)
    last_name = forms.CharField(label=_("Last name"), max_length=100)
    email = forms.CharField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    username = forms.CharField(
        label=_("Username"),
        max_length=100,
        required=False,
        help_text=_("Another name to sign in with."),
    )
    legajo = forms.CharField(label=_("Employee number"), max_length=100, required=False)
    manager = _manager_field()
    manager_name = forms.CharField(
        label=_("Manager outside"),
        max_length=200,
        required=False,
        help_text=_("The name of a manager who is not in lazyit."),
    )

    @property
    def changes(self) -> dict[str, Any]:
        """The columns that were typed; only those of fields that the form has."""
        values = self.values()
        if "manager" in values:
            manager, name = values.pop("manager"), values.pop("manager_name")
            values["manager"] = {"manager_id": manager and UUID(manager), "manager_name": name}
        return columns(values)

    def show_current(self, person: Person) -> None:
        """Show how the record differs from what was typed, after somebody else's change."""
        current = {name: value or "" for name, value in initial(person).items()}
        manager = person.manager
        self.stale(
            version=str(person.version),
            current={**current, "manager": manager.name if manager else ""},
        )


class EditForm(PersonForm):
    """The profile of somebody who is there; a directory person needs no e-mail."""

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {**initial(person), "version": person.version}
        super().__init__(*args, **kwargs)
        self.fields["email"].required = not person.directory_only


class FactForm(EditForm):
    """One fact of the profile, edited in place."""

    def __init__(self, person: Person, name: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(person, *args, **kwargs)
        kept = {"manager", "manager_name"} if name == "manager" else {name}
        for other in self.fields.keys() - kept - {"version"}:
            del self.fields[other]


class NewPersonForm(PersonForm):
    """A new person, with their role and the asset they start with."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=ROLE_LABELS,
        initial=VIEWER,
        help_text=_("What each role may do is set under Settings → Roles."),
    )
    asset = PickerField(
        label=_("First asset"),
        url="/people/pick-asset",
        resolve=asset_option,
        required=False,
        help_text=_("Assigned right away; more can follow on the person’s page."),
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not actor.may("asset:write"):
            del self.fields["asset"]

    @property
    def asset_id(self) -> str | None:
        """The asset to start with."""
        return self.cleaned_data.get("asset") or None

    @property
    def changes(self) -> dict[str, Any]:
        """The columns that were typed."""
        return {name: value for name, value in super().changes.items() if name != "asset"}


class AssignForm(PageForm):
    """An asset to assign to a person."""

    asset = PickerField(label=_("Asset"), url="/people/pick-asset", resolve=asset_option)
    notes = forms.CharField(
        label=_("Notes"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class OffboardForm(VersionedForm):
    """Who takes over the reports of somebody who leaves."""

    manager = PickerField(
        label=_("New manager of their reports"),
        url="/people/pick",
        resolve=person_option,
        required=False,
        help_text=_("Left empty, they keep the one who leaves, shown as former."),
    )

    @property
    def new_manager_id(self) -> UUID | None:
        """The person chosen."""
        chosen = self.cleaned_data["manager"]
        return UUID(chosen) if chosen else None


def initial(person: Person) -> dict[str, Any]:
    """Return a person's profile as the form's fields hold it."""
    return {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "email": person.email,
        "username": person.username,
        "legajo": person.employee_number,
        "manager": person.manager_id and str(person.manager_id),
        "manager_name": person.manager_name,
    }
