from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import msgspec
import pytest

from events.rules.activities import Activity, DateState, Kind, Status
from events.rules.schedule import Audience, Block, StartKind
from events.rules.tasks import OffsetUnit, Phase, Task, TaskStatus
from exports import calendars
from exports.rules import dated
from exports.rules import entries as shown
from kit import i18n
from volunteers.rules.applications import Application, ApplicationStatus, Gender
from volunteers.rules.consent import Wish
from volunteers.rules.pairs import Due, PairStatus
from volunteers.rules.training import TrainingSession

SITE = "https://plan.example"
ID = UUID("00000000-0000-4000-8000-000000000001")
MADE = datetime(2026, 11, 1, tzinfo=UTC)
NEWS = datetime(2026, 11, 20, tzinfo=UTC)
T_DAY = datetime(2026, 12, 5, 0, 0, tzinfo=UTC)
CANARY = "小蜜蜂13800000000"


@pytest.fixture(autouse=True)
def chinese():
    with i18n.speaking("zh_Hans"):
        yield


def filled(struct, **known):
    """A Struct whose every text is a canary, so that whatever is not meant to be shown shows."""
    blank = {"str": CANARY, "int": 7, "bool": False, "UUID": ID, "datetime": MADE}
    given = {
        field.name: blank.get(getattr(field.type, "__name__", ""), ())
        for field in msgspec.structs.fields(struct)
    }
    return struct(**given | known)


def activity(**changes):
    usual = {
        "id": ID,
        "slug": "care",
        "title": "一对一关爱",
        "kind": Kind.VISIT,
        "date_state": DateState.FIXED,
        "starts_at": T_DAY,
        "ends_at": T_DAY + timedelta(hours=4),
        "zone": "Asia/Shanghai",
        "place": "港湾小学",
        "status": Status.OPEN,
        "calendar_uid": "act-1",
        "calendar_sequence": 3,
        "calendar_modified": MADE,
    }
    return filled(Activity, **usual | changes)


def application(status=ApplicationStatus.ACCEPTED):
    return filled(
        Application,
        status=status,
        gender=Gender.UNSAID,
        calendar_sequence=2,
        calendar_modified=NEWS,
    )


def block(**changes):
    usual = {
        "title": "互动游戏",
        "starts_at": T_DAY,
        "minutes": 25,
        "moved_from": None,
        "start_kind": StartKind.FIXED,
        "audience": Audience.ALL,
        "calendar_uid": "block-1",
        "calendar_sequence": 4,
        "calendar_modified": NEWS,
    }
    return filled(Block, **usual | changes)


def session(**changes):
    usual = {
        "starts_at": T_DAY - timedelta(days=7),
        "ends_at": T_DAY - timedelta(days=7) + timedelta(hours=2),
        "place": "理科教学楼",
        "cancelled_at": None,
        "moved_from": None,
        "calendar_uid": "training-1",
        "calendar_sequence": 1,
        "calendar_modified": MADE,
    }
    return filled(TrainingSession, **usual | changes)


def task(**changes):
    usual = {
        "title": "联系场地",
        "phase": Phase.PREPARE,
        "offset_unit": OffsetUnit.DAYS,
        "status": TaskStatus.OPEN,
        "due": date(2026, 11, 28),
        "calendar_uid": "task-1",
        "calendar_sequence": 1,
        "calendar_modified": MADE,
    }
    return filled(Task, **usual | changes)


def due(**changes):
    usual = {
        "due_on": date(2027, 1, 5),
        "pod": 7,
        "number": 12,
        "status": PairStatus.ACTIVE,
        "wish": Wish.YES,
        "calendar_uid": "contact-1",
        "calendar_sequence": 1,
        "calendar_modified": MADE,
    }
    return Due(**usual | changes)


def test_a_place_is_the_activity_s_own_entry_with_both_layers():
    entry = dated.place(activity(), application(), SITE, post="陪伴志愿者")

    assert (entry.uid, entry.sequence, entry.modified) == ("act-1", 5, NEWS)
    assert (entry.title, entry.place) == ("一对一关爱 · 陪伴志愿者", "港湾小学")
    assert (entry.starts, entry.ends) == (T_DAY, T_DAY + timedelta(hours=4))
    assert entry.busy


def test_a_place_is_where_the_first_block_is_and_moves_on_with_it():
    gate = block(place="校门口", calendar_sequence=90)
    entry = dated.place(
        activity(), application(), SITE, first=gate, also=[due(calendar_sequence=20)]
    )

    assert (entry.place, entry.sequence) == ("港湾小学 · 校门口", 25)
    assert dated.place(activity(place=""), application(), SITE, first=gate).place == "校门口"


def test_what_a_volunteer_gets_leads_to_the_page_for_anyone_and_a_crew_signs_in():
    """Volunteers have no account; decision 21."""
    facts = activity(), SITE
    mine = [
        dated.place(activity(), application(), SITE),
        dated.training(session(), *facts, application()),
        dated.block(block(), *facts, application()),
        dated.contact(due(), activity(), application(), SITE),
    ]
    crew = [
        dated.training(session(), *facts),
        dated.block(block(), *facts),
        dated.task(task(), *facts),
    ]

    assert {(entry.url, entry.text) for entry in mine} == {
        (f"{SITE}/e/care", f"详情：{SITE}/e/care")
    }
    assert {(entry.url, entry.text) for entry in crew} == {
        (f"{SITE}/a/{ID}", f"详情（需登录）：{SITE}/a/{ID}")
    }


