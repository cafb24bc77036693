from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from exports import calendars
from exports.rules import agenda
from exports.rules.agenda import Dated, Gone, Subscription
from exports.rules.entries import Bell, Entry, Layer, Status
from kit import i18n

SHANGHAI = ZoneInfo("Asia/Shanghai")
MADE = datetime(2026, 11, 1, 2, tzinfo=UTC)
CANARY = "小蜜蜂王小明13800000000"
URL = "https://plan.example/a/1"


@pytest.fixture(autouse=True)
def chinese():
    with i18n.speaking("zh_Hans"):
        yield


def here(*when):
    return datetime(*when, tzinfo=SHANGHAI)


def dated(**changes):
    return msgspec.structs.replace(
        Dated(
            uid="shift-1@plan.example",
            layers=(Layer(1, MADE), Layer(2, MADE + timedelta(days=2)), Layer(0, MADE)),
            created=MADE,
            starts=here(2026, 12, 5, 9),
            ends=here(2026, 12, 5, 11, 30),
            title="一对一关爱",
            url=URL,
            place="理科教学楼",
        ),
        **changes,
    )


def link(**changes):
    return msgspec.structs.replace(Subscription(layer=Layer(4, MADE)), **changes)


def test_a_shift_says_post_place_arrival_and_where_to_read_on():
    entry = agenda.shift(dated(), "陪伴志愿者", arrive_at=here(2026, 12, 5, 8, 20))

    assert entry == Entry(
        uid="shift-1@plan.example",
        sequence=3,
        created=MADE,
        modified=MADE + timedelta(days=2),
        starts=here(2026, 12, 5, 9),
        ends=here(2026, 12, 5, 11, 30),
        title="一对一关爱 · 陪伴志愿者",
        text=f"请于 08:20 到场。\n详情（需登录）：{URL}",
        place="理科教学楼",
        url=URL,
        busy=True,
    )


def test_each_kind_has_its_own_words():
    entries = [
        agenda.block(dated(), "互动游戏"),
        agenda.training(dated()),
        agenda.task(dated(), "联系场地"),
        agenda.contact(dated(), "7"),
        agenda.activity(dated(), "陪孩子过一个上午。"),
    ]

    assert [(entry.title, entry.busy) for entry in entries] == [
        ("一对一关爱 · 互动游戏", False),
        ("一对一关爱 · 培训", True),
        ("【截止】联系场地 · 一对一关爱", False),
        ("月度联系（小队 7）", False),
        ("一对一关爱", False),
    ]


def test_an_english_link_reads_english():
    with i18n.speaking("en"):
        entry = agenda.task(dated(moved_from=here(2026, 12, 4, 9)), "Find a room")

    assert entry.title == "[Due] Find a room · 一对一关爱"
    assert entry.text == f"Originally: 4 Dec Fri.\nDetails (sign in first): {URL}"


def test_a_task_fills_the_day_it_is_due_on_in_its_zone():
    entry = agenda.task(dated(starts=here(2026, 12, 5, 23, 59)), "联系场地")

    assert (entry.starts, entry.ends) == (date(2026, 12, 5), date(2026, 12, 6))
    assert entry.place == ""


def test_a_contact_says_nothing_but_its_pod_even_where_the_row_knows_more():
    entry = agenda.contact(dated(title=CANARY, place=CANARY, starts=date(2026, 12, 6)), "7")

    assert CANARY not in calendars.block(entry).decode()
    assert (entry.starts, entry.ends) == (date(2026, 12, 6), date(2026, 12, 7))


def test_a_public_activity_shows_its_published_summary_and_its_public_page():
    entry = agenda.activity(dated(url="https://plan.example/e/care"), "陪孩子过一个上午。")

    assert entry.text == "陪孩子过一个上午。\n详情：https://plan.example/e/care"
    assert not entry.private


def test_without_an_address_there_is_nothing_to_read_on():
    assert agenda.activity(dated(url=""), "陪孩子。").text == "陪孩子。"
    assert agenda.training(dated(url="")).text == ""


def test_a_place_that_is_not_public_stays_on_the_site():
    assert agenda.training(dated(place="")).place == "地点见站内"


@pytest.mark.parametrize(
    ("length", "days"), [(timedelta(hours=24), 2), (timedelta(hours=24, seconds=-1), 0)]
)
def test_from_24_hours_on_it_is_days(length, days):
    entry = agenda.shift(dated(ends=here(2026, 12, 5, 9) + length), "带队")

    assert entry.all_day is bool(days)
    if days:
        assert entry.ends - entry.starts == timedelta(days=days)
        assert entry.text.startswith("集合时间与地点见站内日程。\n")


def test_a_camp_that_ends_at_midnight_does_not_take_the_day_after():
    entry = agenda.shift(dated(ends=here(2026, 12, 8)), "带队")

    assert (entry.starts, entry.ends) == (date(2026, 12, 5), date(2026, 12, 8))


@pytest.mark.parametrize("ends", [None, here(2026, 12, 5, 9), here(2026, 12, 5, 8)])
def test_an_end_that_is_unknown_or_too_early_counts_as_an_hour(ends):
    assert agenda.block(dated(ends=ends), "合影").ends == here(2026, 12, 5, 10)


