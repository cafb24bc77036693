"""What must not be read by whoever has only the database: sealed with AES-256-GCM, opened on purpose.

A sealed value is `v1 ‖ key id (8 bytes) ‖ nonce (12) ‖ ciphertext and tag` (NIST SP 800-38D). The
place it belongs to (table, column, row, association) is authenticated along, so a value that was
moved to another row or column does not open. Keys are files of mode 600 in `DATA_DIR/keys`, one
ring per purpose; the newest key of a ring seals, every key of it opens.
"""

import hashlib
import hmac
import os
import secrets
import stat
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import NoReturn
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from piccolo.columns import Bytea

from kit.settings import WrongSetting, settings

VERSION = b"\x01"
KEY_BYTES = 32
ID_BYTES = 8
NONCE_BYTES = 12
_HEAD = len(VERSION) + ID_BYTES + NONCE_BYTES


class Ring(StrEnum):
    """What keys are for: whoever has one ring opens nothing of another."""

    PERSON = "person"  # children, guardians, ID numbers
    CONCERN = "concern"  # what somebody reported
    FACTOR = "factor"  # second factors
    EARLIER = "earlier"  # hashes that tell whether somebody was here before (V4)


class Encrypted(Bytea):
    """A column that holds what `seal` made; reading it gives a `Secret`."""


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
    """A sealed value as it travels: it cannot be printed, formatted, compared or encoded."""

    __slots__ = ("sealed",)

    def __init__(self, sealed: bytes) -> None:
        self.sealed = sealed

    def __repr__(self) -> str:
        return "Secret(•••)"

    def __str__(self) -> NoReturn:
        raise TypeError("A secret is revealed, never printed.")

    def __format__(self, spec: str) -> NoReturn:
        raise TypeError("A secret is revealed, never formatted.")


def seal(text: str, place: Place, ring: Ring = Ring.PERSON) -> bytes:
    """Return `text` sealed for `place` with the newest key of `ring`."""
    key_id, key = _newest(ring)
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, text.encode(), place.aad)
    return VERSION + key_id + nonce + sealed


def unseal(sealed: bytes, place: Place, ring: Ring = Ring.PERSON) -> str:
    """Return what was sealed for `place`. Whoever calls this has written the access log first.

    Raises:
        CannotOpen
    """
    key_id = sealed[len(VERSION) : len(VERSION) + ID_BYTES]
    key = keys(ring).get(key_id)
    if not sealed.startswith(VERSION) or key is None:
        raise CannotOpen
    nonce = sealed[len(VERSION) + ID_BYTES : _HEAD]
    try:
        return AESGCM(key).decrypt(nonce, sealed[_HEAD:], place.aad).decode()
    except InvalidTag as error:
        raise CannotOpen from error


def is_current(sealed: bytes, ring: Ring = Ring.PERSON) -> bool:
    """Return whether a value was sealed with the newest key, so that a rotation may pass it by."""
    return sealed[len(VERSION) : len(VERSION) + ID_BYTES] == _newest(ring)[0]


def keyed_hash(*parts: str, ring: Ring = Ring.EARLIER) -> bytes:
    """Return HMAC-SHA256 over `parts` under the newest key of `ring` (RFC 2104)."""
    _, key = _newest(ring)
    message = b"".join(len(p.encode()).to_bytes(4) + p.encode() for p in parts)
    return hmac.new(key, message, hashlib.sha256).digest()


def keys(ring: Ring) -> dict[bytes, bytes]:
    """Return the keys of a ring by their ids, oldest first; an empty ring gets its first one.

    Raises:
        WrongSetting: a key that others can read, or that is none.
    """
    folder = settings().data_dir / "keys"
    found = _KNOWN.get((folder, ring))
    if found is None:
        if not any(folder.glob(f"{ring}-*.key")):
            add(ring)
        found = {_key_id(key): key for key in map(_read, sorted(folder.glob(f"{ring}-*.key")))}
        _KNOWN[folder, ring] = found
    return found


def add(ring: Ring) -> Path:
    """Write a new key, with which everything is sealed from now on, and return its file."""
    folder = settings().data_dir / "keys"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    number = len(list(folder.glob(f"{ring}-*.key"))) + 1
    path = folder / f"{ring}-{number:04}.key"
    handle, draft = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
        path.hardlink_to(draft)  # whoever comes first wins, whole or not at all
    except FileExistsError:
        pass
    finally:
        Path(draft).unlink()
    _KNOWN.clear()
    return path


_KNOWN: dict[tuple[Path, Ring], dict[bytes, bytes]] = {}


def _newest(ring: Ring) -> tuple[bytes, bytes]:
    return list(keys(ring).items())[-1]


def _read(path: Path) -> bytes:
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise WrongSetting(f"{path} can be read by others; its mode must be 600.")
    try:
        key = bytes.fromhex(path.read_text("ascii").strip())
    except (UnicodeDecodeError, ValueError):
        key = b""
    if len(key) != KEY_BYTES or len(set(key)) < KEY_BYTES // 4:
        raise WrongSetting(f"{path} is not a key: 64 hexadecimal digits are expected.")
    return key


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"id:" + key).digest()[:ID_BYTES]
