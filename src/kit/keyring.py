"""The keys that sealed values open with: files only we can read, apart from the database and its backups.

One ring per purpose in `BANXING_KEYS`; a file holds 64 hexadecimal digits. The newest key of a ring
seals, every key of it opens. A key that was taken out keeps its file under another name, for the
backups that still need it.
"""

import hashlib
import os
import secrets
import stat
import tempfile
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from kit.settings import WrongSetting, settings

KEY_BYTES = 32
ID_BYTES = 8
DIFFERENT = 16  # bytes that a random key has at least: fewer happen once in 10¹⁶
RETIRED = ".retired"


class Ring(StrEnum):
    """What keys are for: whoever has one ring opens nothing of another."""

    PERSON = "person"  # children, guardians, ID numbers
    CONCERN = "concern"  # what somebody reported
    FACTOR = "factor"  # second factors
    EARLIER = "earlier"  # hashes that tell whether somebody was here before (V4)


def keys(ring: Ring) -> dict[bytes, bytes]:
    """Return the keys of a ring by their ids, oldest first; an empty ring gets its first one.

    The folder is looked at each time, so that every process seals with a new key at once.

    Raises:
        WrongSetting: a key that others can read, or that is none.
    """
    if not (files := _files(ring)):
        add(ring)
        files = _files(ring)
    return _read_all(tuple(files))


def newest(ring: Ring) -> tuple[bytes, bytes]:
    """Return the id and the key that seals."""
    return list(keys(ring).items())[-1]


def there(ring: Ring) -> set[bytes]:
    """Return the ids of the keys of a ring, without making a first one.

    Raises:
        WrongSetting
    """
    return set(_read_all(tuple(_files(ring))))


def check() -> None:
    """Make sure that the keys of every ring are there and ours alone, before anything is served.

    Raises:
        WrongSetting
    """
    for ring in Ring:
        keys(ring)


def add(ring: Ring) -> Path:
    """Write a new key, with which everything is sealed from now on, and return its file.

    Of two that come at the same moment the first one's key stands, for both.
    """
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{ring}-{_last_number(ring) + 1:04}.key"
    handle, draft = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())  # nothing may be sealed with a key that a power cut takes
        path.hardlink_to(draft)
        _make_lasting(folder)
    except FileExistsError:
        pass
    finally:
        Path(draft).unlink()
    return path


def made_at(ring: Ring, key_id: bytes) -> datetime:
    """Return when a key of the ring was made."""
    [path] = [one for one in _files(ring) if identity(_read(one)) == key_id]
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def retire(ring: Ring, key_id: bytes) -> Path:
    """Take a key out of its ring and return where its file lies from now on."""
    [path] = [one for one in _files(ring) if identity(_read(one)) == key_id]
    return path.rename(path.with_name(path.name + RETIRED))


def identity(key: bytes) -> bytes:
    """Return the id that stands in what `key` sealed; it tells nothing of the key."""
    return hashlib.sha256(b"id:" + key).digest()[:ID_BYTES]


def _folder() -> Path:
    return settings().banxing_keys


def _files(ring: Ring) -> list[Path]:
    return sorted(_folder().glob(f"{ring}-*.key"))


def _last_number(ring: Ring) -> int:
    names = [path.name for path in _folder().glob(f"{ring}-*.key*")]
    numbers = (name.removeprefix(f"{ring}-").partition(".")[0] for name in names)
    return max((int(one) for one in numbers if one.isdecimal()), default=0)


@lru_cache(maxsize=64)
def _read_all(files: tuple[Path, ...]) -> dict[bytes, bytes]:
    return {identity(key): key for key in map(_read, files)}


def _read(path: Path) -> bytes:
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise WrongSetting(f"{path} can be read by others; its mode must be 600.")
    try:
        key = bytes.fromhex(path.read_text("ascii").strip())
    except (UnicodeDecodeError, ValueError):
        key = b""
    if len(key) != KEY_BYTES or _is_made_up(key):
        raise WrongSetting(f"{path} is not a key: 64 random hexadecimal digits are expected.")
    return key


def _is_made_up(key: bytes) -> bool:
    """Tell a pattern, such as a sample from a handbook, from what a machine drew."""
    steps = {(after - before) % 256 for before, after in pairwise(key)}
    return min(len(set(key)), len(steps)) < DIFFERENT


def _make_lasting(folder: Path) -> None:
    """Write the folder's entries down too, so that the file's name survives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
