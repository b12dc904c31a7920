"""How keys are read and recognised."""

import base64

import pytest

from lazyit.instance.keys import fingerprint_of, identity_of, read_key

KEY = bytes(range(32))


@pytest.mark.parametrize(
    "text",
    [
        KEY.hex(),
        KEY.hex().upper(),
        base64.b64encode(KEY).decode(),
        base64.urlsafe_b64encode(KEY).decode(),
    ],
)
def test_hex_and_base64_are_the_same_key(text: str) -> None:
    assert read_key(text) == KEY


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0123456789abcdef0123456789abcdef", "has 32 characters (as hex 16 bytes)"),
        (KEY[:31].hex(), "has 62 characters (as hex 31 bytes)"),
        (base64.b64encode(KEY[:31]).decode(), "as base64 31 bytes"),
        ("correct horse battery staple 123", "has 32 characters, needs 64 hex"),
        ("", "has 0 characters"),
    ],
)
def test_what_is_no_key_is_told_by_its_length_alone(text: str, found: str) -> None:
    with pytest.raises(
        ValueError, match=r"needs 64 hexadecimal characters, or base64 of exactly 32 bytes"
    ) as no:
        read_key(text)
    assert found in str(no.value)
    assert not text or text not in str(no.value)


def test_an_identity_belongs_to_a_key_its_name_and_an_instance() -> None:
    mine = identity_of("A_KEY", "instance-1", KEY)
    assert len(mine) == 16
    assert mine == identity_of("A_KEY", "instance-1", KEY)
    others = {
        identity_of("B_KEY", "instance-1", KEY),
        identity_of("A_KEY", "instance-2", KEY),
        identity_of("A_KEY", "instance-1", bytes(32)),
        fingerprint_of("A_KEY", KEY),
    }
    assert len({mine, *others}) == 5
    assert KEY.hex()[:16] not in {mine, *others}