def test_a_date_without_a_clock_time_is_a_day():
    one = agenda.activity(dated(starts=date(2026, 12, 5), ends=None), "")
    two = agenda.activity(dated(starts=date(2026, 12, 5), ends=date(2026, 12, 7)), "")

    assert one.ends == date(2026, 12, 6)
    assert two.ends == date(2026, 12, 7)


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="aware"):
        agenda.shift(dated(starts=datetime(2026, 12, 5, 9)), "x")  # noqa: DTZ001 -- the point


def test_a_reserve_place_or_a_tentative_date_is_tentative():
    assert agenda.shift(dated(tentative=True), "x").status is Status.TENTATIVE
    assert b"TRANSP:TRANSPARENT" in calendars.block(agenda.shift(dated(tentative=True), "x"))
    assert b"TRANSP:OPAQUE" in calendars.block(agenda.shift(dated(), "x"))


@pytest.mark.parametrize(
    ("moved_from", "said"),
    [
        (here(2026, 12, 4, 9), "原定：12月4日周五 09:00。\n"),
        (date(2026, 12, 4), "原定：12月4日周五。\n"),
        (here(2026, 12, 5, 9), ""),
        (None, ""),
    ],
)
def test_what_was_moved_says_when_it_was_to_be_and_forgets_it_when_moved_back(moved_from, said):
    text = agenda.training(dated(moved_from=moved_from)).text

    assert text == f"{said}详情（需登录）：{URL}"


@pytest.mark.parametrize(
    ("gone", "title"),
    [
        (Gone.CANCELLED, "【已取消】一对一关爱 · 陪伴志愿者"),
        (Gone.WITHDRAWN, "【已退出】一对一关爱 · 陪伴志愿者"),
    ],
)
def test_what_is_gone_is_crossed_out_and_says_no_more(gone, title):
    entry = agenda.subscribed(
        agenda.shift(dated(gone=gone, place=CANARY), "陪伴志愿者"),
        link(alarms=(timedelta(hours=1),)),
    )

    assert entry.title == title
    written = calendars.block(entry).decode()
    assert "STATUS:CANCELLED" in written
    for never in (CANARY, "DESCRIPTION", "URL", "VALARM", "OPAQUE"):
        assert never not in written


def test_a_feed_adds_the_layer_of_its_link_and_its_alarms_earliest_first():
    hour, day = timedelta(hours=1), timedelta(days=1)
    shift = agenda.shift(dated(), "陪伴志愿者")

    entry = agenda.subscribed(shift, link(layer=Layer(4, MADE), alarms=(hour, day, hour)))

    assert entry.private
    assert entry.sequence == shift.sequence + 4
    assert entry.modified == shift.modified
    assert entry.bells == (Bell(day, shift.title), Bell(hour, shift.title))


@pytest.mark.parametrize("gone", [None, *Gone])
def test_a_busy_feed_shows_that_there_is_something_and_not_what(gone):
    row = dated(title=CANARY, place=CANARY, gone=gone, moved_from=here(2026, 12, 4, 9))
    full = agenda.subscribed(agenda.shift(row, CANARY), link(alarms=(timedelta(hours=1),)))
    assert CANARY in calendars.block(full).decode()  # something could leak

    entry = agenda.subscribed(
        agenda.shift(row, CANARY), link(busy_only=True, alarms=(timedelta(hours=1),))
    )

    assert entry.title == "伴行：已安排"
    written = calendars.block(entry).decode()
    assert CANARY not in written
    assert "原定" not in written
    assert "LOCATION" not in written


def test_the_anchor_stands_on_the_day_the_link_was_made_in_shanghai():
    entry = agenda.anchor("link-1", Layer(0, MADE), datetime(2026, 11, 1, 16, tzinfo=UTC))

    assert (entry.starts, entry.ends) == (date(2026, 11, 2), date(2026, 11, 3))
    assert entry.title == "已订阅伴行日历"
    assert agenda.personal_name() == "伴行 · 我的安排"


def test_a_revoked_feed_has_one_entry_that_says_so():
    entry = agenda.notice("notice-1", Layer(5, MADE), MADE + timedelta(days=9))

    assert entry.title == "此订阅已失效，请重新订阅"
    assert entry.starts == date(2026, 11, 10)
    assert entry.modified == MADE + timedelta(days=9)


def test_only_these_facts_can_reach_a_calendar():
    """The Structs are the allow-list: whoever adds a field here decides that it may leave the house."""
    assert set(Dated.__struct_fields__) == {
        *("uid", "layers", "created", "starts", "ends", "zone", "title", "url", "place"),
        *("for_anyone", "moved_from", "tentative", "gone"),
    }
    assert set(Entry.__struct_fields__) == {
        *("uid", "sequence", "created", "modified", "starts", "ends", "zone", "title", "text"),
        *("place", "url", "status", "busy", "private", "bells"),
    }
    with pytest.raises(TypeError):
        Dated(child_name=CANARY)
