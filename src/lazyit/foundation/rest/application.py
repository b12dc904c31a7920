"""The API object: fast JSON in and out, denied unless declared."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from ninja.types import DictStrAny

from lazyit.foundation.rest import errors
from lazyit.foundation.rest.authentication import Denied
from lazyit.kernel.errors import Invalid


class OrjsonParser(Parser):
    """Reads bodies strictly: no NaN, no lone surrogates, bounded depth."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        """Return the parsed body; raise Invalid if it is not JSON."""
        try:
            return orjson.loads(request.body)  # type: ignore[no-any-return]
        except orjson.JSONDecodeError as error:
            raise Invalid(f"The body is not valid JSON: {error}.", code="invalid_json") from None


class OrjsonRenderer(BaseRenderer):
    """Writes answers."""

    media_type = "application/json"

    def render(self, _request: HttpRequest, data: Any, *, response_status: int) -> bytes:  # noqa: ARG002
        """Return the JSON of an answer."""
        return orjson.dumps(data, option=orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS)


def create_api() -> NinjaAPI:
    """Return an API without routes, in which an undeclared route is closed."""
    api = NinjaAPI(
        title="lazyit",
        auth=Denied(),
        parser=OrjsonParser(),
        renderer=OrjsonRenderer(),
        docs_url=None,
        openapi_url=None,
        urls_namespace="api",
    )
    errors.install(api)
    return api
