"""What a calendar shows is what the database holds, read back by a program of its own."""

from datetime import UTC, date, datetime, time

import icalendar
import msgspec
import pytest
import recurring_ical_events
import vobject

from accounts import links
from accounts.rules.links import FeedOf, Kind
from events import activities, findings, lanes, releases, schedule
from events.rules import schedule as schedule_rules
from events.schedule import Wanted
from kit import clock
from tests import make
from tests.exports import planned, strict_ical
from tests.volunteers import calls
from volunteers import applications, duties, steps, training
from volunteers.rules.pairs import PairStatus
from volunteers.rules.participants import ConsentState, Purpose
from volunteers.rules.training import Answer
from volunteers.rules.training import Wanted as Training
from volunteers.tables import applications as rows
from volunteers.tables import pairs, participants


@pytest.fixture
def untrained(program, monkeypatch):
    """Let a day be released though its volunteers have no training and its children no consent."""
    monkeypatch.setattr(findings, "_sources", [findings.of])


@pytest.fixture
async def program(browser):
    async with browser(None) as opened:
        yield opened


async def holder(token):
    return await links.find(Kind.VOLUNTEER, token)


async def feed_of(activity, about, object_id):
    token = await links.make(
        activity.organization, Kind.FEED, object_id, about=about, activity_id=activity.id
    )
    return f"/calendars/{token}.ics"


async def shown(program, address):
    """Return (UID, title, status, start) of every entry but the anchor."""
    body = (await program.get(address)).content
    assert strict_ical.lint(body) == set()
    return [
        (
            event["UID"].value,
            event["SUMMARY"].text,
            event["STATUS"].value,
            strict_ical._instant(event["DTSTART"]),
        )
        for event in strict_ical.parse(body).inside("VEVENT")[1:]
    ]


async def test_a_volunteer_sees_their_place_as_it_stands(program):
    actor = await make.actor()
    activity = await calls.opened(actor, quota=1)
    tokens = await calls.apply(activity, 1, 2)
    first, reserve = [
        await feed_of(activity, FeedOf.VOLUNTEER, (await holder(token)).object_id)
        for token in tokens
    ]
    uid, starts = activity.calendar_uid, datetime(2026, 12, 5, tzinfo=UTC)
    title = "Beach clean-up · 志愿者"

    assert await shown(program, first) == [(uid, title, "CONFIRMED", starts)]
    assert await shown(program, reserve) == [(uid, title, "TENTATIVE", starts)]

    await applications.withdraw(await holder(tokens[0]))

    assert await shown(program, first) == [(uid, f"【已退出】{title}", "CANCELLED", starts)]
    assert await shown(program, reserve) == [(uid, title, "CONFIRMED", starts)]


async def test_whoever_was_removed_sees_nothing_at_once_and_no_reason(program):
    actor = await make.actor()
    activity = await calls.opened(actor)
    (token,) = await calls.apply(activity, 1)
    address = await feed_of(activity, FeedOf.VOLUNTEER, (await holder(token)).object_id)
    before = await program.get(address)
    assert len(await shown(program, address)) == 1
    application = await applications.of_link(await holder(token))

    await steps.move(application, "removed")

    after = await program.get(address, headers={"if-none-match": before.headers["etag"]})
    assert after.status_code == 200
    assert await shown(program, address) == []


async def test_a_cancelled_activity_stands_crossed_out_in_every_calendar(program):
    actor = await make.actor()
    activity = await calls.opened(actor)
    (token,) = await calls.apply(activity, 1)
    address = await feed_of(activity, FeedOf.VOLUNTEER, (await holder(token)).object_id)

    await activities.cancel(actor, activity.id, activity.version, "下大雨")

    ((_, title, status, _),) = await shown(program, address)
    assert (title, status) == ("【已取消】Beach clean-up · 志愿者", "CANCELLED")
    assert "下大雨" not in (await program.get(address)).text


async def test_a_calendar_names_nobody_and_tells_nothing_of_anybody(program):
    actor = await make.actor()
    activity = await calls.opened(actor)
    (token,) = await calls.apply(activity, 1, phone="13800000000", motivation="我喜欢小蜜蜂")
    row = await rows.Application.select().where(rows.Application.activity == activity.id).first()
    address = await feed_of(activity, FeedOf.VOLUNTEER, row["id"])

    text = (await program.get(address)).text.replace("\r\n ", "")

    assert "志愿者" in text
    for canary in (row["name"], row["student_no"], row["phone"], row["email"], row["motivation"]):
        assert canary
        assert canary not in text
    assert token not in text


