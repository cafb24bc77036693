"""A key is renewed while the site serves: whatever kills the work, everything opens and nothing is left behind."""

from uuid import uuid4

import asyncpg
import pytest

from kit import clock, crypto, keyring, postgres
from kit.crypto import CannotOpen, Place, Ring
from kit.settings import settings
from volunteers.tables.applications import Volunteer
from web import keys

MANY = 120


class Killed(BaseException):
    """As if the process had been killed: nothing catches it, nothing is committed."""


@pytest.fixture
async def sealed(owner, tmp_path, monkeypatch):
    """People of an association, with their ID numbers under a key that is not the newest any more."""
    monkeypatch.setenv("BANXING_KEYS", str(tmp_path / "keys"))
    monkeypatch.setattr(keys, "BATCH", 20)
    settings.cache_clear()
    ids = [uuid4() for _ in range(MANY)]
    await Volunteer.insert(
        *(
            Volunteer(
                id=one,
                organization=owner.organization_id,
                name="许诺",
                student_no=one.hex[:30],
                id_number=crypto.seal(one.hex, place(owner, one)),
                created_at=clock.now(),
            )
            for one in ids
        )
    )
    keyring.add(Ring.PERSON)
    yield ids
    monkeypatch.undo()
    settings.cache_clear()


def place(owner, volunteer_id):
    return Place("volunteer", "id_number", volunteer_id, owner.organization_id)


async def under():
    """How many values lie under each key of the ring, oldest first."""
    connection = await asyncpg.connect(postgres.dsn())
    try:
        counts = (await keys.counted(connection, Ring.PERSON)).under
    finally:
        await connection.close()
    return [counts.get(key, 0) for key in keyring.keys(Ring.PERSON)]


async def killed_after(values, monkeypatch):
    """Run until so many values were sealed anew, and be killed."""
    seal, left = crypto.seal, iter(range(values))

    def dying(*given):
        if next(left, None) is None:
            raise Killed
        return seal(*given)

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(crypto, "seal", dying)
        await keys.rotate()


async def test_d21_a_rotation_killed_three_times_leaves_nothing_unread_and_nothing_behind(
    owner, sealed, monkeypatch
):
    for values in (7, 33, 50):
        await killed_after(values, monkeypatch)
    halfway = await under()
    done, stuck = await keys.rotate()

    assert sum(halfway) == MANY and 0 < halfway[0] < MANY  # the control: it was interrupted
    assert (done, stuck) == (halfway[0], 0)
    assert await under() == [0, MANY]
    v = Volunteer
    for row in await v.select(v.id, v.id_number).where(v.organization == owner.organization_id):
        assert crypto.unseal(bytes(row["id_number"]), place(owner, row["id"])) == row["id"].hex


async def test_d21_an_older_key_goes_only_when_nothing_lies_under_it(sealed, capsys):
    with pytest.raises(keys.StillNeeded, match=str(MANY)):
        await keys.retire(Ring.PERSON)
    assert await keys.command("rotate", None, show=print, say=print) == 0
    assert await keys.command("retire", Ring.PERSON, show=print, say=print) == 0

    assert len(keyring.keys(Ring.PERSON)) == 1
    with pytest.raises(keys.NothingToRetire):
        await keys.retire(Ring.PERSON)


async def test_d21_a_value_somebody_moved_to_another_row_stays_shut_and_is_told(owner, sealed):
    v = Volunteer
    [row] = await v.select(v.id_number).where(v.id == sealed[0])
    await v.update({v.id_number: row["id_number"]}).where(v.id == sealed[1])

    assert await keys.rotate() == (MANY - 1, 1)
    [moved] = await v.select(v.id_number).where(v.id == sealed[1])
    with pytest.raises(CannotOpen):
        crypto.unseal(bytes(moved["id_number"]), place(owner, sealed[1]))


async def test_d21_a_sample_of_each_column_is_opened_after_a_restore(owner, sealed):
    connection = await asyncpg.connect(postgres.dsn())
    try:
        sound = await keys.unreadable(connection)
        v = Volunteer
        await v.update({v.id_number: crypto.seal("x", place(owner, uuid4()))}).where(
            v.organization == owner.organization_id
        )
        broken = await keys.unreadable(connection)
    finally:
        await connection.close()

    assert sound == ""
    assert "volunteer.id_number" in broken


async def test_d21_whoever_checks_is_told_how_much_cannot_be_read_without_its_key(sealed):
    connection = await asyncpg.connect(postgres.dsn())
    try:
        whole = keys.tells_missing(await keys.missing(connection))
        keyring.retire(Ring.PERSON, next(iter(keyring.keys(Ring.PERSON))))
        lost = keys.tells_missing(await keys.missing(connection))
    finally:
        await connection.close()

    assert whole == ""
    assert str(MANY) in lost and "person" in lost


async def test_a_hash_cannot_be_made_anew_so_its_key_stays_thirteen_months(sealed):
    keyring.keys(Ring.EARLIER)
    keyring.add(Ring.EARLIER)

    with pytest.raises(keys.TooYoung):
        await keys.retire(Ring.EARLIER)