@pytest.mark.parametrize(
    ("status", "date_state", "seen"),
    [
        (ApplicationStatus.CONFIRMED, DateState.FIXED, "CONFIRMED"),
        (ApplicationStatus.RESERVED, DateState.FIXED, "TENTATIVE"),
        (ApplicationStatus.ACCEPTED, DateState.TENTATIVE, "TENTATIVE"),
        (ApplicationStatus.WITHDRAWN, DateState.TENTATIVE, "CANCELLED"),
    ],
)
def test_a_reserve_or_an_unsure_date_is_tentative_and_who_withdrew_is_crossed_out(
    status, date_state, seen
):
    entry = dated.place(activity(date_state=date_state), application(status), SITE)

    assert entry.status == seen


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (ApplicationStatus.ACCEPTED, True),
        (ApplicationStatus.RESERVED, True),
        (ApplicationStatus.WITHDRAWN, True),
        (ApplicationStatus.APPLIED, False),
        (ApplicationStatus.DECLINED, False),
        (ApplicationStatus.LAPSED, False),
        (ApplicationStatus.REMOVED, False),
    ],
)
def test_who_was_removed_sees_nothing_not_even_a_tombstone(status, told):
    assert dated.is_told(application(status)) is told


def test_a_cancelled_activity_crosses_out_all_of_its_entries():
    gone = activity(status=Status.CANCELLED)
    entries = [
        dated.place(gone, application(), SITE),
        dated.public(gone, "", SITE),
        dated.training(session(), gone, SITE),
        dated.block(block(), gone, SITE),
        dated.task(task(), gone, SITE),
        dated.contact(due(), gone, application(), SITE),
    ]

    assert {entry.status for entry in entries} == {shown.Status.CANCELLED}
    assert {entry.title[:5] for entry in entries} == {"【已取消】"}


def test_a_training_date_is_crossed_out_by_itself_too():
    assert dated.training(session(), activity(), SITE).status == "CONFIRMED"
    assert dated.training(session(cancelled_at=NEWS), activity(), SITE).status == "CANCELLED"
    reserve = application(ApplicationStatus.RESERVED)
    assert dated.training(session(), activity(), SITE, reserve).status == "TENTATIVE"


def test_a_block_stands_at_its_released_time_and_says_where_on_the_site():
    entry = dated.block(block(place="操场"), activity(), SITE)

    assert (entry.starts, entry.ends) == (T_DAY, T_DAY + timedelta(minutes=25))
    assert (entry.title, entry.place) == ("一对一关爱 · 互动游戏", "港湾小学 · 操场")
    assert entry.sequence == 7


def test_a_block_that_moved_says_so_and_one_that_was_dropped_is_crossed_out():
    moved = dated.block(block(moved_from=T_DAY - timedelta(minutes=5)), activity(), SITE)
    dropped = dated.block(block(), activity(), SITE, dropped=True)

    assert moved.text.startswith("原定：12月5日周六 07:55。\n")
    assert dropped.status == "CANCELLED"


def test_what_has_no_date_has_no_entry():
    assert dated.block(block(starts_at=None), activity(), SITE) is None
    assert dated.task(task(due=None), activity(), SITE) is None
    assert dated.has_date(activity())
    assert not dated.has_date(activity(starts_at=None))
    assert not dated.has_date(activity(date_state=DateState.UNKNOWN))
    with pytest.raises(ValueError, match="no entry"):
        dated.public(activity(starts_at=None), "", SITE)


def test_a_block_of_unknown_length_counts_as_an_hour():
    assert dated.block(block(minutes=None), activity(), SITE).ends == T_DAY + timedelta(hours=1)


def test_the_public_entry_leads_to_the_public_page():
    entry = dated.public(activity(), "陪孩子过一个上午。", SITE)

    assert entry.text == "陪孩子过一个上午。\n详情：https://plan.example/e/care"


def test_a_task_and_a_contact_stand_on_their_day():
    on_time = dated.task(task(), activity(), SITE)
    contact = dated.contact(due(), activity(), application(), SITE)

    assert (on_time.title, on_time.starts) == ("【截止】联系场地 · 一对一关爱", date(2026, 11, 28))
    assert (contact.title, contact.starts) == ("月度联系（小队 7）", date(2027, 1, 5))
    assert contact.place == ""
    nameless = dated.contact(due(pod=None), activity(), application(), SITE)
    assert nameless.title == "月度联系（小队 12）"
    over = dated.contact(due(status=PairStatus.CLOSED), activity(), application(), SITE)
    assert (over.title, over.status) == ("【已取消】月度联系（小队 7）", "CANCELLED")


def test_nothing_that_was_not_meant_to_leave_leaves():
    """Every other text of the facts is a canary: names, phones, notes, leads, trainers."""
    entries = [
        dated.place(activity(), application(), SITE, post="陪伴志愿者"),
        dated.public(activity(), "", SITE),
        dated.training(session(), activity(), SITE, application()),
        dated.block(block(place="操场"), activity(), SITE),
        dated.task(task(), activity(), SITE),
        dated.contact(due(), activity(), application(), SITE),
    ]

    for entry in entries:
        assert CANARY not in "".join(calendars.block(entry).decode().split("\r\n "))


def test_the_canary_is_found_where_it_is_planted():
    entry = dated.public(activity(title=CANARY), "", SITE)

    assert CANARY in "".join(calendars.block(entry).decode().split("\r\n "))