async def test_the_public_calendar_shows_what_was_published_and_no_more(program):
    actor, stranger = await make.actor(), await make.actor()
    address = f"/calendars/public/{actor.organization_id}.ics"
    empty = await program.get(address)
    published = await calls.opened(actor)
    await calls.opened(actor, published_at=None)
    await make.activity(actor)
    await calls.opened(stranger)

    starts = datetime(2026, 12, 5, tzinfo=UTC)
    assert await shown(program, address) == [
        (published.calendar_uid, "Beach clean-up", "CONFIRMED", starts)
    ]
    answer = await program.get(address, headers={"if-none-match": empty.headers["etag"]})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, max-age=900"
    text = answer.text.replace("\r\n ", "")
    assert f"URL:https://plan.example/e/{published.slug}\r\n" in text
    assert "CLASS" not in text
    assert "VALARM" not in text


async def test_a_public_calendar_without_activities_is_not_empty(program):
    actor = await make.actor()

    assert await shown(program, f"/calendars/public/{actor.organization_id}.ics") == []
    for address in (
        "00000000-0000-4000-8000-000000000000.ics",
        "x.ics",
        str(actor.organization_id),
    ):
        assert (await program.get(f"/calendars/public/{address}")).status_code == 404


async def test_training_is_in_the_calendar_of_whoever_comes_and_of_the_crew(program):
    actor = await make.actor()
    activity = await calls.opened(actor)
    (token,) = await calls.apply(activity, 1)
    me = await holder(token)
    own = await feed_of(activity, FeedOf.VOLUNTEER, me.object_id)
    crew = await feed_of(activity, FeedOf.CREW, make.uuid4())
    wanted = Training(
        title="岗前培训",
        day=date(2026, 11, 28),
        start=time(14, 0),
        end=time(16, 0),
        place="理科教学楼",
        trainer="陈浩",
        content="不外传",
    )
    session_id = await training.add(actor, activity.id, wanted)
    title, starts = "Beach clean-up · 培训", datetime(2026, 11, 28, 6, tzinfo=UTC)

    first = [entry[1:] for entry in await shown(program, own)]
    assert first[0] == (title, "CONFIRMED", starts)
    assert [entry[1:] for entry in await shown(program, crew)] == [first[0]]
    text = (await program.get(own)).text + (await program.get(crew)).text
    assert "陈浩" not in text
    assert "不外传" not in text

    before = await program.get(own)
    await training.answer(me, session_id, Answer.NOT_COMING)
    asked = {"if-none-match": before.headers["etag"]}
    assert (await program.get(own, headers=asked)).status_code == 200
    assert title not in [entry[1] for entry in await shown(program, own)]

    await training.answer(me, session_id, Answer.COMING)
    await training.cancel(actor, activity.id, session_id)
    assert (await shown(program, own))[0][1:] == (f"【已取消】{title}", "CANCELLED", starts)


async def test_a_crew_sees_its_lane_as_released_and_never_the_draft(program):
    actor = await make.actor()
    activity = await make.activity(actor)
    for name in ("A 组", "B 组"):
        await lanes.add(actor, activity.id, name)
    ours, theirs = await lanes.of_activity(activity.id)
    address = await feed_of(activity, FeedOf.CREW, ours.id)
    wanted = Wanted(
        "互动游戏", start=time(9, 0), minutes=30, lane=ours.id, lead="陈浩", people="许诺"
    )
    block_id = await schedule.add(actor, activity.id, wanted)
    await schedule.add(
        actor, activity.id, Wanted("绘画", start=time(9, 0), minutes=30, lane=theirs.id)
    )
    await schedule.add(actor, activity.id, Wanted("集合", start=time(8, 0), minutes=20))

    assert await shown(program, address) == []
    await make.release(actor, activity.id)
    first = await shown(program, address)
    assert [title for _, title, _, _ in first] == [
        "Beach clean-up · 集合",
        "Beach clean-up · 互动游戏",
    ]
    text = (await program.get(address)).text
    assert "陈浩" not in text
    assert "许诺" not in text

    later = msgspec.structs.replace(wanted, start=time(9, 30))
    (block,) = [
        b for b in (await schedule.of_activity(actor, activity.id)).blocks if b.id == block_id
    ]
    await schedule.change(actor, activity.id, block_id, block.version, later)
    assert await shown(program, address) == first

    await make.release(actor, activity.id)
    second = await shown(program, address)
    assert second[1][:3] == first[1][:3]
    assert second[1][3] == datetime(2026, 12, 5, 1, 30, tzinfo=UTC)
    assert "原定：12月5日周六 09:00。" in (await program.get(address)).text.replace("\r\n ", "")

    await schedule.remove(actor, activity.id, block_id)
    await make.release(actor, activity.id)
    third = await shown(program, address)
    assert third[1][1:3] == ("【已取消】Beach clean-up · 互动游戏", "CANCELLED")


