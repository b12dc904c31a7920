from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from lazyit.foundation.accounts.addresses import client_address, network_of


@pytest.mark.parametrize(
    ("hops", "forwarded", "address"),
    [
        (0, "1.2.3.4", "9.9.9.9"),
        (1, "", "9.9.9.9"),
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.1", "1.2.3.4"),
        (2, "1.2.3.4", "9.9.9.9"),
        (1, "nonsense", "9.9.9.9"),
        (1, "[2001:db8::1]", "2001:db8::1"),
    ],
)
def test_only_the_trusted_hop_is_believed(
    settings: Settings, hops: int, forwarded: str, address: str
) -> None:
    settings.INSTANCE = replace(settings.INSTANCE, trust_proxy=hops)
    request = RequestFactory(REMOTE_ADDR="9.9.9.9").get("/", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == address


def test_a_socket_without_an_address_is_unknown() -> None:
    assert client_address(RequestFactory(REMOTE_ADDR="").get("/")) == "unknown"


@pytest.mark.parametrize(
    ("address", "network"),
    [("1.2.3.4", "1.2.3.4"), ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"), ("unknown", "unknown")],
)
def test_an_ipv6_site_counts_as_one(address: str, network: str) -> None:
    assert network_of(address) == network
