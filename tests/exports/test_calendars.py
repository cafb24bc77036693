import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import msgspec
import pytest
import recurring_ical_events
import vobject

from exports import calendars
from exports.rules.entries import Bell, Entry, Status
from tests.exports import strict_ical

MONDAY = date(2026, 9, 14)
SHANGHAI = ZoneInfo("Asia/Shanghai")
SITE = "https://plan.example/a/"


def utc(text):
    return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def here(*when):
    return datetime(*when, tzinfo=SHANGHAI)


ANCHOR = Entry(
    uid="link-5b0c81f4-93d7-4e60-8f6e-0a1b9c7d2e31@plan.example",
    sequence=0,
    created=utc("20260701T020000Z"),
    modified=utc("20260701T020000Z"),
    starts=date(2026, 7, 1),
    ends=date(2026, 7, 2),
    title="已订阅伴行日历",
    private=True,
)
CAMP = Entry(
    uid="act-0d3f6a52-7c1e-4b8a-9a64-21f0c5e7b913@plan.example",
    sequence=1,
    created=utc("20260620T000000Z"),
    modified=utc("20260703T013005Z"),
    starts=date(2026, 7, 18),
    ends=date(2026, 7, 25),
    title="暑期夏令营（7天）· 带队",
    text=f"集合时间与地点见站内日程。\n详情（需登录）：{SITE}2f80b6d4-9e13-4c57-a1d2-b64e08f3c975",
    place="云南·大理",
    url=f"{SITE}2f80b6d4-9e13-4c57-a1d2-b64e08f3c975",
    private=True,
)
CONTACT = Entry(
    uid="contact-8e52c7d9-4f03-4a1b-b1d6-6c90ad3b7f24@plan.example",
    sequence=0,
    created=utc("20260830T040000Z"),
    modified=utc("20260830T040000Z"),
    starts=here(2026, 9, 13, 19),
    ends=here(2026, 9, 13, 19, 30),
    title="月度联系（小队 7）",
    text=f"详情（需登录）：{SITE}9b1e6c04-55d2-4f7a-8c39-d07ab1e42f68",
    url=f"{SITE}9b1e6c04-55d2-4f7a-8c39-d07ab1e42f68",
    private=True,
    bells=(Bell(timedelta(hours=3), "今晚有月度联系"),),
)
TOMBSTONE = Entry(
    uid="shift-c41d9e70-2b86-4d35-8f1c-5e7a03b6d982@plan.example",
    sequence=2,
    created=utc("20260825T010000Z"),
    modified=utc("20260911T234011Z"),
    starts=here(2026, 9, 20, 8),
    ends=here(2026, 9, 20, 12),
    title="【已取消】敬老院探访 · 志愿者",
    text="没有人看得到",
    place="没有人看得到",
    url=SITE,
    status=Status.CANCELLED,
    busy=True,
    private=True,
    bells=(Bell(timedelta(hours=1), "没有人听得到"),),
)
MOVED = Entry(
    uid="shift-f7a2b3c8-61d4-4e9f-a05b-9d18e4c7062a@plan.example",
    sequence=1,
    created=utc("20260825T010000Z"),
    modified=utc("20260914T021500Z"),
    starts=here(2026, 10, 11, 14),
    ends=here(2026, 10, 11, 16, 30),
    title="周六课业辅导, 第1组; 语文 · 志愿者",
    text=f"原定：10月10日周六 09:00。\n详情（需登录）：{SITE}e3740f9a-1b6c-4d28-b5e7-92f0c64a8d1b",
    place="理科教学楼, 北区",
    url=f"{SITE}e3740f9a-1b6c-4d28-b5e7-92f0c64a8d1b",
    busy=True,
    private=True,
)
ENTRIES = (MOVED, CONTACT, TOMBSTONE, CAMP)
NAME = "伴行 · 我的安排"

