"""/api/config/asset-tag-scheme"""

from __future__ import annotations

from typing import Annotated

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import BeforeValidator, Field

from lazyit.domains.assets.actions import tags as actions
from lazyit.domains.assets.models import TagScheme
from lazyit.foundation.listing.spec import Row
from lazyit.foundation.rest.answers import answer, expected_version
from lazyit.foundation.rest.authentication import ApiRequest, needs
from lazyit.foundation.rest.schema import Body, Integer, Text

router = Router(tags=["asset tags"])
MANAGE = needs("settings:manage", people_only=True)

Affix = Annotated[Text, Field(max_length=64), BeforeValidator(lambda v: "" if v is None else v)]


class SchemeIn(Body):
    """The scheme; leaving ``startNumber`` out never moves the counter."""

    enabled: bool
    prefix: Affix = ""
    suffix: Affix = ""
    width: Annotated[Integer, Field(le=32)] = 0
    start_number: Integer | None = None


class Affixes(Body):
    """Affixes that are not saved yet."""

    prefix: Affix = ""
    suffix: Affix = ""


class Draft(Affixes):
    """A whole scheme that is not saved yet; query values arrive as text."""

    width: Annotated[int, Field(ge=0, le=32)] = 0
    from_: Annotated[int, Field(alias="from", ge=0, le=actions.MAX_NUMBER)] = 1


@router.get("", auth=MANAGE)
def read_scheme(request: ApiRequest) -> HttpResponse:
    """Return the scheme; unset is disabled, next 1."""
    scheme = actions.current_scheme()
    return answer(_body(scheme), version=scheme.version)


@router.put("", auth=MANAGE)
def update_scheme(request: ApiRequest, body: SchemeIn) -> HttpResponse:
    """Replace the scheme."""
    scheme = actions.update_scheme(
        actor=request.auth,
        values=body.model_dump(exclude={"start_number"}),
        start_number=body.start_number,
        expected_version=expected_version(request),
    )
    return answer(_body(scheme), version=scheme.version)


@router.get("/seed-suggestion", auth=MANAGE)
def suggest_seed(request: ApiRequest, draft: Query[Affixes]) -> HttpResponse:
    """Suggest where to begin for these affixes."""
    return answer(actions.seed_suggestion(draft.prefix, draft.suffix))


@router.get("/next-tag", auth=MANAGE)
def preview_tag(request: ApiRequest, draft: Query[Draft]) -> HttpResponse:
    """Say which tag would be next, writing nothing."""
    scheme = TagScheme(
        prefix=draft.prefix, suffix=draft.suffix, width=draft.width, next_number=draft.from_
    )
    return answer(actions.preview(scheme))


def _body(scheme: TagScheme) -> Row:
    return {
        "enabled": scheme.enabled,
        "prefix": scheme.prefix or None,
        "suffix": scheme.suffix or None,
        "width": scheme.width,
        "nextNumber": scheme.next_number,
        "version": scheme.version,
    }
