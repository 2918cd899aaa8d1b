"""Encryption for a browser, and how long a provider wants to be left alone."""

from base64 import urlsafe_b64decode
from datetime import timedelta
from email.utils import format_datetime

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from bot.delivery.channels.adapter import wait_of
from bot.delivery.channels.encrypted import MOST_BYTES, encrypt, point
from tests.house import NOW

SOON = timedelta(hours=3)


def test_what_is_encrypted_only_its_browser_reads() -> None:
    key, auth = ec.generate_private_key(ec.SECP256R1()), b"0123456789abcdef"
    for plaintext in (b"", "Grüße 👩‍👩‍👧".encode(), b"x" * MOST_BYTES):
        body = encrypt(plaintext, point(key.public_key()), auth)
        assert len(body) <= 4096
        read = http_ece.decrypt(body, private_key=key, auth_secret=auth, version="aes128gcm")
        assert read == plaintext
    with pytest.raises(ValueError, match="longer"):
        encrypt(b"x" * (MOST_BYTES + 1), point(key.public_key()), auth)


def test_the_example_of_the_standard() -> None:
    """RFC 8291, appendix A."""
    private = int.from_bytes(_raw("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big")
    body = encrypt(
        b"When I grow up, I want to be a watermelon",
        _raw(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
        ),
        _raw("BTBZMqHH6r4Tts7J_aSIgg"),
        own=ec.derive_private_key(private, ec.SECP256R1()),
        salt=_raw("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert body == _raw(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6T"
        "lzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4"
        "a-fN"
    )


def test_how_long_a_provider_wants_to_be_left_alone() -> None:
    assert wait_of("120", NOW) == 120
    assert wait_of(format_datetime(NOW + SOON / 180), NOW) == 60
    assert wait_of("99999999999999", NOW) == 3600
    assert [wait_of(text, NOW) for text in (None, "", "soon", "-5", "٣")] == [None] * 5


def _raw(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
