"""A calendar subscription of 48 blocks: the whole answer, the 304, and bare Litestar with the same bytes."""

import asyncio
from datetime import time

from benchmarks import stage

BLOCKS = 48  # four hours of five minutes


async def main() -> None:
    async with stage.database():
        from accounts import links
        from accounts.rules.links import FeedOf, Kind
        from events import lanes, releases, schedule
        from events.schedule import Wanted
        from tests import make
        from web.app import create_app

        actor = await make.actor()
        activity = await make.activity(actor)
        await lanes.add(actor, activity.id, "A")
        (lane,) = await lanes.of_activity(activity.id)
        for n in range(BLOCKS):
            start = time(8 + n // 12, n % 12 * 5)
            await schedule.add(actor, activity.id, Wanted(f"Block {n}", start, 5, lane.id))
        await releases.release(actor, activity.id)
        token = await links.make(
            actor.organization_id, Kind.FEED, lane.id, about=FeedOf.CREW, activity_id=activity.id
        )
        ours, path = create_app(), f"/calendars/{token}.ics"
        status, size, headers = await stage.ask(ours, path)  # type: ignore[arg-type]
        assert status == 200, status
        known = [("if-none-match", headers["etag"])]
        assert (await stage.ask(ours, path, known))[0] == 304  # type: ignore[arg-type]
        litestar = stage.bare(b"x" * size, "text/calendar")
        figures = await stage.compare(
            {
                f"ours, 200, {size // 1024} KiB": lambda: stage.ask(ours, path),  # type: ignore[arg-type]
                "ours, 304": lambda: stage.ask(ours, path, known),  # type: ignore[arg-type]
                "bare Litestar, the same bytes": lambda: stage.ask(litestar, "/"),
            }
        )
        stage.table(figures, "bare Litestar, the same bytes")


asyncio.run(main())