async def test_monthly_contacts_say_their_pod_and_nothing_of_the_child(program):
    actor = await make.actor()
    activity = await calls.opened(actor)
    (token,) = await calls.apply(activity, 1)
    me = await holder(token)
    child, pair, now = make.uuid4(), make.uuid4(), clock.now()
    await participants.Participant(
        id=child,
        activity=activity.id,
        codename="小蜜蜂",
        retain_until=date(2027, 12, 31),
        created_at=now,
    ).save()
    await pairs.Pair(
        id=pair,
        activity=activity.id,
        participant=child,
        application=me.object_id,
        number=1,
        pod=7,
        status=PairStatus.CONFIRMED,
        created_at=now,
        calendar_uid=make.uid("pair"),
        calendar_modified=now,
    ).save()
    await duties.promise(activity, [pair])
    await participants.Consent(
        id=make.uuid4(),
        participant=child,
        purpose=Purpose.PAIRING_CONTACT,
        state=ConsentState.GRANTED,
        on=date(2026, 11, 20),
        recorded_at=now,
    ).save()
    address = await feed_of(activity, FeedOf.VOLUNTEER, me.object_id)

    titles = [title for _, title, _, _ in await shown(program, address)]

    assert titles.count("月度联系（小队 7）") == len(titles) - 1 > 0
    assert "小蜜蜂" not in (await program.get(address)).text.replace("\r\n ", "")


@pytest.mark.usefixtures("untrained")
async def test_a_volunteer_sees_the_day_of_their_own_group_as_released(program):
    actor = await make.actor()
    activity = await planned.activity(actor)
    ours = await planned.day(actor, activity)
    me, other = await planned.people(activity, 2)
    await pairs.Group.update({pairs.Group.lane: ours}).where(pairs.Group.name == "A 组")
    address = await feed_of(activity, FeedOf.VOLUNTEER, me)

    async def seen():
        return [title for _, title, _, _ in await shown(program, address)]

    assert await seen() == ["共创美好未来 · 志愿者"]
    before = await program.get(address)
    await make.release(actor, activity.id)
    asked = {"if-none-match": before.headers["etag"]}
    assert (await program.get(address, headers=asked)).status_code == 200
    mine = ["共创美好未来 · 志愿者", "共创美好未来 · 启动仪式", "共创美好未来 · 游戏甲"]
    assert await seen() == mine

    first = (await schedule.of_activity(actor, activity.id)).blocks[0]
    await schedule.nudge(actor, activity.id, first.id, start=10)
    now = await program.get(address)
    asked = {"if-none-match": now.headers["etag"]}
    assert (await program.get(address, headers=asked)).status_code == 304
    assert await seen() == mine

    for removed, left in ((other, mine), (me, [])):
        await steps.move(await applications.find(actor, activity.id, removed), "removed")
        assert await seen() == left


CANARIES = (
    "小树",
    "志愿甲",
    "志愿乙",
    "13900000001",
    "138 0000",
    "生命科学学院",
    "宋知夏",
    "林可",
    "礼物",
    "周敏",
)


@pytest.mark.usefixtures("untrained")
async def test_every_calendar_reads_the_same_in_other_programs_and_gives_nobody_away(program):
    actor = await make.actor()
    activity = await planned.activity(actor)
    lane = await planned.day(actor, activity)
    me, _ = await planned.people(activity, 2)
    await planned.session(activity)
    await make.release(actor, activity.id)
    _, snapshot = await releases.current(actor.organization_id, activity.id)
    addresses = [
        await feed_of(activity, FeedOf.VOLUNTEER, me),
        await feed_of(activity, FeedOf.CREW, lane),
    ]
    wanted = {
        (block.calendar_uid, block.starts_at, schedule_rules.ends_at(block))
        for block in snapshot.blocks
        if block.lane in (None, lane)
    } | {(one.calendar_uid, one.starts_at, one.ends_at) for one in await training.of(activity.id)}
    everybody = {one for one in wanted if one[0] not in lanes_own(snapshot)}

    for address, truth in zip(addresses, (everybody, wanted), strict=True):
        body = (await program.get(address)).content
        by_icalendar = {
            (str(e["UID"]), e.start.astimezone(UTC), e.end.astimezone(UTC))
            for e in recurring_ical_events.of(icalendar.Calendar.from_ical(body)).between(
                date(2026, 11, 1), date(2027, 1, 1)
            )
            if isinstance(e.start, datetime)
        }
        by_vobject = {
            (e.uid.value, e.dtstart.value.astimezone(UTC), e.dtend.value.astimezone(UTC))
            for e in vobject.readOne(body.decode()).vevent_list
            if isinstance(e.dtstart.value, datetime)
        }
        own = {one for one in by_icalendar if one[0] == activity.calendar_uid}
        assert by_icalendar - own == truth
        assert by_vobject == by_icalendar
        text = body.decode().replace("\r\n ", "")
        assert [canary for canary in CANARIES if canary in text] == []
        assert "启动仪式" in text


def lanes_own(snapshot):
    return {block.calendar_uid for block in snapshot.blocks if block.lane is not None}
