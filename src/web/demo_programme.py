"""The demo's standing work: a term of the school in its thirteenth week, most of it done."""

from datetime import timedelta

import msgspec

from accounts.rules.permissions import Actor
from events import discharges, obligations, programme_plans, programmes
from events.rules import plan_files
from events.rules.activities import Activity
from events.rules.discharges import Kept
from events.rules.programme_plans import Asked
from kit import clock
from kit.templating import TEMPLATES

PLAN = TEMPLATES / "plans" / "school-term.zh_Hans.json"
CLASSES = ("三（1）班", "三（2）班", "四（1）班", "四（2）班", "五（1）班", "五（2）班")
WEEKS, GONE = 18, 12
HOLIDAY = 5  # a week without lessons
SLIPPED = (9, CLASSES[3])  # a week in which one class had none


async def write(actor: Actor, activity: Activity) -> None:
    """Plan a term around `activity`, and record what was done up to last week."""
    today = clock.day(activity.zone)
    first = today - timedelta(days=today.weekday(), weeks=GONE)
    asked = Asked(
        title="校园关爱计划",
        period="本学期",
        first=first,
        last=first + timedelta(weeks=WEEKS, days=-1),
        units=CLASSES,
    )
    programme = await programme_plans.create(actor, plan_files.read(PLAN.read_bytes()), asked)
    await programmes.adopt(actor, activity.id, programme.id)
    lesson, *_ = await obligations.of_programme(programme)
    for span in lesson.spans(programme.starts_on, programme.ends_on)[:GONE]:
        done = Kept(
            unit=CLASSES[0],
            period=span.number,
            done_on=span.first + timedelta(days=2),
            evidence="教案和课堂记录",
            for_all=True,
        )
        if span.number == HOLIDAY:
            off = Kept(unit=CLASSES[0], period=HOLIDAY, exempt_because="放假", for_all=True)
            await discharges.record(actor, programme.id, lesson.id, off)
        elif span.number == SLIPPED[0]:
            for unit in CLASSES:
                if unit != SLIPPED[1]:
                    one = msgspec.structs.replace(done, unit=unit, for_all=False)
                    await discharges.record(actor, programme.id, lesson.id, one)
        else:
            await discharges.record(actor, programme.id, lesson.id, done)
