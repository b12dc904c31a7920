from __future__ import annotations

import pytest

from lazyit.config.origin import names_a_domain


@pytest.mark.parametrize(
    ("origin", "real"),
    [
        ("https://lazyit.example.org", True),
        ("http://lazyit.example.org", False),
        ("https://lazyit", False),
        ("https://lazyit.local", False),
        ("https://192.168.1.2:8443", False),
        ("https://[::1]", False),
        (None, False),
    ],
)
def test_only_real_domains_pin_https(origin: str | None, real: bool) -> None:
    assert names_a_domain(origin) is real
