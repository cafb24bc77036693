"""The demo's shifts: one morning at three crossings, two posts at each, and somebody who looks for a swap."""

from datetime import date, time

from accounts import links
from accounts.rules.links import Kind
from accounts.rules.permissions import Actor
from events import places
from events.rules.places import NewPlace
from volunteers import applications, posts, shifts, stands, swaps
from volunteers.rules.applications import Mode
from volunteers.rules.posts import NewPost
from volunteers.rules.shifts import NewShifts
from web import demo_people, demo_selection
from web.demo_selection import Call

CROSSINGS = Call(
    "路口文明劝导",
    16,
    ("07:00", "09:00"),
    "学校周边三个路口",
    "早高峰在路口提醒行人看灯、骑车戴盔，帮老人过街。",
    {"mode": Mode.FIRST_COME, "quota": 8, "reserve": 1},
)
PLACES = (
    NewPlace(name="北门路口", kind="路口", meeting_point="公交站牌旁"),
    NewPlace(name="医院东口", kind="医院", meeting_point="急诊指示牌下"),
    NewPlace(name="滨江公园南门", kind="公园", meeting_point="自行车停放处"),
)
POSTS = (
    NewPost(name="劝导", needed=3, open=True, description="站在斑马线一端，提醒行人看灯。"),
    NewPost(name="记录", needed=3, open=True, description="每十分钟数一次，不拍人脸。"),
)
STANDS = (0, 1, 2, 3, 4)  # of the six shifts; nobody is found for the last one yet


async def write(team: dict[str, Actor]) -> None:
    """Open the call, let people apply, and give out five of six shifts."""
    owner = team["organizer"]
    activity = await demo_selection.opened(team, CROSSINGS)
    named = [await posts.add(owner, activity.id, one) for one in POSTS]
    where = await places.add(owner, activity.id, list(PLACES))
    tokens = await demo_selection.apply_all(activity, demo_people.VOLUNTEERS[11:18], lambda _: {})
    for token in tokens:
        await applications.confirm(await links.holder(Kind.VOLUNTEER, token))
    day = activity.first_day or date.min
    new = NewShifts(
        posts=tuple(named), places=tuple(where), day=day, start=time(7), end=time(9), note="穿马甲"
    )
    made = await shifts.make(owner, activity.id, new)
    people = await applications.of_activity(owner, activity.id)
    by_number = sorted(people, key=lambda one: one.number)
    for n in STANDS:
        await stands.assign(owner, activity.id, made[n], by_number[n].id)
    looking = await links.holder(Kind.VOLUNTEER, tokens[1])
    await swaps.offer(looking, made[1], "那天早上有实验课")
