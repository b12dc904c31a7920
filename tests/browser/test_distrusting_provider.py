"""A provider that lies, is late, changes its keys or is away: who is refused changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
import requests
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from lazyit.foundation.accounts.models import Person
from lazyit.foundation.accounts.tests.racing import at_once
from lazyit.foundation.operations.models import Instance
from tests.browser.at_provider import ADA, everything, leave, look_at, make_somebody_else
from tests.browser.at_provider import settings_for as settings_at
from tests.browser.peer import CLIENT_SECRET, Peer, fresh_key
from tests.browser.serving import Product, serving
from tests.browser.visiting import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CODE = "ABCD-EFGH-2345"
STRANGER = fresh_key()


@pytest.fixture(scope="module")
def running_peer() -> Iterator[Peer]:
    peer = Peer()
    peer.start()
    yield peer
    peer.stop()


@pytest.fixture
def peer(running_peer: Peer) -> Peer:
    running_peer.be_honest()
    running_peer.person |= ADA
    return running_peer


@pytest.fixture(scope="module")
def product(
    running_peer: Peer,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Product]:
    folder = tmp_path_factory.mktemp("product")
    given = settings_at(running_peer.issuer) | {"SESSION_SIGNING_SECRET": ""}
    with django_db_blocker.unblock(), serving(folder, **given) as product:
        yield product


def try_to_enter(visitor: Visitor, status: int, words: str) -> Page:
    """Sign in, be refused in these words, and find that nothing has changed."""
    before = everything()
    page = visitor.page_of(None, "/sign-in")
    answer = leave(page)
    visitor.complaints.clear()  # an unusable provider is answered with 503
    assert answer.status == status
    expect(page.get_by_role("heading", level=1)).to_have_text("You are not signed in")
    expect(page.get_by_role("main")).to_contain_text(words)
    assert everything() == before
    return page


def enter(visitor: Visitor, product: Product) -> Page:
    page = visitor.page_of(None, "/sign-in?next=/profile")
    leave(page)
    expect(page).to_have_url(f"{product.url}/profile")
    return page


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another client"},
        {"aud": ["lazyit", "another"]},
        {"aud": ["lazyit", "another"], "azp": "another"},
        {"aud": None},
        {"iss": "http://127.0.0.1:1/"},
        {"iss": None},
        {"nonce": "another nonce"},
        {"nonce": None},
        {"exp": None},
        {"sub": None},
        {"sub": ""},
        {"sub": "x" * 256},
        {"sub": "nul\x00"},
        {"sub": 7},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_us(
    fresh: Product, visitor: Visitor, peer: Peer, claims: dict[str, Any]
) -> None:
    make_somebody_else()
    peer.claims |= claims
    try_to_enter(visitor, 403, "cannot be trusted")


@pytest.mark.parametrize(
    "lie",
    [
        {"signing_key": STRANGER},
        {"algorithm": "RS512"},
        {"algorithm": "HS256", "signing_key": CLIENT_SECRET + "–" * 20},
        {"algorithm": "none", "signing_key": ""},
    ],
    ids=["another key", "another algorithm", "a shared secret", "no signature"],
)
def test_a_token_that_the_provider_did_not_sign(
    fresh: Product, visitor: Visitor, peer: Peer, lie: dict[str, Any]
) -> None:
    make_somebody_else()
    for name, value in lie.items():
        setattr(peer, name, value)
    try_to_enter(visitor, 403, "cannot be trusted")


@pytest.mark.parametrize("seconds", [30, -330])
def test_a_clock_that_differs_a_little_is_tolerated(
    fresh: Product, visitor: Visitor, peer: Peer, seconds: int
) -> None:
    make_somebody_else()
    peer.clock = seconds  # the token lives for 300 seconds: by -330 it is over since 30
    enter(visitor, fresh)


@pytest.mark.parametrize("seconds", [600, -900])
def test_a_clock_that_differs_much_is_not(
    fresh: Product, visitor: Visitor, peer: Peer, seconds: int
) -> None:
    make_somebody_else()
    peer.clock = seconds
    try_to_enter(visitor, 403, "cannot be trusted")


def test_new_keys_are_fetched_and_old_ones_forgotten(
    fresh: Product, visitor: Visitor, peer: Peer
) -> None:
    make_somebody_else()
    enter(visitor, fresh)
    assert peer.calls.count("/keys") == 1
    enter(visitor, fresh)
    assert peer.calls.count("/keys") == 1  # they are kept for a while
    old = peer.key
    peer.change_keys()
    enter(visitor, fresh)
    assert peer.calls.count("/keys") == 2
    peer.signing_key = old
    try_to_enter(visitor, 403, "cannot be trusted")


@pytest.mark.parametrize("silent", ["/.well-known/openid-configuration", "/token", "/keys"])
def test_a_provider_that_hangs_up(
    fresh: Product, visitor: Visitor, peer: Peer, silent: str
) -> None:
    make_somebody_else()
    peer.silent.add(silent)
    try_to_enter(visitor, 503, "gives no usable answer")
    peer.silent.clear()
    enter(visitor, fresh)


def test_a_provider_that_is_away(fresh: Product, visitor: Visitor, peer: Peer) -> None:
    make_somebody_else()
    with peer.away():
        page = try_to_enter(visitor, 503, "gives no usable answer")
        look_at(page, "provider-away")
        visitor.complaints.clear()
    assert page.get_by_role("main").get_by_role("link").all_inner_texts() == ["Try again"]
    page.get_by_role("link", name="Try again").click()
    leave(page)
    expect(page).to_have_url(f"{fresh.url}/")


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "http://127.0.0.1:1"},
        {"authorization_endpoint": "http://192.168.0.1/authorize"},
        {"token_endpoint": "ftp://127.0.0.1/token"},
        {"jwks_uri": None},
    ],
    ids=str,
)
def test_a_configuration_that_is_not_to_be_used(
    fresh: Product, visitor: Visitor, peer: Peer, document: dict[str, Any]
) -> None:
    make_somebody_else()
    peer.document |= document
    try_to_enter(visitor, 503, "gives no usable answer")


@pytest.mark.parametrize("address", ["/.well-known/openid-configuration", "/token", "/keys"])
def test_nobody_is_led_elsewhere(
    fresh: Product, visitor: Visitor, peer: Peer, address: str
) -> None:
    make_somebody_else()
    peer.moved[address] = f"{peer.issuer}/inside"
    try_to_enter(visitor, 503, "gives no usable answer")
    assert "/inside" not in peer.calls


def test_userinfo_helps_with_somebody_new_and_is_not_needed(
    fresh: Product, visitor: Visitor, peer: Peer
) -> None:
    make_somebody_else()
    peer.person["given_name"] = "  Ada\x00 " + "x" * 200
    peer.userinfo = {"sub": ADA["sub"], "family_name": "Lovelace", "role": "ADMIN"}
    enter(visitor, fresh)
    ada = Person.objects.get(email="ada@example.com")
    assert (ada.first_name, ada.last_name) == (("Ada " + "x" * 200)[:100], "Lovelace")
    assert ada.role == "VIEWER"
    enter(visitor, fresh)
    assert peer.calls.count("/userinfo") == 1  # only for somebody new
    peer.person |= {"sub": "other", "email": "other@example.com"}
    peer.silent.add("/userinfo")
    enter(visitor, fresh)
    assert Person.objects.get(email="other@example.com").last_name == "Ada " + "x" * 96


def test_userinfo_of_somebody_else_counts_for_nothing(
    fresh: Product, visitor: Visitor, peer: Peer
) -> None:
    make_somebody_else()
    del peer.person["email"], peer.person["email_verified"]
    peer.userinfo = {**ADA, "sub": "somebody else", "email": "root@example.com"}
    try_to_enter(visitor, 403, "names no e-mail address")


def test_one_source_does_not_vouch_for_the_address_of_another(
    fresh: Product, visitor: Visitor, peer: Peer
) -> None:
    make_somebody_else()
    Person.objects.update(external_id=None)
    peer.person |= {"email": "root@example.com", "email_verified": None}
    peer.userinfo = {**ADA, "email": "ada@example.com"}
    page = enter(visitor, fresh)
    expect(page.get_by_role("definition").first).to_have_text("ada@example.com")
    assert Person.objects.get(email="root@example.com").external_id is None


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        ("access_denied", 403, "Signing in was cancelled at 127.0.0.1"),
        ("server_error", 503, "gives no usable answer"),
    ],
)
def test_the_provider_says_no(
    fresh: Product, visitor: Visitor, peer: Peer, error: str, status: int, words: str
) -> None:
    make_somebody_else()
    peer.error = error
    try_to_enter(visitor, status, words)


def test_an_answer_that_nobody_asked_for(fresh: Product, visitor: Visitor, peer: Peer) -> None:
    make_somebody_else()
    before = everything()
    page = visitor.page_of(None, "/sign-in/callback?code=x&state=y")
    expect(page.get_by_role("main")).to_contain_text("begun in another browser")
    look_at(page, "provider-unknown-sign-in")
    assert everything() == before
    assert "/token" not in peer.calls


def test_an_answer_serves_once(fresh: Product, visitor: Visitor, peer: Peer) -> None:
    make_somebody_else()
    seen: list[str] = []
    page = visitor.page_of(None, "/sign-in")
    page.on("request", lambda request: seen.append(request.url))
    leave(page)
    [callback] = [url for url in seen if "/sign-in/callback" in url]
    other = visitor.page_of(None, callback)
    expect(other.get_by_role("main")).to_contain_text("begun in another browser")
    page.goto(callback)
    expect(page.get_by_role("main")).to_contain_text("begun in another browser")


def test_another_site_does_not_send_anybody_away(
    fresh: Product, visitor: Visitor, peer: Peer
) -> None:
    make_somebody_else()
    request = partial(requests.get, f"{fresh.url}/sign-in/provider", allow_redirects=False)
    answer = request(headers={"Sec-Fetch-Site": "cross-site"}, timeout=10)
    assert answer.headers["Location"] == "/sign-in"
    answer = request(params={"next": "https://evil.test/"}, timeout=10)
    assert answer.headers["Location"].startswith(f"{peer.issuer}/authorize?")


def test_without_the_setup_code_nobody_comes_in(
    fresh: Product, visitor: Visitor, peer: Peer
) -> None:
    fresh.setup_code_file.write_text(CODE)
    before = everything()
    page = visitor.page_of(None, "/sign-in/provider")
    expect(page.get_by_role("main")).to_contain_text("Give the setup code first")
    assert everything() == before
    assert not Instance.objects.exclude(configured_at=None).exists()


def test_of_several_first_administrators_at_once_one_is_made(fresh: Product, peer: Peer) -> None:
    fresh.setup_code_file.write_text(CODE)
    racers = [ready_to_return(fresh, peer, number) for number in range(4)]
    answers = at_once(*racers)
    assert [answer.status_code for answer in answers] == [302] * 4
    assert Person.objects.filter(role="ADMIN").count() == 1
    assert Person.objects.filter(role="VIEWER").count() == 3
    assert Instance.objects.get().auth_mode == "oidc"


def ready_to_return(product: Product, peer: Peer, number: int) -> Callable[[], requests.Response]:
    """Give the setup code in a browser of one's own and go as far as the provider's answer."""
    peer.person |= {"sub": f"subject {number}", "email": f"racer{number}@example.com"}
    browser = requests.Session()
    browser.get(f"{product.url}/setup", timeout=10)
    form = {"setup_code": CODE, "csrfmiddlewaretoken": browser.cookies["csrftoken"]}
    browser.post(f"{product.url}/setup", form, timeout=10)
    address = f"{product.url}/sign-in/provider"
    for _step in range(2):  # to the provider, and back
        address = browser.get(address, allow_redirects=False, timeout=10).headers["Location"]
    return partial(browser.get, address, allow_redirects=False, timeout=30)
