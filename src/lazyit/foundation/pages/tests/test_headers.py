from __future__ import annotations

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def policy(response: object) -> dict[str, str]:
    text = response.headers["Content-Security-Policy"]  # type: ignore[attr-defined]  # any response
    parts = (part.strip().partition(" ") for part in text.split(";"))
    return {name: value for name, _blank, value in parts}


def test_nothing_runs_but_scripts_with_this_answers_nonce(gallery: None) -> None:
    response = Client().get("/gallery/sign-in")
    nonce = re.fullmatch(r"'nonce-([\w-]{22})'", policy(response)["script-src"])
    assert nonce is not None
    scripts = re.findall(r"<script[^>]*>", response.content.decode())
    assert len(scripts) == 2
    assert all(f'nonce="{nonce[1]}"' in script for script in scripts)


def test_each_answer_has_a_nonce_of_its_own(gallery: None) -> None:
    first, second = (policy(Client().get("/gallery/sign-in")) for _ in range(2))
    assert first["script-src"] != second["script-src"]


def test_the_policy_starts_from_nothing(gallery: None) -> None:
    given = policy(Client().get("/gallery/sign-in"))
    assert given["default-src"] == "'none'"
    assert given["style-src"] == "'self'"
    assert given["frame-ancestors"] == given["base-uri"] == "'none'"
    assert given["form-action"] == "'self'"
    assert not any("unsafe" in value for value in given.values())


def test_errors_and_the_api_carry_the_headers_too() -> None:
    for path in ("/nowhere", "/api/nowhere"):
        headers = Client().get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
        assert "camera=(self)" in headers["Permissions-Policy"]
        assert "microphone=()" in headers["Permissions-Policy"]
        assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_a_fragment_is_not_taken_for_its_page(gallery: None) -> None:
    headers = Client().get("/gallery/sign-in").headers
    assert "HX-Request" in headers["Vary"]
    assert headers["Cache-Control"] == "private, no-cache"


def test_a_page_has_no_inline_script_or_style(gallery: None) -> None:
    markup = Client().get("/gallery/sign-in").content.decode()
    assert "<style" not in markup
    assert not re.search(r"\s(style|on\w+)=", markup)


def test_a_sane_request_id_is_honoured() -> None:
    response = Client().get("/nowhere", headers={"X-Request-Id": "abc-12345678"})
    assert response.headers["X-Request-Id"] == "abc-12345678"
    assert b"abc-12345678" in response.content


@pytest.mark.parametrize("given", ["", "short", "a" * 65, "new\tline-12345", '<b>"12345678'])
def test_any_other_request_id_is_replaced(given: str) -> None:
    made = Client().get("/nowhere", headers={"X-Request-Id": given}).headers["X-Request-Id"]
    assert re.fullmatch(r"[0-9a-f]{16}", made)
