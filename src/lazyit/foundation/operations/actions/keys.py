"""Letting go of a key that is lost for good."""

from __future__ import annotations

from django.db import transaction

from lazyit.foundation.operations import ciphertexts
from lazyit.foundation.operations.key_report import RIGHT, report
from lazyit.foundation.operations.models import KeyIdentity
from lazyit.instance import ways
from lazyit.instance.failures import RefusedError


@transaction.atomic
def forget_key(name: str, *, with_what_it_sealed: bool) -> int:
    """Forget a key's identity, so that another may take its place; return how much is lost.

    Raises RefusedError for a key that is not known, is at hand, or has sealed something that was
    not given up.
    """
    known = {key.name: key for key in report() if key.expected}
    if name not in known:
        raise RefusedError(f"The database knows no key {name}.", go_on=ways.verb("keys", "check"))
    if known[name].state == RIGHT:
        raise RefusedError(f"{name} is at hand: nothing is lost.", go_on=ways.start())
    if ciphertexts.exist(name) and not with_what_it_sealed:
        raise RefusedError(
            f"Stored data is sealed with {name}. If the key turns up again, put it back; if it is "
            f"lost for good, give up what it sealed.",
            go_on=ways.verb("keys", "forget", name, "--with-what-it-sealed"),
        )
    KeyIdentity.objects.filter(name=name).delete()
    return ciphertexts.forget(name)
