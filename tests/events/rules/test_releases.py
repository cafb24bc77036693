from datetime import timedelta

import msgspec

from events.rules.releases import Snapshot, affected, fingerprint, next_snapshot
from tests.events.rules.test_schedule import EIGHT, block

LATER = EIGHT + timedelta(days=1)


def moved(of, minutes):
    return msgspec.structs.replace(of, starts_at=of.starts_at + timedelta(minutes=minutes))


def test_an_unchanged_block_keeps_its_revision_in_the_next_release():
    first = next_snapshot((), (block(1, 0),), None, EIGHT)

    assert next_snapshot((), (block(1, 0),), first, LATER).blocks == first.blocks


def test_a_moved_block_rises_by_one_revision_and_remembers_where_it_was():
    first = next_snapshot((), (block(1, 0), block(2, 60)), None, EIGHT)

    second = next_snapshot((), (moved(block(1, 0), 5), block(2, 60)), first, LATER)

    assert [b.calendar_sequence for b in second.blocks] == [2, 1]
    assert second.blocks[0].moved_from == EIGHT
    assert second.blocks[0].calendar_modified == LATER
    assert [b.id.int for b in affected(second, first)] == [1]


def test_a_block_that_is_gone_stays_as_cancelled_and_its_people_are_told_once():
    first = next_snapshot((), (block(1, 0), block(2, 60)), None, EIGHT)

    second = next_snapshot((), (block(1, 0),), first, LATER)
    third = next_snapshot((), (block(1, 0),), second, LATER + timedelta(days=1))

    assert [(b.id.int, b.calendar_sequence) for b in second.cancelled] == [(2, 2)]
    assert [b.id.int for b in affected(second, first)] == [2]
    assert third.cancelled == second.cancelled
    assert affected(third, second) == ()


def test_a_block_that_comes_back_goes_on_counting():
    first = next_snapshot((), (block(1, 0),), None, EIGHT)
    second = next_snapshot((), (), first, LATER)

    third = next_snapshot((), (block(1, 0),), second, LATER + timedelta(days=1))

    assert [b.calendar_sequence for b in third.blocks] == [3]


def test_blocks_without_a_time_are_not_released():
    assert next_snapshot((), (block(1),), None, EIGHT) == Snapshot((), ())


def test_the_fingerprint_sees_what_people_see_and_nothing_else():
    one = next_snapshot((), (block(1, 0),), None, EIGHT)
    counted = msgspec.structs.replace(one.blocks[0], calendar_sequence=9, version=7)

    assert fingerprint(msgspec.structs.replace(one, blocks=(counted,))) == fingerprint(one)
    assert fingerprint(Snapshot((), (moved(one.blocks[0], 5),))) != fingerprint(one)


def test_who_is_with_whom_makes_another_release_and_an_older_one_reads_as_before():
    old = msgspec.json.decode(b'{"lanes":[],"blocks":[]}', type=Snapshot)

    same = next_snapshot((), (), old, LATER)
    others = next_snapshot((), (), old, LATER, "9f")

    assert fingerprint(same) == fingerprint(old)
    assert fingerprint(others) not in (
        fingerprint(old),
        fingerprint(next_snapshot((), (), old, LATER, "a1")),
    )
    assert affected(others, old) == ()
