"""Two more calls of the demo: one that is being read and talked about, one that was drawn by lot."""

import json
import secrets
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple

import msgspec

from accounts import links, organizations, signing_in
from accounts.rules.links import Kind
from accounts.rules.permissions import Actor, Role
from events import approval, findings, plans
from events.rules import plan_files
from events.rules.activities import Activity
from events.rules.findings import Severity, Stops
from kit import clock, passwords
from kit.templating import TEMPLATES
from volunteers import (
    applying,
    draws,
    eligibility,
    interviews,
    posts,
    questions,
    recruitment,
    reviews,
)
from volunteers.recruitment import Settings
from volunteers.reviews import Given
from volunteers.rules.applications import Mode, NewApplication
from volunteers.rules.eligibility import NewRule
from volunteers.rules.interviews import NewSlots
from volunteers.rules.posts import NewPost
from volunteers.rules.questions import NewQuestion, QuestionKind
from web import demo_approval, demo_people

EMPTY = TEMPLATES / "plans" / "empty.zh_Hans.json"
RISK = "户外步行约三公里，早晨露水多、路滑；请穿防滑的鞋，随身带水和常用药。"
WHY = (
    "我认得校园里二十多种鸟，想把它们讲给第一次来的人听。",
    "我性子慢，愿意等，也不怕早起。",
    "带过两次新生参观，人多的时候知道怎么把队伍走齐。",
    "想练一练当众说话，会提前把路线走三遍。",
    "我有一副望远镜可以借给大家轮流看。",
    "平时自己也去湖边，记过一学期的观察笔记。",
)
POINTS = (  # of the two reviewers, for each application; the others wait
    ((5, 4, 5), (4, 4, 5)),
    ((3, 3, 4), (3, 4, 3)),
    ((5, 5, 4), (2, 3, 3)),
    ((4, 4, 4), None),
)


class Call(NamedTuple):
    """One more activity of the demo: what it is called, when, and how it chooses."""

    title: str
    in_days: int
    hours: tuple[str, str]
    place: str
    summary: str
    settings: dict[str, Any]


REVIEWED = Call(
    "校园观鸟导览",
    24,
    ("07:30", "10:30"),
    "崇德湖东门",
    "带第一次来的同学沿湖走一圈，认十种常见的鸟。",
    {
        "mode": Mode.REVIEW,
        "quota": 4,
        "reserve": 1,
        "criteria": ("耐心", "表达", "准时"),
        "weights": (2, 1, 1),
        "blind": True,
        "asks_wish": True,
    },
)
POSTS = (
    NewPost(name="讲解", needed=2, open=True, description="带八到十个人沿湖走，讲十种鸟。"),
    NewPost(name="记录", needed=2, quota=2, open=True, description="登记看到的鸟，拍鸟不拍人脸。"),
)
EARLY = NewRule(text="七点前能到湖边")
DRAWN = Call(
    "冬至包饺子",
    30,
    ("14:00", "17:00"),
    "二食堂三楼",
    "和留校的同学一起包饺子，需要人擀皮、看火、收拾。",
    {"mode": Mode.LOTTERY, "quota": 5, "reserve": 2},
)


async def write(team: dict[str, Actor]) -> None:
    """Open both calls and let people apply; read, talk and draw."""
    await _read_and_talk(team)
    await _draw(team)


async def _read_and_talk(team: dict[str, Actor]) -> None:
    owner = team["organizer"]
    activity = await opened(team, REVIEWED)
    asked = NewQuestion(kind=QuestionKind.TEXT, label="你最想让大家看到哪一种鸟？为什么？")
    await questions.add(owner, activity.id, asked)
    wishes = [await posts.add(owner, activity.id, post) for post in POSTS]
    rule = await eligibility.add(owner, activity.id, EARLY)
    tokens = await apply_all(
        activity,
        demo_people.VOLUNTEERS[20:28],
        lambda n: {
            "motivation": WHY[n % len(WHY)],
            "post": wishes[n % len(wishes)],
            "ticked": (rule,) if n % 3 else (),
        },
    )
    pair = (owner, await _second(owner))
    for number, given in enumerate(POINTS, start=1):
        for who, points in zip(pair, given, strict=True):
            if points:
                values = {f"points-{at}": str(p) for at, p in enumerate(points)}
                await reviews.give(who, activity.id, number, Given(values))
    soon = clock.now().replace(tzinfo=None, hour=18, minute=30, second=0, microsecond=0)
    slots = NewSlots(
        starts_at=soon + timedelta(days=3),
        count=4,
        pause=5,
        place="活动中心 204",
        interviewer="周敏",
    )
    await interviews.offer(owner, activity.id, slots)
    offered = await interviews.of_activity(owner, activity.id)
    for token, one in zip(tokens[:2], offered, strict=False):
        await interviews.book(await links.holder(Kind.VOLUNTEER, token), one.slot.id)


async def _draw(team: dict[str, Actor]) -> None:
    owner = team["organizer"]
    activity = await opened(team, DRAWN)
    await apply_all(activity, demo_people.VOLUNTEERS[5:17], lambda _: {})
    await draws.make(owner, activity.id, closing=True)


async def _second(owner: Actor) -> Actor:
    """Let somebody else of the association read along: one pair of eyes is not enough (V2)."""
    hashed = await passwords.hashed(secrets.token_urlsafe(12))
    account_id = await signing_in.create("reader@demo.example", "林可", hashed, clock.now())
    await organizations.admit(owner.organization_id, account_id, Role.PLANNER)
    return msgspec.structs.replace(owner, account_id=account_id, role=Role.PLANNER, name="林可")


async def opened(team: dict[str, Actor], call: Call) -> Activity:
    """Make, hand in, agree and open one more activity of the demo."""
    owner = team["organizer"]
    day = clock.day("Asia/Shanghai") + timedelta(days=call.in_days)
    activity = await plans.create(owner, plan_files.read(json.dumps(_plan(call, day))))
    await _let_stand(owner, activity, Stops.SUBMIT)
    activity = await approval.submit(owner, activity.id, activity.version)
    activity = await demo_approval.agree(team, activity)
    before = await recruitment.of_activity(owner, activity.id)
    settings = Settings(
        version=before.version, risk_statement=RISK, summary=call.summary, **call.settings
    )
    await recruitment.change(owner, activity.id, settings)
    await _let_stand(owner, activity, Stops.RECRUIT)
    await recruitment.publish(owner, activity.id)
    return activity


def _plan(call: Call, day: date) -> dict[str, Any]:
    plan: dict[str, Any] = json.loads(EMPTY.read_text())
    start, end = call.hours
    return plan | {
        "title": call.title,
        "when": {
            "start_date": str(day),
            "end_date": str(day),
            "start_time": start,
            "end_time": end,
        },
        "places": [call.place],
        "headcounts": [{"who": "志愿者", "kind": "volunteer", "count": call.settings["quota"]}],
    }


async def apply_all(
    activity: Activity,
    people: tuple[NewApplication, ...],
    differing: Callable[[int], dict[str, Any]],
) -> list[str]:
    return [
        await applying.send(
            activity.slug,
            msgspec.structs.replace(one, **differing(n)),
            form=secrets.token_hex(8),
        )
        for n, one in enumerate(people)
    ]


async def _let_stand(actor: Actor, activity: Activity, step: Stops) -> None:
    for one in await findings.stopping(activity, step):
        if one.severity is Severity.WARNING:
            await findings.accept(actor, activity.id, [one], "演示：按学会的惯例执行")
