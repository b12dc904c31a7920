"""/api/imports"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lazyit.domains.assets.models import Asset
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.imports.models import ImportSession
from lazyit.foundation.jobs.models import Job
from lazyit.foundation.jobs.running import run_job
from tests.builders import Api, api_as, make_administrator, make_member
from tests.importing import dry_run, imported, upload

FILE = "Name,Status,Serial,Rack\nA,lost,S1,R1\nB,asleep,S2,R2\n"

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(admin: Person) -> Api:
    return api_as(admin)


def post(
    api: Api, content: bytes = FILE.encode(), name: str = "a.csv", **fields: Any
) -> tuple[int, dict[str, Any]]:
    form = {"file": SimpleUploadedFile(name, content), "entity": "assets", **fields}
    answer = api.client.post("/api/imports", form, headers=api.headers)
    return answer.status_code, answer.json()


def work(session_id: str) -> None:
    job_id = ImportSession.objects.get(pk=session_id).job_id
    assert job_id
    run_job(job_id)


def test_the_whole_way(api: Api) -> None:
    status, body = post(api)
    address = f"/api/imports/{body['sessionId']}"
    assert (status, api.get(address).json()["status"]) == (202, "PENDING")
    work(body["sessionId"])
    shape = api.get(address).json()["shape"]
    assert shape["columns"][0] == {"name": "Name", "filled": 2, "samples": ["A", "B"]}
    mapping = {
        "columns": {
            "Name": {"target": "name"},
            "Status": {"target": "status"},
            "Serial": {"target": "serial"},
            "Rack": {"target": "custom", "key": "Rack"},
        }
    }
    assert api.post(f"{address}/mapping", mapping).json()["status"] == "MAPPED"
    assert api.post(f"{address}/dry-run").status_code == 202
    work(body["sessionId"])
    plan = api.get(address).json()["plan"]
    assert (plan["rows"]["create"], plan["rows"]["invalid"]) == (1, 1)
    assert plan["unknownValues"] == [{"field": "status", "value": "asleep", "count": 1}]
    assert api.get(f"{address}/result").json() is None
    assert api.post(f"{address}/commit").status_code == 202
    work(body["sessionId"])
    result = api.get(f"{address}/result").json()
    assert (result["counts"]["created"], result["counts"]["skipped"]) == (1, 1)
    assert Asset.objects.get().specs == {"Rack": "R1"}


def test_rows_come_in_pages_with_their_errors(api: Api, admin: Person) -> None:
    session = dry_run(admin, FILE)
    rows = api.get(f"/api/imports/{session.pk}", limit=1, offset=1).json()["rows"]
    assert (rows["total"], rows["limit"], rows["offset"]) == (2, 1, 1)
    [row] = rows["items"]
    assert (row["line"], row["state"], row["cells"][0]) == (3, "INVALID", "B")
    assert row["errors"][0]["code"] == "unknown-choice"
    assert "asleep" in row["errors"][0]["message"]


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 201}, {"offset": -1}, {"limit": "x"}])
def test_pages_out_of_range(api: Api, admin: Person, query: dict[str, Any]) -> None:
    session = upload(admin, FILE)
    assert api.get(f"/api/imports/{session.pk}", **query).status_code == 400


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"name": "a.xlsx"}, 415, "spreadsheet"),
        ({"name": "a.exe"}, 415, "extension"),
        ({"content": b"x" * (6 * 2**20)}, 413, "too_large"),
        ({"entity": "nothing"}, 400, "invalid"),
        ({"entity": ""}, 400, "invalid"),
        ({"extra": "1"}, 400, "invalid"),
        ({"file": "text"}, 400, "invalid"),
    ],
)
def test_uploads_that_are_refused(
    api: Api, changes: dict[str, Any], status: int, code: str
) -> None:
    answer, body = post(api, **changes)
    assert (answer, body["code"]) == (status, code)
    assert (ImportSession.objects.count(), Job.objects.count()) == (0, 0)


def test_without_a_broker_the_variable_is_named(api: Api, settings: LazySettings) -> None:
    settings.REDIS_URL = None
    status, body = post(api)
    assert (status, "REDIS_URL" in body["message"]) == (503, True)
    assert ImportSession.objects.count() == 0


def test_a_double_click_answers_the_same_session(api: Api) -> None:
    assert post(api)[1] == post(api)[1]
    assert ImportSession.objects.count() == 1


def test_only_administrators_may_and_machines_may_not(
    admin: Person, api_with: Callable[..., Api]
) -> None:
    session = upload(admin, FILE)
    for api in (api_as(make_member()), api_with("asset:write")):
        assert post(api)[0] == 403
        assert api.get(f"/api/imports/{session.pk}").status_code == 403
        assert api.delete(f"/api/imports/{session.pk}").status_code == 403
    assert ImportSession.objects.count() == 1


def test_nobody_without_signing_in() -> None:
    assert Api(client=Client()).get("/api/imports/x").status_code == 401


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("POST", "/mapping"),
        ("POST", "/dry-run"),
        ("POST", "/commit"),
        ("GET", "/result"),
        ("GET", "/errors"),
        ("DELETE", ""),
    ],
)
def test_somebody_elses_session_does_not_exist(admin: Person, method: str, path: str) -> None:
    session = upload(admin, FILE)
    other = api_as(make_administrator())
    body: Any = {"columns": {}} if path == "/mapping" else None
    for session_id in (session.pk, "unknown"):
        answer = other.send(method, f"/api/imports/{session_id}{path}", body)
        assert answer.status_code == 404
    session.refresh_from_db()
    assert session.state == "PARSED"


@pytest.mark.parametrize("step", ["dry-run", "commit"])
def test_a_step_out_of_order(api: Api, admin: Person, step: str) -> None:
    session = upload(admin, FILE)
    answer = api.post(f"/api/imports/{session.pk}/{step}")
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")
    session.refresh_from_db()
    assert session.state == "PARSED"


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({}, "columns"),
        ({"columns": {}, "nope": 1}, "nope"),
        ({"columns": {"Name": {"target": "name", "nope": 1}}}, "columns.Name.nope"),
        ({"columns": {"Name": "name"}}, "columns.Name"),
        ({"columns": {"Name": {"target": "x" * 301}}}, "columns.Name.target"),
        ({"columns": {"Nope": {"target": "name"}}}, "Nope"),
        ({"columns": {}, "dateOrders": {"Name": "YDM"}}, "dateOrders.Name"),
        ({"columns": {"Name": {"target": "name"}}}, "status"),
    ],
)
def test_mappings_that_are_refused(
    api: Api, admin: Person, body: dict[str, Any], path: str
) -> None:
    session = upload(admin, FILE)
    answer = api.post(f"/api/imports/{session.pk}/mapping", body)
    assert answer.status_code == 400
    assert path in [error["path"] for error in answer.json()["errors"]]
    session.refresh_from_db()
    assert session.state == "PARSED"


def test_the_errors_are_a_file_with_the_original_values(api: Api, admin: Person) -> None:
    session = imported(admin, "Name,Status\n=A,asleep\nB,lost\n")
    answer = api.get(f"/api/imports/{session.pk}/errors")
    version, header, *lines = b"".join(answer).decode().splitlines()
    assert version.startswith("# lazyit ")
    assert header == "Line,Outcome,Reasons,Name,Status"
    assert len(lines) == 2
    assert lines[0].startswith("2,Not importable,")
    assert lines[0].endswith(",'=A,asleep")


def test_giving_up(api: Api, admin: Person) -> None:
    session = dry_run(admin, FILE)
    assert api.delete(f"/api/imports/{session.pk}").status_code == 204
    assert api.get(f"/api/imports/{session.pk}").status_code == 404
    assert Asset.objects.count() == 0
