"""What must not be read by whoever has only the database: sealed with AES-256-GCM, opened on purpose.

A sealed value is `v1 ‖ key id (8 bytes) ‖ nonce (12) ‖ ciphertext and tag` (NIST SP 800-38D). The
place it belongs to (table, column, row, association) is authenticated along, so a value that was
moved to another row or column does not open. Keys lie in `kit.keyring`.
"""

import hashlib
import hmac
import secrets
from typing import NoReturn
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kit import keyring
from kit.keyring import ID_BYTES, Ring

__all__ = [
    "CannotOpen",
    "Place",
    "Ring",
    "Secret",
    "key_id",
    "keyed_hash",
    "keyed_hashes",
    "seal",
    "unseal",
]

VERSION = b"\x01"
NONCE_BYTES = 12
_ID = slice(len(VERSION), len(VERSION) + ID_BYTES)
_NONCE = slice(_ID.stop, _ID.stop + NONCE_BYTES)


class CannotOpen(Exception):
    """The value was moved, changed, or sealed with a key that is gone."""


class Place(msgspec.Struct, frozen=True):
    """Where a sealed value lives: it opens nowhere else."""

    table: str
    column: str
    row: UUID
    organization: UUID

    @property
    def aad(self) -> bytes:
        return f"{self.table}|{self.column}|{self.row}|{self.organization}".encode()


class Secret:
    """A sealed value as it travels: it cannot be printed, formatted, pickled or encoded."""

    __slots__ = ("sealed",)

    def __init__(self, sealed: bytes) -> None:
        self.sealed = sealed

    def __repr__(self) -> str:
        return "Secret(•••)"

    def __str__(self) -> NoReturn:
        raise TypeError("A secret is revealed, never printed.")

    def __format__(self, spec: str) -> NoReturn:
        raise TypeError("A secret is revealed, never formatted.")

    def __reduce__(self) -> NoReturn:
        raise TypeError("A secret is revealed, never handed to another process.")


def seal(text: str, place: Place, ring: Ring = Ring.PERSON) -> bytes:
    """Return `text` sealed for `place` with the newest key of `ring`."""
    key_id, key = keyring.newest(ring)
    nonce = secrets.token_bytes(NONCE_BYTES)
    return VERSION + key_id + nonce + AESGCM(key).encrypt(nonce, text.encode(), place.aad)


def unseal(sealed: bytes, place: Place, ring: Ring = Ring.PERSON) -> str:
    """Return what was sealed for `place`. Whoever calls this has written the access log first.

    Raises:
        CannotOpen
    """
    key = keyring.keys(ring).get(key_id(sealed))
    if not sealed.startswith(VERSION) or key is None:
        raise CannotOpen
    try:
        return AESGCM(key).decrypt(sealed[_NONCE], sealed[_NONCE.stop :], place.aad).decode()
    except (InvalidTag, ValueError) as error:  # ValueError: cut off within the nonce
        raise CannotOpen from error


def key_id(sealed: bytes) -> bytes:
    """Return which key a value was sealed with."""
    return sealed[_ID]


def keyed_hash(*parts: str, ring: Ring = Ring.EARLIER) -> bytes:
    """Return HMAC-SHA256 over `parts` under the newest key of `ring` (RFC 2104): what is stored."""
    _, key = keyring.newest(ring)
    return _hmac(key, parts)


def keyed_hashes(*parts: str, ring: Ring = Ring.EARLIER) -> list[bytes]:
    """Return the same under every key of `ring`: what is looked for, as keys are renewed each year."""
    return [_hmac(key, parts) for key in keyring.keys(ring).values()]


def _hmac(key: bytes, parts: tuple[str, ...]) -> bytes:
    message = b"".join(len(p.encode()).to_bytes(4) + p.encode() for p in parts)
    return hmac.new(key, message, hashlib.sha256).digest()
