"""Where people sign in at a provider: who gave the setup code, until they are back from there."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest

from lazyit.kernel import clock

_KEY = "setup.proved"  # where the session keeps until when the code counts as given
_VALID = timedelta(minutes=30)


def remember(request: HttpRequest) -> None:
    """Note that this browser gave the right code."""
    request.session[_KEY] = (clock.now() + _VALID).timestamp()


def is_given(request: HttpRequest) -> bool:
    """Say whether this browser gave the code within half an hour, or none is asked for."""
    if settings.INSTANCE.setup_code_file is None:
        return True
    return bool(request.session.get(_KEY, 0) > clock.now().timestamp())


def forget(request: HttpRequest) -> None:
    """Forget it, once it has served."""
    request.session.pop(_KEY, None)
