"""Whether Telegram has signed the launch of a Mini App, checked without the token of its bot."""

from typing import Final

# https://core.telegram.org/bots/webapps#validating-data-for-third-party-use, not its test
# environment.
KEY: Final = bytes.fromhex("e7bf03a2fa4602af4580703d88dda5bb59f32ed8b02a56c187fe7d34caed242d")


def is_telegrams(signed: bytes, signature: bytes) -> bool:
    """Ed25519 (RFC 8032)."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - once somebody comes so
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - as above
        Ed25519PublicKey,
    )

    try:
        Ed25519PublicKey.from_public_bytes(KEY).verify(signature, signed)
    except InvalidSignature:
        return False
    return True