WHOLE_FEED = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Banxing//Calendar 1//ZH
CALSCALE:GREGORIAN
NAME:伴行 · 我的安排
X-WR-CALNAME:伴行 · 我的安排
X-WR-TIMEZONE:Asia/Shanghai
REFRESH-INTERVAL;VALUE=DURATION:PT1H
X-PUBLISHED-TTL:PT1H
BEGIN:VTIMEZONE
TZID:Asia/Shanghai
X-LIC-LOCATION:Asia/Shanghai
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0800
TZOFFSETTO:+0800
TZNAME:CST
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:link-5b0c81f4-93d7-4e60-8f6e-0a1b9c7d2e31@plan.example
DTSTAMP:20260701T020000Z
CREATED:20260701T020000Z
LAST-MODIFIED:20260701T020000Z
SEQUENCE:1
DTSTART;VALUE=DATE:20260701
DTEND;VALUE=DATE:20260702
SUMMARY:已订阅伴行日历
STATUS:CONFIRMED
TRANSP:TRANSPARENT
CLASS:PRIVATE
X-MICROSOFT-CDO-BUSYSTATUS:FREE
END:VEVENT
BEGIN:VEVENT
UID:act-0d3f6a52-7c1e-4b8a-9a64-21f0c5e7b913@plan.example
DTSTAMP:20260703T013005Z
CREATED:20260620T000000Z
LAST-MODIFIED:20260703T013005Z
SEQUENCE:2
DTSTART;VALUE=DATE:20260718
DTEND;VALUE=DATE:20260725
SUMMARY:暑期夏令营（7天）· 带队
DESCRIPTION:集合时间与地点见站内日程。\\n详情（需登录）
 ：https://plan.example/a/2f80b6d4-9e13-4c57-a1d2-b64e08f3c975
LOCATION:云南·大理
URL:https://plan.example/a/2f80b6d4-9e13-4c57-a1d2-b64e08f3c975
STATUS:CONFIRMED
TRANSP:TRANSPARENT
CLASS:PRIVATE
X-MICROSOFT-CDO-BUSYSTATUS:FREE
END:VEVENT
BEGIN:VEVENT
UID:contact-8e52c7d9-4f03-4a1b-b1d6-6c90ad3b7f24@plan.example
DTSTAMP:20260830T040000Z
CREATED:20260830T040000Z
LAST-MODIFIED:20260830T040000Z
SEQUENCE:1
DTSTART;TZID=Asia/Shanghai:20260913T190000
DTEND;TZID=Asia/Shanghai:20260913T193000
SUMMARY:月度联系（小队 7）
DESCRIPTION:详情（需登录）：https://plan.example/a/9b1e6c04-55d2-4
 f7a-8c39-d07ab1e42f68
URL:https://plan.example/a/9b1e6c04-55d2-4f7a-8c39-d07ab1e42f68
STATUS:CONFIRMED
TRANSP:TRANSPARENT
CLASS:PRIVATE
BEGIN:VALARM
ACTION:DISPLAY
TRIGGER:-PT3H
DESCRIPTION:今晚有月度联系
END:VALARM
END:VEVENT
BEGIN:VEVENT
UID:shift-c41d9e70-2b86-4d35-8f1c-5e7a03b6d982@plan.example
DTSTAMP:20260911T234011Z
CREATED:20260825T010000Z
LAST-MODIFIED:20260911T234011Z
SEQUENCE:3
DTSTART;TZID=Asia/Shanghai:20260920T080000
DTEND;TZID=Asia/Shanghai:20260920T120000
SUMMARY:【已取消】敬老院探访 · 志愿者
STATUS:CANCELLED
TRANSP:TRANSPARENT
CLASS:PRIVATE
END:VEVENT
BEGIN:VEVENT
UID:shift-f7a2b3c8-61d4-4e9f-a05b-9d18e4c7062a@plan.example
DTSTAMP:20260914T021500Z
CREATED:20260825T010000Z
LAST-MODIFIED:20260914T021500Z
SEQUENCE:2
DTSTART;TZID=Asia/Shanghai:20261011T140000
DTEND;TZID=Asia/Shanghai:20261011T163000
SUMMARY:周六课业辅导\\, 第1组\\; 语文 · 志愿者
DESCRIPTION:原定：10月10日周六 09:00。\\n详情（需登录）：ht
 tps://plan.example/a/e3740f9a-1b6c-4d28-b5e7-92f0c64a8d1b
