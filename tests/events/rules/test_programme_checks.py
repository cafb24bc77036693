from datetime import UTC, date, datetime
from uuid import uuid4

import msgspec
import pytest

from events.rules.obligations import Obligation
from events.rules.programme_checks import Whole, checked, outsiders
from events.rules.programmes import Programme
from events.rules.seats import Seat
from events.rules.sections import Section
from events.rules.spans import Period
from events.rules.work import WorkItem

TODAY = date(2026, 11, 26)
PROGRAMME = Programme(
    id=uuid4(),
    organization=uuid4(),
    title="陪伴一年",
    theme="",
    purposes=(),
    period="2026 年",
    starts_on=date(2026, 1, 1),
    ends_on=date(2026, 12, 31),
    zone="Asia/Shanghai",
    involves_minors=True,
    closed_at=None,
    version=1,
    created_at=datetime(2026, 1, 1, tzinfo=UTC),
)
NOTHING = Whole(PROGRAMME, (), (), (), ())
MEMBERS = (
    Seat(group="领导小组", role="组长", holder="王书记"),
    Seat(group="领导小组", role="成员", holder="妇联、团委"),
)


def chapter(text: str, heading: str = "工作") -> Section:
    return Section(id=uuid4(), key="", heading=heading, text=text, position=0)


def call(period: Period) -> Obligation:
    return Obligation(
        id=uuid4(),
        title="父母和孩子通电话",
        actor="父母",
        unit_kind="child",
        at_least=1,
        period=period,
        starts_on=None,
        periods=12,
    )


def work(title: str, per: str = "") -> WorkItem:
    return WorkItem(uuid4(), "", title, "", per, None, "", None, 0, 1)


def codes(**differing) -> list[str]:
    return [lack.code for lack in checked(msgspec.structs.replace(NOTHING, **differing), TODAY)]


@pytest.mark.parametrize(
    ("code", "defect", "mended"),
    [
        (
            "period-missing",
            {"programme": msgspec.structs.replace(PROGRAMME, ends_on=None)},
            {"programme": PROGRAMME},
        ),
        (
            "seat-blank",
            {"seats": (Seat(group="办公室", role="主任"),)},
            {"seats": (Seat(group="办公室", role="主任", holder="李老师"),)},
        ),
        (
            "announced-but-unplanned",
            {"seats": (*MEMBERS, Seat(holder="综治办", duty="巡查"))},
            {"seats": (*MEMBERS, Seat(holder="社区团委", duty="巡查"))},
        ),
        (
            "contact-floor",
            {"obligations": (call(Period.MONTH),)},
            {"obligations": (call(Period.WEEK),)},
        ),
        (
            "cadence-missing",
            {"sections": (chapter("学校定期召开家长会。"),)},
            {"sections": (chapter("学校每月召开一次家长会。"),)},
        ),
        (
            "cadence-missing",
            {"work": (work("定期家长会"),)},
            {"work": (work("定期家长会", "month"),)},
        ),
        (
            "placeholder-left",
            {"sections": (chapter("办公室主任由__担任。"),)},
            {"sections": (chapter("办公室主任由李老师担任。"),)},
        ),
        (
            "private-home",
            {"sections": (chapter("班主任每学期家访一次。"),)},
            {"sections": (chapter("班主任每学期和家长谈一次。"),)},
        ),
        (
            "qualification-missing",
            {"sections": (chapter("为孩子提供心理咨询。"),)},
            {"sections": (chapter("请持证咨询师为孩子提供心理咨询。"),)},
        ),
        (
            "photo-consent",
            {"sections": (chapter("宣传报道孩子们的作品。"),)},
            {"sections": (chapter("宣传报道孩子们的作品，拍摄先征得肖像授权。"),)},
        ),
        (
            "stray-mark",
            {"sections": (chapter("让孩子在集体的'温暖中学习，互相帮助，快乐生活，健康成长。"),)},
            {"sections": (chapter("让孩子在集体的温暖中学习，互相帮助，快乐生活，健康成长。"),)},
        ),
    ],
)
def test_a_defect_is_found_and_gone_once_it_is_mended(code, defect, mended):
    assert codes(**defect) == [code]
    assert codes(**mended) == []


def test_what_is_for_children_is_not_asked_where_there_are_none():
    adults = msgspec.structs.replace(PROGRAMME, involves_minors=False)

    assert codes(sections=(chapter("志愿者家访一次。"),)) == ["private-home"]
    assert codes(programme=adults, sections=(chapter("志愿者家访一次。"),)) == []


def test_each_finding_leads_to_the_chapter_it_stands_in():
    first, second = chapter("一切都好。"), chapter("学校定期召开家长会。", "会议")

    (lack,) = checked(msgspec.structs.replace(NOTHING, sections=(first, second)), TODAY)

    assert lack.fix == f"/programmes/{PROGRAMME.id}/plan#section-{second.id}"


def test_while_no_group_has_members_nobody_stands_outside():
    assert outsiders([Seat(holder="综治办", duty="巡查")]) == []


@pytest.mark.parametrize(("line", "times"), [("每月家访。", 4_000), ("书" * 2_000, 150)])
def test_of_chapters_longer_than_any_text_the_beginning_is_read(line, times):
    gap = chapter("由____负责。")
    endless = chapter("\n".join([line] * times), heading="记录")

    assert "placeholder-left" in codes(sections=(gap, endless))
