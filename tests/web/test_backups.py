import hashlib
import io
import tarfile

import msgspec
import pytest

from web import backups
from web.backups import DUMP, FORMAT, MANIFEST, Manifest, NewerSchema, NotABackup


def backup_holding(member, folder):
    """Write a sound backup of a schema we do not know yet, so that checking ends there at the latest."""
    digest = hashlib.sha256(b"x").hexdigest()
    manifest = Manifest(
        FORMAT,
        "2027-03-06T08:00:00+00:00",
        {"events": ["9999"]},
        {},
        {DUMP: digest, member: digest},
    )
    file = folder / "backup.tar"
    with tarfile.open(file, "w") as tar:
        for name, content in (
            (MANIFEST, msgspec.json.encode(manifest)),
            (DUMP, b"x"),
            ("uploads/a.png", b"x"),
            ("postgres/passwords", b"x"),
        ):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return file


@pytest.mark.parametrize("member", ["postgres/passwords", "uploads/../postgres/passwords"])
def test_a_backup_that_would_write_outside_the_uploads_is_refused(member, tmp_path):
    with pytest.raises(NotABackup, match="passwords"):
        backups.restore(backup_holding(member, tmp_path))


def test_a_backup_of_a_newer_version_is_refused_once_its_members_are_checked(tmp_path):
    with pytest.raises(NewerSchema):
        backups.restore(backup_holding("uploads/a.png", tmp_path))
