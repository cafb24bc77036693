"""An activity with something on every paper: plan 4's budget, a released day, people in pairs."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import events.tables
from accounts.rules.permissions import Actor
from budget import lines
from events import lanes, schedule
from events.rules.activities import Activity, PartyRole
from events.rules.tasks import Phase
from events.schedule import Wanted
from kit import clock
from tests import make
from volunteers.rules.applications import ApplicationStatus
from volunteers.rules.pairs import PairStatus
from volunteers.tables import applications, pairs, participants, training

TITLE = "共创美好未来"
SIGNS = "零甲乙丙丁戊己庚"
COSTS = (
    {"label": "路费", "planned": "400", "category": "transport"},
    {"label": "水费", "quantity": "50", "price": "1.5", "unit": "瓶", "category": "food"},
    {"label": "面包", "quantity": "50", "price": "1.5", "unit": "个", "category": "food"},
    {"label": "资料", "planned": "700", "category": "materials"},
    {"label": "横幅", "quantity": "2", "price": "80", "unit": "条", "category": "publicity"},
    {"label": "展板", "quantity": "2", "price": "75", "unit": "块", "category": "publicity"},
    {"label": "礼物", "planned": "500", "category": "materials"},
    {"label": "其他", "planned": "300", "category": "reserve"},
)


async def activity(of: Actor, **differing: Any) -> Activity:
    """An activity with parties, chapters, a task, and plan 4's budget; nothing is released yet."""
    usual = {"title": TITLE, "contact_name": "周敏", "contact_phone": "138 0000 0101"}
    planned = await make.activity(of, **usual | differing)
    await events.tables.Party.insert(
        events.tables.Party(
            id=uuid4(), activity=planned.id, role=PartyRole.PARTNER, name="天府中学"
        )
    )
    for position, key in enumerate(("background", "schedule", "budget")):
        await events.tables.PlanSection.insert(
            events.tables.PlanSection(
                id=uuid4(),
                activity=planned.id,
                key=key,
                heading=f"第{position}章",
                text="陪孩子们一上午。" if key == "background" else "",
                position=position,
            )
        )
    await events.tables.Task.insert(
        events.tables.Task(
            id=uuid4(),
            activity=planned.id,
            phase=Phase.PREPARE,
            title="收齐同意书",
            due=date(2026, 11, 28),
            calendar_uid=make.uid("task"),
            calendar_modified=clock.now(),
        )
    )
    await lines.add_all(of, planned.id, list(COSTS))
    return planned


async def day(of: Actor, planned: Activity) -> UUID:
    """Two lanes that play at the same time after an opening for everybody; return lane A."""
    for name in ("A 组", "B 组"):
        await lanes.add(of, planned.id, name)
    lane_a, lane_b = await lanes.of_activity(planned.id)
    for wanted in (
        Wanted("启动仪式", time(9), 40, place="操场", lead="宋知夏", note="带上礼物"),
        Wanted("游戏甲", time(9, 45), 55, lane=lane_a.id, lead="林可"),
        Wanted("游戏乙", time(9, 45), 55, lane=lane_b.id, lead="何子川", people="许诺"),
    ):
        await schedule.add(of, planned.id, wanted)
    return lane_a.id


async def released(of: Actor, **differing: Any) -> Activity:
    planned = await activity(of, **differing)
    await day(of, planned)
    await make.release(of, planned.id)
    return planned


async def people(planned: Activity, count: int) -> list[UUID]:
    """This many pairs in two groups; return the volunteers' applications."""
    groups = [
        pairs.Group(id=uuid4(), activity=planned.id, name=name, position=n)
        for n, name in enumerate(("A 组", "B 组"))
    ]
    await pairs.Group.insert(*groups)
    return [
        await _pair(planned, number, groups[(number - 1) % 2].id) for number in range(1, count + 1)
    ]


async def session(planned: Activity, title: str = "志愿者培训") -> UUID:
    starts_at = datetime(2026, 11, 25, 11, tzinfo=UTC)
    row = training.TrainingSession(
        id=uuid4(),
        activity=planned.id,
        title=title,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        place="理科楼 301",
        created_at=clock.now(),
        calendar_uid=make.uid("training"),
        calendar_modified=clock.now(),
    )
    await training.TrainingSession.insert(row)
    return row.id


async def _pair(planned: Activity, number: int, group: UUID) -> UUID:
    volunteer = applications.Volunteer(
        id=uuid4(),
        organization=planned.organization,
        name=f"志愿{SIGNS[number]}",
        student_no=f"2024{number:04}",
        created_at=clock.now(),
    )
    application = applications.Application(
        id=uuid4(),
        activity=planned.id,
        volunteer=volunteer.id,
        number=number,
        name=f"志愿{SIGNS[number]}",
        student_no=f"2024{number:04}",
        college="生命科学学院",
        phone=f"139{number:08}",
        status=ApplicationStatus.CONFIRMED,
        applied_at=clock.now(),
        calendar_modified=clock.now(),
    )
    child = participants.Participant(
        id=uuid4(),
        activity=planned.id,
        codename=f"小树{SIGNS[number]}",
        grade=7,
        retain_until=date(2027, 1, 5),
        created_at=clock.now(),
    )
    pair = pairs.Pair(
        id=uuid4(),
        activity=planned.id,
        participant=child.id,
        application=application.id,
        number=number,
        status=PairStatus.CONFIRMED,
        group=group,
        pod=(number + 1) // 2,
        created_at=clock.now(),
        calendar_uid=make.uid("pair"),
        calendar_modified=clock.now(),
    )
    for row in (volunteer, application, child, pair):
        await row.insert(row)
    return application.id
