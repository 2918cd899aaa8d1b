"""Messages to browsers, encrypted so that their carrier cannot read them: RFC 8291, RFC 8188."""

import os
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

RECORD: Final = 4096  # bytes
MOST_BYTES: Final = 3993
"""Of the content: a record less the header (86), the delimiter and AES-GCM's tag (16)."""
_LAST: Final = b"\x02"  # delimits the last record


def encrypt(
    plaintext: bytes,
    p256dh: bytes,
    auth: bytes,
    *,
    own: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """The body of a request whose Content-Encoding is aes128gcm.

    p256dh: the browser's public key, an uncompressed point; auth: its secret, 16 bytes. own, salt:
    random for each message, given only by tests. Raises ValueError for an invalid key, or more than
    MOST_BYTES.
    """
    if len(plaintext) > MOST_BYTES:
        raise ValueError(f"longer than {MOST_BYTES} bytes")
    theirs = public_key(p256dh)
    own = own or ec.generate_private_key(ec.SECP256R1())
    salt = salt or os.urandom(16)
    ours = point(own.public_key())
    shared = own.exchange(ec.ECDH(), theirs)
    key = _hkdf(auth, shared, b"WebPush: info\0" + p256dh + ours, 32)
    content_key = _hkdf(salt, key, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _hkdf(salt, key, b"Content-Encoding: nonce\0", 12)
    header = salt + RECORD.to_bytes(4, "big") + bytes([len(ours)]) + ours
    return header + AESGCM(content_key).encrypt(nonce, plaintext + _LAST, None)


def public_key(uncompressed: bytes) -> ec.EllipticCurvePublicKey:
    """A point of P-256. Raises ValueError for anything else."""
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), uncompressed)


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    """A public key as 65 bytes."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _hkdf(salt: bytes, secret: bytes, what: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, what).derive(secret)