LOCATION:理科教学楼\\, 北区
URL:https://plan.example/a/e3740f9a-1b6c-4d28-b5e7-92f0c64a8d1b
STATUS:CONFIRMED
TRANSP:OPAQUE
CLASS:PRIVATE
END:VEVENT
END:VCALENDAR
"""

HOSTILE = (
    '\\ , ; " : ^ \\n \r\nATTACH:x\rEND:VEVENT\nBEGIN:VALARM\vA\x00B\x85C\u2028D\u202eE\ud800F'
    "\x1b[0m\t👩‍👧 e\u0301 " + "很长的字" * 75
)


def test_a_personal_feed_is_written_exactly_like_this():
    body = calendars.feed(NAME, ANCHOR, ENTRIES, MONDAY)

    assert body.decode() == WHOLE_FEED.replace("\n", "\r\n")
    assert strict_ical.lint(body) == set()


def test_a_feed_without_entries_still_has_its_anchor():
    body = calendars.feed(NAME, ANCHOR, (), MONDAY)

    assert strict_ical.lint(body) == set()
    assert body.count(b"BEGIN:VEVENT") == 1


def test_a_single_file_has_no_name_no_refreshing_and_one_entry_with_the_uid_of_the_feed():
    body = calendars.single(msgspec.structs.replace(MOVED, private=False))

    assert strict_ical.lint(body, "event") == set()
    calendar = strict_ical.parse(body)
    assert [line.name for line in calendar.lines] == ["VERSION", "PRODID", "CALSCALE"]
    (event,) = calendar.inside("VEVENT")
    assert event["UID"].value == MOVED.uid
    assert event["CLASS"] is None


def test_the_order_of_the_facts_does_not_change_a_byte():
    body = calendars.feed(NAME, ANCHOR, ENTRIES, MONDAY)
    calendars.block.cache_clear()

    assert calendars.feed(NAME, ANCHOR, reversed(ENTRIES), MONDAY) == body
    assert calendars.gzipped(body) == calendars.gzipped(body)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sequence", 7),
        ("modified", MOVED.modified + timedelta(seconds=1)),
        ("created", MOVED.created + timedelta(seconds=1)),
        ("starts", here(2026, 10, 11, 13)),
        ("ends", here(2026, 10, 11, 17)),
        ("zone", "Asia/Urumqi"),
        ("title", "另一个名字"),
        ("text", "另一句话"),
        ("place", "另一个地方"),
        ("url", f"{SITE}2"),
        ("status", Status.TENTATIVE),
        ("busy", False),
        ("private", False),
        ("bells", (Bell(timedelta(hours=1), "快到了"),)),
    ],
)
def test_every_field_is_seen_in_the_bytes(field, value):
    changed = msgspec.structs.replace(MOVED, **{field: value})

    assert calendars.block(changed) != calendars.block(MOVED)
    assert strict_ical.lint(calendars.single(changed), "event") == set()


def test_another_way_of_writing_moves_all_three_revision_fields(monkeypatch):
    at = utc("20261001T000000Z")
    monkeypatch.setattr(calendars, "RENDERING", 2)
    monkeypatch.setattr(calendars, "RENDERING_AT", at)
    calendars.block.cache_clear()

    block = calendars.block(MOVED).decode()
    calendars.block.cache_clear()

    assert "SEQUENCE:3\r\n" in block
    assert "LAST-MODIFIED:20261001T000000Z\r\n" in block
    assert "DTSTAMP:20261001T000000Z\r\n" in block


def test_an_entry_without_a_zone_on_its_time_is_refused():
    naive = msgspec.structs.replace(MOVED, starts=datetime(2026, 10, 11, 14))  # noqa: DTZ001 -- the point

    with pytest.raises(ValueError, match="aware"):
        calendars.block(naive)


def test_an_entry_rings_at_most_twice():
    bells = tuple(Bell(timedelta(hours=hours), "快到了") for hours in (3, 2, 1))

    block = calendars.block(msgspec.structs.replace(MOVED, bells=bells))

    assert block.count(b"BEGIN:VALARM") == 2


def test_hostile_text_in_every_field_stays_text():
    entry = msgspec.structs.replace(
        MOVED,
        uid=HOSTILE,
        title=HOSTILE,
        text=HOSTILE,
        place=HOSTILE,
        url=SITE + HOSTILE,
        bells=(Bell(timedelta(hours=1), HOSTILE),),
    )

    body = calendars.feed(HOSTILE, ANCHOR, [entry], MONDAY)

    assert strict_ical.lint(body) == set()
    lines = re.split(rb"\r\n|\r|\n", body)  # as careless programs split them
    assert [line for line in lines if line.startswith(b"ATTACH")] == []
    assert lines.count(b"BEGIN:VALARM") == 1
    assert lines.count(b"END:VEVENT") == 2
    event = strict_ical.parse(body).inside("VEVENT")[-1]
    shown = event["SUMMARY"].text
    assert shown.startswith('\\ , ; " : ^ \\n \nATTACH:x\nEND:VEVENT\nBEGIN:VALARM\nAB\nC\nDEF[0m ')
    assert shown.endswith("很长的字" * 75)
    assert event["DESCRIPTION"].text == event["LOCATION"].text == shown
    calendar = icalendar.Calendar.from_ical(body)
    assert str(calendar.events[-1]["summary"]) == shown


def test_a_writer_that_does_not_clean_is_caught_by_the_same_hostile_text(monkeypatch):
    monkeypatch.setattr(calendars, "clean", lambda text: text.replace("\ud800", ""))
    entry = msgspec.structs.replace(MOVED, title=HOSTILE)

    body = calendars.single(entry)
    calendars.block.cache_clear()

    assert "control-character" in strict_ical.lint(body, "event")


def instant(moment):
    """Two clocks never agree on a time that occurs twice (PEP 495), unless read in UTC."""
    return moment.astimezone(UTC) if isinstance(moment, datetime) else moment


def occurrences_by_icalendar(body):
    calendar = icalendar.Calendar.from_ical(body)
    found = recurring_ical_events.of(calendar).between(date(2026, 1, 1), date(2028, 1, 1))
    return {(str(e["uid"]), instant(e.start), instant(e.end), str(e["summary"])) for e in found}


def occurrences_by_vobject(body):
    calendar = vobject.readOne(body.decode(), validate=True)
    return {
        (e.uid.value, instant(e.dtstart.value), instant(e.dtend.value), e.summary.value)
        for e in calendar.vevent_list
    }


ELSEWHERE = tuple(
    msgspec.structs.replace(
        MOVED,
        uid=f"shift-{zone}-{starts:%m%d}",
        zone=zone,
        starts=starts,
        ends=starts + timedelta(hours=3),
    )
    for zone in ("Europe/Berlin", "Australia/Sydney", "America/New_York", "Asia/Urumqi", "UTC")
    for starts in (
        datetime(2026, 10, 3, 15, 30, tzinfo=UTC),
        datetime(2026, 10, 24, 23, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 0, 59, tzinfo=UTC),
        datetime(2026, 11, 1, 5, 30, tzinfo=UTC),
        datetime(2027, 3, 14, 6, 59, tzinfo=UTC),
        datetime(2027, 3, 28, 1, 0, tzinfo=UTC),
        datetime(2027, 7, 1, 16, 0, tzinfo=UTC),
    )
)


@pytest.mark.parametrize("read", [occurrences_by_icalendar, occurrences_by_vobject])
def test_other_programs_read_exactly_the_facts(read):
    entries = (*ENTRIES, *ELSEWHERE)

    body = calendars.feed(NAME, ANCHOR, entries, MONDAY)

    assert strict_ical.lint(body) == set()
    facts = {(e.uid, instant(e.starts), instant(e.ends), e.title) for e in (ANCHOR, *entries)}
    assert read(body) == facts


def test_a_thousand_entries_are_read_back_as_the_nearest_five_hundred():
    entries = [
        msgspec.structs.replace(
            MOVED,
            uid=f"shift-{n}",
            starts=here(2026, 9, 14) + timedelta(hours=3 * n),
            ends=here(2026, 9, 14, 1) + timedelta(hours=3 * n),
        )
        for n in range(1000)
    ]

    body = calendars.feed(NAME, ANCHOR, entries, MONDAY)

    assert strict_ical.lint(body) == set()
    uids = [event["UID"].value for event in strict_ical.parse(body).inside("VEVENT")]
    assert uids == [ANCHOR.uid, *(f"shift-{n}" for n in range(500))]
