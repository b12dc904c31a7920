"""Company labels: plain texts on assets, renamed and merged together."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lazyit.domains.assets.actions.bulk import BulkResult
from lazyit.domains.assets.jobs import change_many
from lazyit.domains.assets.models import Asset
from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.jobs.models import Job
from lazyit.kernel.errors import NotFound


def rename_company(*, actor: Actor, old: str, new: str | None) -> BulkResult | Job:
    """Give all assets of one company another label, or none; one that exists takes them in.

    Each asset gets its row of history; more than 200 are changed by a job.
    Raises NotFound if no asset has the label.
    """
    actor.require("asset:write")
    rows = Asset.objects.live().filter(company=old).order_by("pk")
    ids = list(rows.values_list("pk", flat=True))
    if not ids:
        raise NotFound(_("No asset has this label any more."))
    return change_many(actor=actor, ids=ids, verb="update", values={"company": new})
