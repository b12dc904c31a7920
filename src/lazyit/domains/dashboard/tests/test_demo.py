"""The invented company."""

from __future__ import annotations

import zlib

import pytest
from django.core.management import CommandError, call_command

from lazyit.domains.assets.events import AssetEvent
from lazyit.domains.assets.models import Asset, AssetHistory, Assignment
from lazyit.foundation.search.models import SearchEntry
from tests.builders import Api


@pytest.mark.django_db
def test_an_invented_company_is_there_to_be_found(api: Api) -> None:
    call_command("demo", "load", "--assets", "100")
    assert api.get("/api/assets").json()["total"] == 100
    assert api.get("/api/assets", q="LZ-000042").json()["total"] == 1
    assert Assignment.objects.active().count() == 80
    assert AssetHistory.objects.count() == 180


@pytest.mark.django_db
def test_notes_have_grown_as_their_history_tells() -> None:
    call_command("demo", "load", "--assets", "50", "--notes")
    edits = AssetHistory.objects.filter(event=AssetEvent.UPDATED).order_by("id")
    assert edits.exists()
    for asset in Asset.objects.all():
        assert asset.notes
        assert len(zlib.compress(asset.notes.encode())) > len(asset.notes) / 3
        told = [(row.payload or {})["fields"]["notes"]["to"] for row in edits.filter(subject=asset)]
        assert told[-1:] in ([], [asset.notes])


@pytest.mark.django_db
def test_serials_follow_the_number() -> None:
    call_command("demo", "load", "--assets", "3")
    serials = Asset.objects.values_list("serial", flat=True)
    assert {str(serial)[:8] for serial in serials} == {"SN000000", "SN000001", "SN000002"}
    assert SearchEntry.objects.filter(kind="asset").count() == 3


@pytest.mark.django_db
def test_demo_data_never_mixes_with_real_data() -> None:
    call_command("demo", "load", "--assets", "3")
    with pytest.raises(CommandError, match="empty instance") as refusal:
        call_command("demo", "load", "--assets", "3")
    assert refusal.value.returncode == 3
    assert Asset.objects.count() == 3


@pytest.mark.parametrize("number", ["0", "-1", "1000001"])
def test_the_number_has_bounds(number: str) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("demo", "load", "--assets", number)
    assert refusal.value.returncode == 2
