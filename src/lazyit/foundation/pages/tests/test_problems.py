from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client, RequestFactory

from lazyit.foundation.accounts.models import Person
from lazyit.foundation.pages.problems import answer
from lazyit.kernel.errors import Conflict, Stale, Throttled, Unavailable

pytestmark = pytest.mark.django_db
ClientAs = Callable[[Person], Client]


def test_a_missing_page_shows_the_request_id() -> None:
    response = Client().get("/nowhere")
    page = response.content.decode()
    assert response.status_code == 404
    assert "There is nothing at this address" in page
    assert response.headers["X-Request-Id"] in page


def test_somebody_signed_in_keeps_the_shell(
    gallery: None, client_as: ClientAs, viewer: Person
) -> None:
    page = client_as(viewer).get("/nowhere").content.decode()
    assert 'class="rail"' in page
    assert 'class="rail"' not in Client().get("/nowhere").content.decode()


def test_a_refusal_says_what_is_missing_and_who_grants_it(
    gallery: None, client_as: ClientAs, viewer: Person
) -> None:
    response = client_as(viewer).get("/gallery/refused")
    page = response.content.decode()
    assert response.status_code == 403
    assert "Archive and restore assets" in page
    assert "<code>asset:delete</code>" in page
    assert "An administrator can give you the permission" in page


def test_a_refusal_speaks_spanish(gallery: None, client_as: ClientAs, viewer: Person) -> None:
    client = client_as(viewer)
    client.post("/preferences", {"language": "es"})
    assert "No tienes permiso para hacer esto" in client.get("/gallery/refused").content.decode()


def test_htmx_gets_only_the_content(gallery: None, client_as: ClientAs, viewer: Person) -> None:
    page = client_as(viewer).get("/gallery/refused", headers={"HX-Request": "true"})
    assert "<html" not in page.content.decode()
    assert "asset:delete" in page.content.decode()


def test_a_crash_says_so_and_nothing_else(
    gallery: None, client_as: ClientAs, viewer: Person
) -> None:
    client = client_as(viewer)
    client.raise_request_exception = False
    response = client.get("/gallery/broken")
    page = response.content.decode()
    assert response.status_code == 500
    assert response.headers["X-Request-Id"] in page
    assert "on purpose" not in page


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (Conflict("This tag is taken."), 409),
        (Stale("Changed."), 412),
        (Throttled("Slow down."), 429),
        (Unavailable("REDIS_URL is not set."), 503),
    ],
)
def test_every_refusal_has_a_page(refusal: Conflict, status: int) -> None:
    response = answer(RequestFactory().get("/"), refusal)
    assert response.status_code == status
    assert refusal.message in response.content.decode()


def test_a_reason_is_shown_as_text() -> None:
    page = answer(RequestFactory().get("/"), Conflict("<script>x</script>")).content.decode()
    assert "&lt;script&gt;x&lt;/script&gt;" in page


def test_an_old_form_is_explained() -> None:
    response = Client(enforce_csrf_checks=True).post("/preferences", {"theme": "dark"})
    assert "This form is too old" in response.content.decode()
