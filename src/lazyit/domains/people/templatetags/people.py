"""Marks of people: roles and states in words with their tone, links with their preview."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lazyit.foundation.accounts.models import ROLE_LABELS

register = template.Library()
ROLES = dict(ROLE_LABELS)
# What imports and directories call their columns; other names are shown as they are.
ATTRIBUTES = {
    "department": gettext_lazy("Department"),
    "jobTitle": gettext_lazy("Job title"),
    "supervisor": gettext_lazy("Supervisor"),
}


@register.filter
def role_label(role: str) -> str:
    """Return a role's words."""
    return str(ROLES.get(role, role))


@register.filter
def active_mark(active: bool) -> SafeString:
    """Draw whether a person is active."""
    if active:
        return format_html('<span class="status green">{}</span>', _("Active"))
    return format_html('<span class="status slate dash">{}</span>', _("Inactive"))


@register.filter
def attribute_label(name: str) -> str:
    """Return the words of a free attribute."""
    return str(ATTRIBUTES.get(name, name))
