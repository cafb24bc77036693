"""An activity for the volunteer's whole way: `python -m tests.browser.scene`, in the site's environment.

It is written through the nouns, beside the demo; it prints what the test needs to know of it.
"""

import asyncio
import json
import sys
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

import accounts.tables
from accounts import organizations
from accounts.rules.permissions import Actor
from events import activities
from events.rules.activities import Activity
from kit import clock, i18n
from volunteers import applying, eligibility, liaisons, posts, questions, shifts, training
from volunteers.rules.applications import Mode, NewApplication
from volunteers.rules.eligibility import NewRule
from volunteers.rules.liaisons import NewLiaison
from volunteers.rules.posts import NewPost
from volunteers.rules.questions import NewQuestion, QuestionKind
from volunteers.rules.shifts import NewShifts
from volunteers.rules.training import Wanted
from web import demo, demo_selection, wiring

ZONE = ZoneInfo("Asia/Shanghai")
CALL = demo_selection.Call(
    "江边净滩",
    12,
    ("09:00", "11:30"),
    "滨江公园",
    "沿江捡拾垃圾，称重、分类。",
    {"mode": Mode.FIRST_COME, "quota": 2, "reserve": 2},
)
ASKED = (
    NewQuestion(kind=QuestionKind.TEXT, label="怎么去江边？", required=True, most=80),
    NewQuestion(
        kind=QuestionKind.CHOICE, label="手套尺码", options=("小", "中", "大"), required=True
    ),
    NewQuestion(kind=QuestionKind.CONSENT, label="同意拍集体照", required=True),
)
HARD = NewRule(text="已满 18 周岁", hard=True)
LEAVES = NewApplication(name="郭子航", student_no="2026990008", phone="13900000008", consent=True)
STAYS = NewApplication(name="林悦", student_no="2026990009", phone="13900000009", consent=True)


async def team() -> dict[str, Actor]:
    """Return those who sign in at the demo, by the key of each."""
    m, found = accounts.tables.Membership, {}
    for key, name, role in demo.PEOPLE:
        row = (
            await m.select(m.account, m.organization)
            .where(m.account.email == f"{key}@demo.example")
            .first()
        )
        assert row is not None
        home = await organizations.publisher(row["organization"])
        found[key] = Actor(row["account"], row["organization"], role, name, home.name)
    return found


async def trainings(owner: Actor, activity: Activity) -> tuple[str, str]:
    """Plan one that has just begun, with its door open, and one to answer for; return their ids."""
    now = clock.now().astimezone(ZONE)
    soon = datetime.combine(now.date() + timedelta(days=3), time(19), ZONE)
    ids = []
    for title, start in (("岗前说明", now), ("安全培训", soon)):
        begin = start.replace(hour=min(start.hour, 21), second=0, microsecond=0)
        end = begin + timedelta(hours=2)
        wanted = Wanted(title=title, day=begin.date(), start=begin.time(), end=end.time())
        ids.append(str(await training.add(owner, activity.id, wanted)))
    return ids[0], ids[1]


async def write() -> dict[str, str]:
    """Open a call whose two places are taken, with questions, a rule, two trainings, a partner and a shift."""
    wiring.connect()
    with i18n.speaking("zh_Hans"):
        members = await team()
        owner = members["organizer"]
        opened = await demo_selection.opened(members, CALL)
        opened = await activities.find(owner, opened.id)
        children = {"involves_minors": True}  # so that there is a pledge to sign
        activity = await activities.change(owner, opened.id, opened.version, children)
        for one in ASKED:
            await questions.add(owner, activity.id, one)
        rule = await eligibility.add(owner, activity.id, HARD)
        asked = await questions.of(activity.id)
        said = dict(zip([one.id for one in asked], ("公交", "中", "yes"), strict=True))
        adults = [msgspec.structs.replace(one, ticked=(rule,)) for one in (LEAVES, STAYS)]
        leaves, stays = [await applying.send(activity.slug, one, answers=said) for one in adults]
        door, answered = await trainings(owner, activity)
        await liaisons.add(owner, activity.id, NewLiaison(partner="滨江社区", name="罗主任"))
        post = await posts.add(owner, activity.id, NewPost(name="称重", needed=1, open=True))
        day = activity.first_day
        assert day is not None
        span = NewShifts(posts=(post,), day=day, start=time(9), end=time(10))
        await shifts.make(owner, activity.id, span)
    return {
        "public": f"/e/{activity.slug}",
        "leaves": f"/v/{leaves}",
        "stays": f"/v/{stays}",
        "door": f"/a/{activity.id}/training/{door}/door",
        "training": f"/training/{answered}",
        "rule": f"rule-{rule}",
        "text": asked[0].field,
        "choice": asked[1].field,
        "consent": asked[2].field,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(write())))
