"""Logs: one JSON object a line on the error stream; metadata only, no personal data."""

from __future__ import annotations

import logging
import re
import sys
import time
from collections.abc import Callable
from typing import Any

import structlog
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from structlog.typing import EventDict, Processor

from lazyit.foundation.pages.requests import current_request_id

SECRET = re.compile(r"authori[sz]ation|cookie|password|secret|token|code", re.IGNORECASE)
REDACTED = "[redacted]"
# PostgreSQL repeats the values of a row that it refuses.
_VALUES = re.compile(r"^(DETAIL|CONTEXT|LINE \d+):.*$", re.MULTILINE)
_UNTOLD = ("/health/", "/static/")

log = structlog.get_logger("lazyit.request")


def configure(given: dict[str, Any]) -> None:
    """Send our log and that of every library through one formatter (``LOGGING_CONFIG``)."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        add_request_id,
        redact,
        structlog.processors.format_exc_info,
        withhold_values,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    logging.basicConfig(level=given["level"], handlers=[handler], force=True)
    logging.captureWarnings(capture=True)


def add_request_id(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Name the request that a line belongs to."""
    if request_id := current_request_id():
        event["request_id"] = request_id
    return event


def redact(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Withhold every value whose name sounds secret, and what Django would add of a request."""
    event.pop("request", None)
    for name in event:
        if SECRET.search(name) and name != "status_code":
            event[name] = REDACTED
    return event


def withhold_values(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Cut the values of rows out of a database error's traceback."""
    if isinstance(event.get("exception"), str):
        event["exception"] = _VALUES.sub(rf"\1: {REDACTED}", event["exception"])
    return event


class RequestLog:
    """Middleware: one line a request. The query string stays out: people search for names."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, then tell how it went."""
        started = time.perf_counter()
        response = self.get_response(request)
        if not request.path.startswith(_UNTOLD):
            log.info(
                "request",
                method=request.method,
                path=request.path,
                status=response.status_code,
                ms=round((time.perf_counter() - started) * 1000, 1),
            )
        return response
