"""What the slices know turns into what papers say, without setting type."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest

import accounts.tables
import budget.tables
import events.tables
from accounts.rules.permissions import Role
from budget import lines, sources
from events import schedule
from events.rules.activities import DateState, PartyRole
from events.rules.schedule import StartKind
from events.rules.tasks import Phase
from events.schedule import Wanted
from exports import desk, dossiers
from exports.rules import filled
from exports.rules.kinds import Kind, NoSuchPart, Order
from exports.rules.papers import When
from kit import i18n
from tests import make
from tests.exports import planned


async def paper(actor, activity, kind, part=None, language="en"):
    facts = await dossiers.gather(actor, activity.id, {kind})
    return desk.write(facts, Order(kind, part), language)


async def released(actor, activity, *blocks):
    for block in blocks:
        await schedule.add(actor, activity.id, block)
    await make.release(actor, activity.id)


def block(title, hour, **differing):
    return Wanted(title, time(hour), 30, **differing)


async def test_where_every_start_is_fixed_only_what_must_end_on_time_stands_out(db):
    actor = await make.actor()
    activity = await make.activity(actor)
    await released(
        actor, activity, block("Opening", 9), block("Games", 10), block("Bus", 11, hard_end=True)
    )

    sheet = await paper(actor, activity, Kind.RUN_SHEET)

    assert [(b.title, b.fixed) for b in sheet.blocks] == [
        ("Opening", False),
        ("Games", False),
        ("Bus", True),
    ]


async def test_where_starts_follow_on_the_fixed_ones_stand_out(db):
    actor = await make.actor()
    activity = await make.activity(actor)
    floating = block("Games", 10, start_kind=StartKind.FLOATING)
    await released(actor, activity, block("Opening", 9), floating)

    sheet = await paper(actor, activity, Kind.RUN_SHEET)

    assert [(b.title, b.starts, b.ends, b.fixed) for b in sheet.blocks] == [
        ("Opening", "09:00", "09:30", True),
        ("Games", "09:30", "10:00", False),
    ]


async def test_several_days_have_a_heading_each_and_a_single_day_needs_none(db):
    actor = await make.actor()
    activity = await make.activity(actor, ends_at=make.T_DAY + timedelta(days=2))
    await released(actor, activity, block("Opening", 9), block("Bus", 11))
    assert [part.heading for part in (await paper(actor, activity, Kind.RUN_SHEET)).parts] == [""]

    b = events.tables.Block
    await b.update({b.starts_at: b.starts_at + timedelta(days=1)}).where(b.title == "Bus")
    await make.release(actor, activity.id)

    parts = (await paper(actor, activity, Kind.RUN_SHEET)).parts
    assert [(part.heading, [one.title for one in part.blocks]) for part in parts] == [
        ("Sat 5 Dec 2026", ["Opening"]),
        ("Sun 6 Dec 2026", ["Bus"]),
    ]


async def test_factors_of_which_nobody_knows_the_price_stay_two_factors(db):
    actor = await make.actor()
    activity = await planned.activity(actor)
    banner = next(one for one in await lines.of_activity(actor, activity.id) if one.label == "横幅")
    await lines.set_price_factor(actor, activity.id, banner.id, "unknown")
    source = await sources.save(
        actor, activity.id, sources.Wanted("学院", promised="2000", approved="1800")
    )
    t = budget.tables.BudgetLine
    await t.update({t.source: source}).where(t.id == banner.id)

    table = (await paper(actor, activity, Kind.BUDGET)).budget

    costs = {cost.label: cost for group in table.groups for cost in group.costs}
    shown = {
        label: (cost.quantity, cost.unit, cost.price, cost.factors, cost.amount)
        for label, cost in costs.items()
    }
    assert shown["横幅"] == ("", "条", "", ("2", "80"), 16000)
    assert shown["水费"] == ("50", "瓶", "1.50", None, 7500)
    assert shown["路费"] == ("", "", "", None, 40000)
    assert costs["横幅"].source == "学院"
    assert (table.total, table.approved, table.received) == (236000, 180000, 0)


@pytest.mark.parametrize(
    ("differing", "when"),
    [
        ({"starts_at": None, "ends_at": None, "date_state": DateState.UNKNOWN}, When()),
        (
            {"starts_at": datetime(2026, 12, 4, 16, tzinfo=UTC), "ends_at": None},
            When(first=date(2026, 12, 5)),
        ),
        (
            {"date_state": DateState.TENTATIVE},
            When(
                first=date(2026, 12, 5),
                last=date(2026, 12, 5),
                starts="08:00",
                ends="12:00",
                tentative=True,
            ),
        ),
    ],
)
async def test_a_paper_says_of_its_day_what_is_known(db, differing, when):
    actor = await make.actor()
    activity = await make.activity(actor, **differing)

    assert (await paper(actor, activity, Kind.PROPOSAL)).when == when


MIDNIGHT = datetime(2026, 12, 7, 16, tzinfo=UTC)  # the 8th begins in Chengdu


@pytest.mark.parametrize(
    ("differing", "when", "written"),
    [
        (
            {"ends_at": MIDNIGHT},
            When(first=date(2026, 12, 5), last=date(2026, 12, 7), starts="08:00"),
            "Sat 5 Dec 2026 08:00 – 7 Dec 2026",
        ),
        (
            {"ends_at": MIDNIGHT - timedelta(days=2)},
            When(first=date(2026, 12, 5), last=date(2026, 12, 5), starts="08:00"),
            "Sat 5 Dec 2026 08:00",
        ),
        (
            {"ends_at": MIDNIGHT + timedelta(hours=1)},
            When(first=date(2026, 12, 5), last=date(2026, 12, 8), starts="08:00", ends="01:00"),
            "Sat 5 Dec 2026 08:00 – 8 Dec 2026 01:00",
        ),
    ],
)
async def test_an_end_at_midnight_closes_the_day_before(db, differing, when, written):
    actor = await make.actor()
    activity = await make.activity(actor, **differing)

    proposal = await paper(actor, activity, Kind.PROPOSAL)

    assert proposal.when == when
    assert any(one.paragraphs[:1] == (written,) for one in proposal.sections)


async def test_a_paper_names_who_issues_it_and_with_whom(db):
    actor = await make.actor()
    activity = await make.activity(actor)
    assert (await paper(actor, activity, Kind.PROPOSAL)).host == "Riverside Helpers"

    for position, (role, name) in enumerate(
        ((PartyRole.HOST, "College"), (PartyRole.PARTNER, "School"), (PartyRole.VENUE, "School"))
    ):
        await events.tables.Party(
            id=uuid4(), activity=activity.id, role=role, name=name, position=position
        ).save()

    proposal = await paper(actor, activity, Kind.PROPOSAL)
    assert proposal.host == "College · Riverside Helpers"
    assert proposal.subtitle == "Riverside Helpers × School"
    assert [(party.role, party.names) for party in proposal.parties] == [
        ("Host", ("College",)),
        ("Partner", ("School",)),
    ]


async def test_a_proposal_shows_the_draft_until_there_is_a_release(db):
    actor = await make.actor()
    activity = await planned.activity(actor)
    await schedule.add(actor, activity.id, block("Opening", 9))

    async def times():
        proposal = await paper(actor, activity, Kind.PROPOSAL)
        (course,) = (section for section in proposal.sections if section.parts)
        assert [part.heading for part in course.parts] == ["Preparation", "Day schedule"]
        return proposal.stamp.release, [step.time for step in course.parts[1].schedule]

    assert await times() == (None, ["09:00–09:30"])
    await make.release(actor, activity.id)
    (now,) = (await schedule.of_activity(actor, activity.id)).blocks
    await schedule.nudge(actor, activity.id, now.id, start=5)
    assert await times() == (1, ["09:00–09:30"])


def on(day, hour):
    return datetime(2026, 12, day, hour - 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("differing", "said"),
    [
        ({"starts_at": None, "ends_at": None}, "The date is not settled yet."),
        ({}, "Sat 5 Dec 2026 08:00–12:00"),
        ({"ends_at": None}, "Sat 5 Dec 2026 08:00"),
        ({"starts_at": on(5, 8) - timedelta(hours=8), "ends_at": None}, "Sat 5 Dec 2026"),
        ({"ends_at": on(6, 12)}, "Sat 5 Dec 2026 08:00 – 6 Dec 2026 12:00"),
        ({"date_state": DateState.TENTATIVE}, "Sat 5 Dec 2026 08:00–12:00 (tentative)"),
    ],
)
async def test_a_proposal_says_of_its_time_what_is_known(db, differing, said):
    actor = await make.actor()
    activity = await planned.activity(actor, **differing)
    s = events.tables.PlanSection
    await s.update({s.key: "time"}).where(s.activity == activity.id, s.key == "background")

    first, *_ = (await paper(actor, activity, Kind.PROPOSAL)).sections

    assert first.paragraphs[0] == said


async def test_a_proposal_lists_its_purposes_and_what_follows(db):
    actor = await make.actor()
    activity = await planned.activity(actor, purposes=["Meet", "Stay in touch"])
    s, t = events.tables.PlanSection, events.tables.Task
    for was, key in (("background", "purposes"), ("schedule", "follow_up")):
        await s.update({s.key: key}).where(s.activity == activity.id, s.key == was)
    await t.update({t.phase: Phase.FOLLOW_UP, t.title: "Write"}).where(t.activity == activity.id)

    sections = (await paper(actor, activity, Kind.PROPOSAL)).sections

    purposes, follow_up = (one for one in sections if one.items or one.duties)
    assert purposes.items == ("Meet", "Stay in touch")
    assert [duty.text for duty in follow_up.duties] == ["Write"]


async def test_a_proposal_has_a_chapter_for_what_is_known_and_none_for_what_is_not(db):
    actor = await make.actor()
    activity = await planned.activity(actor, theme="Tides", guests=None)

    sections = (await paper(actor, activity, Kind.PROPOSAL)).sections

    assert [one.heading for one in sections] == [
        "第0章",
        "Motto",
        "Dates",
        "Location",
        "Organisers and partners",
        "Target group",
        "第1章",
        "第2章",
    ]


async def test_a_budget_for_nobody_says_nothing_of_each(db):
    actor = await make.actor()
    activity = await planned.activity(actor, volunteers=None, participants=None)

    assert (await paper(actor, activity, Kind.BUDGET)).facts == ()


async def test_the_stamp_leads_to_our_own_address_and_changes_with_what_is_said(db):
    actor = await make.actor()
    activity = await planned.released(actor)
    first = await paper(actor, activity, Kind.BUDGET)
    assert first.stamp.link.startswith("https://plan.example/s/")
    assert (await paper(actor, activity, Kind.BUDGET)).stamp == first.stamp

    await lines.add(actor, activity.id, {"label": "Stamps", "planned": "3"})

    second = await paper(actor, activity, Kind.BUDGET)
    assert second.stamp.code != first.stamp.code
    assert second.stamp.made_at > first.stamp.made_at


async def test_nobody_gets_the_sheet_of_another_activity_s_training(db):
    actor = await make.actor()
    ours, other = await make.activity(actor), await make.activity(actor)
    session = await planned.session(other)

    with pytest.raises(NoSuchPart):
        await paper(actor, ours, Kind.SIGN_IN_SHEET, session)
    assert (await paper(actor, other, Kind.SIGN_IN_SHEET, session)).occasion == "志愿者培训"


async def test_reading_in_house_leaves_no_trace_and_sees_what_its_role_sees(db):
    actor = await make.actor()
    activity = await planned.released(actor)
    traces = accounts.tables.Trace
    before = await traces.count()

    facts = await dossiers.gather(
        desk.in_house(actor.organization_id, Role.VIEWER), activity.id, {Kind.PROPOSAL}
    )

    assert facts.lines is None
    assert await traces.count() == before
    with i18n.speaking("en"):
        assert len(filled.orders(facts, Kind.RUN_SHEET)) == 3, "the whole and one for each lane"
