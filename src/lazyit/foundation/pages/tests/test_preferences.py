from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
FORM = "/gallery/sign-in"


def test_the_chosen_theme_is_in_the_first_answer(gallery: None) -> None:
    client = Client()
    response = client.post("/preferences", {"theme": "dark", "next": FORM})
    assert response.headers["Location"] == FORM
    assert 'data-theme="dark"' in client.get(FORM).content.decode()


def test_the_chosen_language_is_spoken(gallery: None) -> None:
    client = Client()
    client.post("/preferences", {"language": "es"})
    page = client.get(FORM).content.decode()
    assert '<html lang="es"' in page
    assert "Saltar al contenido" in page


def test_density_and_rail_are_remembered() -> None:
    client = Client()
    client.post("/preferences", {"density": "compact", "rail": "narrow"})
    assert client.cookies["lazyit_density"].value == "compact"
    assert client.cookies["lazyit_rail"].value == "narrow"
    assert client.cookies["lazyit_rail"]["samesite"] == "Lax"


def test_a_script_gets_no_redirect() -> None:
    response = Client().post(
        "/preferences", {"theme": "light"}, headers={"Accept": "application/json"}
    )
    assert (response.status_code, response.cookies["lazyit_theme"].value) == (204, "light")


@pytest.mark.parametrize(
    "given", [{"theme": "pink"}, {"language": "xx"}, {"theme": '"><script>'}, {"other": "dark"}]
)
def test_anything_else_is_not_remembered(given: dict[str, str]) -> None:
    assert not Client().post("/preferences", given).cookies


@pytest.mark.parametrize("given", ["//evil.example", "https://evil.example/x", "javascript:x", ""])
def test_it_never_leads_elsewhere(given: str) -> None:
    response = Client().post("/preferences", {"theme": "dark", "next": given})
    assert response.headers["Location"] == "/"


def test_a_cookie_that_makes_no_sense_counts_as_none(gallery: None) -> None:
    client = Client()
    client.cookies["lazyit_theme"] = "'; drop"
    assert 'data-theme="system"' in client.get(FORM).content.decode()


def test_it_only_answers_posts_with_a_csrf_token() -> None:
    assert Client().get("/preferences").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/preferences", {"theme": "dark"})
    assert response.status_code == 403
    assert "lazyit_theme" not in response.cookies
