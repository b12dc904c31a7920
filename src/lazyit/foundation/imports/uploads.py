"""The uploaded file of a request, for the API and the page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from lazyit.kernel.errors import Invalid, TooLarge

_ENVELOPE = 64 * 1024  # what a multipart body holds besides the file
_FIELDS = {"file", "entity", "csrfmiddlewaretoken"}


def uploaded_file(request: HttpRequest) -> UploadedFile[Any]:
    """Return the one file of a form; raise TooLarge before a huge body is read."""
    limit = settings.INSTANCE.max_import_bytes
    if _declared_length(request) > limit + _ENVELOPE:
        raise TooLarge(_("The file is larger than %(limit)s MB.") % {"limit": limit // 2**20})
    if foreign := sorted({*request.POST, *request.FILES} - _FIELDS):
        raise Invalid.field(foreign[0][:100], _("This key is not known."), code="unknown_key")
    file = request.FILES.get("file")
    if file is None:
        raise Invalid.field("file", _("Choose a file."), code="required")
    return file


def _declared_length(request: HttpRequest) -> int:
    text = request.headers.get("Content-Length", "")
    return int(text) if text.isdigit() else 0
