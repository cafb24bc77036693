"""Blocks of a day that starts at eight in Shanghai, as the tests of its rules need them."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from events.rules.schedule import Audience, Block, Lane, StartKind

EIGHT = datetime(2026, 12, 5, 0, 0, tzinfo=UTC)
LANE_A, LANE_B = UUID(int=101), UUID(int=102)
LANES = (Lane(LANE_A, "A", 0, "a"), Lane(LANE_B, "B", 1, "b"))


def block(n, start=None, minutes=30, **differing):
    usual = {
        "id": UUID(int=n), "lane": None, "position": n, "title": f"block {n}", "place": "",
        "start_kind": StartKind.FLOATING if start is None else StartKind.FIXED,
        "starts_at": None if start is None else EIGHT + timedelta(minutes=start),
        "minutes": minutes, "hard_end": False, "audience": Audience.ALL, "lead": "", "people": (),
        "with_children": False, "counts_as_service": True, "public": False, "tentative": False,
        "note": "", "version": 1, "created_at": EIGHT, "moved_from": None,
        "calendar_uid": f"block-{n}@x", "calendar_sequence": 1, "calendar_modified": EIGHT,
    }  # fmt: skip
    return Block(**usual | differing)
